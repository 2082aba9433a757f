# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The audit of a real tree, and of the same tree broken on purpose: what an edit adds to the findings is just
what it breaks. No number of registers or findings is stated: Debian's version floats."""
import json
import pathlib
import sys
import unittest

import report
from tests.audit import linux, sarif

FEATURES = "cpufeature.ll"
SYSREG = "arch/arm64/tools/sysreg"


class Tables(unittest.TestCase):
    """Edits of rows, in the IR's text: what an edit of the macro in the source would give."""

    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        cls.base, cls.found = cls.linux.audit(cls.linux.folder({}))

    def change(self, table, shift, old, new, width=4):
        """The folder where in one row of a table `old` (a pattern) is replaced."""
        text = self.linux.texts[FEATURES]
        start = text.index(f"\n@{table} = ") + 1
        end = text.index("\n", start)
        line = text[start:end]
        rows = line.split("%struct.arm64_ftr_bits { ")
        mark = f"i8 {shift}, i8 {width}, "
        hits = [i for i, r in enumerate(rows) if mark in r]
        self.assertEqual(len(hits), 1, f"{table} shift {shift}")
        self.assertIn(old, rows[hits[0]])
        rows[hits[0]] = rows[hits[0]].replace(old, new, 1)
        return self.linux.folder({FEATURES: text[:start] + "%struct.arm64_ftr_bits { ".join(rows) + text[end:]})

    def adds(self, folder, *expected, tree=None):
        """Exactly these findings are new, notes left out."""
        _, found = self.linux.audit(folder, tree)
        new = {f for f in found - self.found if not f.endswith(" note")}
        self.assertEqual(new, set(expected))

    def test_nothing_is_severe_as_it_is(self):
        for finding in self.base["findings"]:
            self.assertNotEqual(finding["severity"], "high", finding)

    def test_specsei_is_no_finding(self):
        self.assertFalse([f for f in self.found if "SpecSEI" in f and not f.startswith("selftest")])

    def test_every_finding_has_a_place_in_the_tree(self):
        for finding in self.base["findings"]:
            file = finding["location"].split(":")[0]
            self.assertTrue((self.linux.tree / file).is_file(), finding)

    def test_lines_are_those_of_the_entries(self):
        finding = next(f for f in self.base["findings"]
                       if f["field"] == "PMUVer" and f["entry"] == "ftr_id_aa64dfr0")
        file, line = finding["location"].split(":")
        text = (self.linux.tree / file).read_text().splitlines()
        self.assertIn("ID_AA64DFR0_EL1_PMUVer", text[int(line) - 1])

    # group 4: the tables against the architecture
    def test_sign_of_an_exact_field_that_kvm_makes_lower_safe(self):
        self.adds(self.change("ftr_id_aa64dfr0", 8, "i8 0,", "i8 1,"), "sign ID_AA64DFR0_EL1.PMUVer high",
                  "sysreg ID_AA64DFR0_EL1.PMUVer medium")

    def test_sign_of_perfmon(self):
        self.adds(self.change("ftr_id_dfr0", 24, "i8 0,", "i8 1,"), "sign ID_DFR0_EL1.PerfMon high",
                  "sysreg ID_DFR0_EL1.PerfMon medium")

    def test_sign_of_a_lower_safe_field(self):
        self.adds(self.change("ftr_id_aa64isar0", 4, "i8 0,", "i8 1,"), "sign ID_AA64ISAR0_EL1.AES high",
                  "sysreg ID_AA64ISAR0_EL1.AES medium", "selftest ID_AA64ISAR0_EL1.AES low")

    def test_sign_dropped(self):
        self.adds(self.change("ftr_id_aa64pfr0", 16, "i8 1,", "i8 0,"), "sign ID_AA64PFR0_EL1.FP high",
                  "sysreg ID_AA64PFR0_EL1.FP medium")

    def test_higher_is_not_safe(self):
        self.adds(self.change("ftr_id_aa64isar0", 4, "i32 1", "i32 2"), "policy ID_AA64ISAR0_EL1.AES high",
                  "selftest ID_AA64ISAR0_EL1.AES low")

    def test_lower_is_not_safe_for_a_hazard(self):
        self.adds(self.change("ftr_id_aa64mmfr1", 24, "i32 2", "i32 1"), "policy ID_AA64MMFR1_EL1.SpecSEI low",
                  "selftest ID_AA64MMFR1_EL1.SpecSEI low")

    def test_exact_with_an_unsafe_value(self):
        self.adds(self.change("ftr_id_aa64isar0", 4, "i32 1, i8 4, i8 4, i64 0", "i32 0, i8 4, i8 4, i64 1"),
                  "safe-value ID_AA64ISAR0_EL1.AES high")

    def test_exact_with_a_value_that_does_not_exist(self):
        self.adds(self.change("ftr_id_aa64isar1", 4, "i64 0", "i64 16"), "safe-value ID_AA64ISAR1_EL1.APA medium")

    def test_width(self):
        _, found = self.linux.audit(self.change("ftr_id_aa64isar0", 4, "i8 4, i8 4,", "i8 4, i8 3,"))
        self.assertIn("width ID_AA64ISAR0_EL1.AES medium", found)

    def test_overlap(self):
        _, found = self.linux.audit(self.change("ftr_id_aa64isar0", 4, "i8 4, i8 4,", "i8 4, i8 8,"))
        self.assertTrue([f for f in found if f.startswith("overlap ID_AA64ISAR0_EL1")], found - self.found)

    def test_reserved_bits(self):
        _, found = self.linux.audit(self.change("ftr_id_aa64isar0", 4, "i8 4, i8 4,", "i8 0, i8 4,"))
        self.assertIn("reserved ID_AA64ISAR0_EL1.[3:0] low", found)

    def test_terminator(self):
        text = self.linux.texts[FEATURES]
        start = text.index("\n@ftr_id_aa64isar0 = ") + 1
        end = text.index("\n", start)
        line = text[start:end]
        self.assertEqual(line.count("%struct.arm64_ftr_bits zeroinitializer"), 1)
        line = line.replace("%struct.arm64_ftr_bits zeroinitializer",
                            "%struct.arm64_ftr_bits { i8 0, i8 0, i8 0, i32 0, i8 0, i8 4, i64 0 }")
        _, found = self.linux.audit(self.linux.folder({FEATURES: text[:start] + line + text[end:]}))
        self.assertIn("terminator ID_AA64ISAR0_EL1 high", found)

    def test_order_of_entries_is_no_change_of_meaning_but_warned_of(self):
        self.adds(self.swapped("ftr_id_aa64isar0", 0, 1), "order ID_AA64ISAR0_EL1.RNDR low")

    def test_order_of_registers(self):
        text = self.linux.texts[FEATURES]
        start = text.index("\n@arm64_ftr_regs = ")
        at = text.index("%struct.__ftr_reg_entry { i32 ", start)
        second = text.index("%struct.__ftr_reg_entry { i32 ", at + 1)
        third = text.index("%struct.__ftr_reg_entry { i32 ", second + 1)
        swapped = text[:at] + text[second:third] + text[at:second] + text[third:]
        _, found = self.linux.audit(self.linux.folder({FEATURES: swapped}))
        self.assertTrue([f for f in found if f.startswith("order ") and f.endswith(" high")])

    def swapped(self, table, first, second):
        text = self.linux.texts[FEATURES]
        start = text.index(f"\n@{table} = ") + 1
        end = text.index("\n", start)
        head, *rows = text[start:end].split("%struct.arm64_ftr_bits { ")
        bodies = [r.split(" }", 1) for r in rows]
        bodies[first][0], bodies[second][0] = bodies[second][0], bodies[first][0]
        line = "%struct.arm64_ftr_bits { ".join([head] + [" }".join(b) for b in bodies])
        return self.linux.folder({FEATURES: text[:start] + line + text[end:]})

    def test_a_missing_field_shows_a_feature(self):
        # FP is moved onto bits that have no entry: what was there is gone.
        _, found = self.linux.audit(self.change("ftr_id_aa64pfr0", 16, "i8 16, i8 4,", "i8 52, i8 4,"))
        self.assertIn("missing ID_AA64PFR0_EL1.FP medium", found)

    def test_harmless_table_renamed(self):
        text = self.linux.texts[FEATURES].replace("@ftr_id_aa64isar0", "@isar0_of_another_name")
        self.adds(self.linux.folder({FEATURES: text}))

    def test_harmless_flags(self):
        self.adds(self.change("ftr_id_aa64isar0", 4, "i8 0, i8 1, i8 1", "i8 0, i8 0, i8 0"))

    # group 5: the texts
    def test_sysreg_sign(self):
        tree = self.linux.with_texts((SYSREG, "UnsignedEnum\t11:8\tPMUVer", "SignedEnum\t11:8\tPMUVer"))
        self.adds(self.linux.folder({}), "sysreg ID_AA64DFR0_EL1.PMUVer medium", tree=tree)

    def test_sysreg_bits(self):
        tree = self.linux.with_texts((SYSREG, "UnsignedEnum\t11:8\tPMUVer", "UnsignedEnum\t12:8\tPMUVer"))
        _, found = self.linux.audit(self.linux.folder({}), tree)
        self.assertTrue([f for f in found if f.startswith("sysreg ID_AA64DFR0_EL1.[")], found - self.found)

    def test_sysreg_grammar_is_refused_in_words(self):
        tree = self.linux.with_texts((SYSREG, "UnsignedEnum\t11:8\tPMUVer", "Level\t11:8\tPMUVer"))
        document, _ = self.linux.audit(self.linux.folder({}), tree)
        self.assertTrue([r for r in document["remarks"] if "sysreg:" in r], document["remarks"])

    def test_selftest_sign(self):
        line = "REG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64ISAR0_EL1, AES, 0)"
        tree = self.linux.with_texts((self.linux.selftest(), f"\t{line}", f"\tS_{line}"))
        self.adds(self.linux.folder({}), "selftest ID_AA64ISAR0_EL1.AES medium", "selftest ID_AA64ISAR0_EL1.AES low",
                  tree=tree)

    # diff
    def differs(self, folder):
        ran = self.linux.run("diff", "--ir", self.linux.folder({}), folder, "--tables-only", "--json")
        changes = json.loads(ran.stdout)["changes"]
        self.assertEqual(ran.returncode, 1 if changes else 0, ran.stderr)
        return changes

    def test_diff_names_exactly_what_was_edited(self):
        (change,) = self.differs(self.change("ftr_id_aa64isar0", 4, "i8 0,", "i8 1,"))
        self.assertEqual((change["register"], change["field"], change["kind"]), ("ID_AA64ISAR0_EL1", "AES", "sign"))
        self.assertEqual(change["witness"], {"value": "0x0", "limit": "0x80", "accepted_by": "old"})
        (change,) = self.differs(self.change("ftr_id_aa64isar0", 4, "i32 1", "i32 2"))
        self.assertEqual(change["kind"], "policy")
        kinds = {c["kind"] for c in self.differs(self.change("ftr_id_aa64isar0", 4, "i8 4, i8 4,", "i8 4, i8 3,"))}
        self.assertEqual(kinds, {"missing"})

    def test_diff_passes_over_order_and_names(self):
        self.assertEqual(self.differs(self.swapped("ftr_id_aa64isar0", 0, 1)), [])
        renamed = self.linux.texts[FEATURES].replace("@ftr_id_aa64isar0", "@isar0_of_another_name")
        self.assertEqual(self.differs(self.linux.folder({FEATURES: renamed})), [])

    def test_diff_sees_a_mask(self):
        folder = self.linux.edited("sys_regs.ll", (r"(i8 3, i8 0, i8 0, i8 5, i8 0, .*?, i32 0, i64 )\d+", r"\g<1>15"))
        self.assertEqual([c["kind"] for c in self.differs(folder)], ["mask"])

    # the command
    def test_known_findings_and_stale_ones(self):
        folder = self.change("ftr_id_aa64dfr0", 8, "i8 0,", "i8 1,")
        known = pathlib.Path(folder, "known")
        known.write_text("sign ID_AA64DFR0_EL1.PMUVer: for a test\npolicy CTR_EL0.DIC: not found at all\n")
        document, found = self.linux.audit(folder, None, "--tables-only", "--known", known)
        self.assertNotIn("sign ID_AA64DFR0_EL1.PMUVer high", found)
        self.assertEqual([f["reason"] for f in document["known"]], ["for a test"])
        self.assertEqual([e["register"] for e in document["stale"]], ["CTR_EL0"])

    def test_sarif(self):
        folder = self.linux.folder({})
        file = pathlib.Path(folder, "out.sarif")
        self.linux.audit(folder, None, "--tables-only", "--sarif", file)
        sarif.check(self.linux.tree, json.loads(file.read_text(encoding="utf-8")), self.base["findings"])

    def test_mail_is_short(self):
        ran = self.linux.run("audit", self.linux.tree, "--ir", self.linux.folder({}), "--tables-only", "--mail")
        lines = ran.stdout.splitlines()
        self.assertLessEqual(len(lines), 40)
        self.assertGreater(len(lines), 5)
        self.assertLessEqual(max(map(len, lines)), 72)

    def test_bisect_statuses(self):
        folder = self.linux.folder({})
        found = self.linux.run("audit", self.linux.tree, "--ir", folder, "--tables-only", "--bisect")
        self.assertEqual(found.returncode, 1)
        self.assertEqual(self.linux.run("audit", "--ir", folder / "none", "--bisect").returncode, 125)
        self.assertEqual(self.linux.run("audit", "--bisect").returncode, 125)


class Sources(unittest.TestCase):
    """Edits of sources, compiled again."""

    HEADER = "arch/arm64/include/asm/cpufeature.h"
    SIGN = "\tbool\t\tsign;\t/* Value is signed ? */\n"

    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)

    def test_members_moved_and_added_change_nothing(self):
        _, before = self.linux.audit(self.linux.folder({}))
        folder = self.linux.compiled(
            ["cpufeature.ll"],
            (self.HEADER, self.SIGN, "\tu64\t\tadded;\n"),
            (self.HEADER, "\ts64\t\tsafe_val; /* safe", "\tbool\t\tsign;\n\ts64\t\tsafe_val; /* safe"))
        _, after = self.linux.audit(folder)
        self.assertEqual(before, after)

    def test_a_renamed_member_is_refused_in_words(self):
        folder = self.linux.compiled(
            ["cpufeature.ll"],
            (self.HEADER, self.SIGN, "\tunion { bool is_signed; };\n#define sign is_signed\n"))
        ran = self.linux.run("audit", self.linux.tree, "--ir", folder)
        self.assertEqual(ran.returncode, 3)
        self.assertIn("has no member sign; it has is_signed", ran.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
