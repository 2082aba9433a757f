# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Write paths of a real tree: all decided; what an edit breaks is refuted with a witness and named by diff; what
changes nothing is proved to change nothing. No number of registers is stated: Debian's version floats."""
import copy
import json
import pathlib
import sys
import unittest

import jsonschema
import report
from tests.audit import linux, sarif

CHECK = "arch/arm64/kvm/sys_regs.c"
TABLES = "arch/arm64/kernel/cpufeature.c"


def field(value, shift):
    return int(value, 16) >> shift & 15


class Code(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        cls.same = cls.linux.folder({})
        cls.judged = cls.sarif = None

    def as_it_is(self):
        """The audit of the tree as it is, made once."""
        if self.judged is None:
            type(self).judged, type(self).sarif = self.audit(self.same, "--replay", "--cases", "300")
        return self.judged

    def audit(self, folder, *options):
        """The audit's document and its SARIF, which must be of the same findings."""
        file = pathlib.Path(folder, "findings.sarif")
        document, _ = self.linux.audit(folder, None, "--notes", "--sarif", file, *options)
        results = json.loads(file.read_text(encoding="utf-8"))
        sarif.check(self.linux.tree, results, document["findings"])
        return document, results

    def diff(self, old, new):
        ran = self.linux.run("diff", "--ir", "--json", old, new)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        return ran.returncode, json.loads(ran.stdout)

    def test_every_register_is_decided(self):
        document = self.as_it_is()
        outcomes = {r["register"]: r["outcome"] for r in document["registers"]}
        self.assertEqual([r for r, o in outcomes.items() if o in ("unsupported", "unknown")], [])
        self.assertEqual(outcomes["ID_AA64DFR0_EL1"], "proved")
        assumed = next(r["assumptions"] for r in document["registers"] if r["register"] == "ID_AA64DFR0_EL1")
        self.assertTrue([a for a in assumed if a.startswith("limit.PMUVer != 0xF")], assumed)
        self.assertEqual([r for r in document["registers"] if any("not decided" in x for x in r["remarks"])], [])
        # What is not examined is no ID register of KVM's, and the answer says so.
        left = [r for r in document["registers"] if r["outcome"] == "not-examined"]
        reasons = ("outside of the space of ID registers", "the host's table has it, and ")
        self.assertEqual([r for r in left if not [x for x in r["remarks"] if x.startswith(reasons)]], [])
        self.assertEqual([r for r in left if r["register"].startswith("ID_")], [])
        # The tree's own functions say the same.
        replay = document["replay"]
        self.assertEqual((replay["disagreements"], replay["not_replayed"]), ([], []))
        self.assertGreater(replay["accepted"], 1000)
        code = [f for f in document["findings"] if f["kind"] in ("above-limit", "gains-feature", "too-strict")]
        self.assertGreaterEqual(replay["replayed"], len(code))
        # One fault, one finding.
        said = {kind: {(f["register"], f["field"]) for f in document["findings"] if f["kind"] == kind and f["field"]}
                for kind in ("mask", "too-strict")}
        self.assertEqual(said["mask"] & said["too-strict"], set())

    def test_signed_pmu_versions_are_refuted(self):
        before = self.as_it_is()
        after, _ = self.audit(self.linux.with_signed_pmu_versions())
        known = [(f["register"], f["field"]) for f in before["findings"] if f["kind"] == "above-limit"]
        new = {(f["register"], f["field"]): f for f in after["findings"]
               if f["kind"] == "above-limit" and (f["register"], f["field"]) not in known}
        self.assertEqual(set(new), {("ID_AA64DFR0_EL1", "PMUVer"), ("ID_DFR0_EL1", "PerfMon")})
        for (register, _), shift in [(("ID_AA64DFR0_EL1", 0), 8), (("ID_DFR0_EL1", 0), 24)]:
            finding = next(f for (r, _), f in new.items() if r == register)
            self.assertGreaterEqual(field(finding["value"], shift), 8, finding)
            self.assertLess(field(finding["limit"], shift), 8, finding)

    def test_what_a_guest_is_shown_and_a_host_keeps(self):
        """Three edits at once: a reset that stops masking, merging that takes the larger, an override unchecked."""
        edits = [(CHECK, "		val &= ~ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_MPAM_frac);\n", ""),
                 (TABLES, "		ftr_new = arm64_ftr_safe_value(ftrp, ftr_new, ftr_cur);",
                  "		ftr_new = ftr_new > ftr_cur ? ftr_new : ftr_cur;"),
                 (TABLES, "			if (ftr_ovr != tmp) {", "			tmp = ftr_ovr;\n			if (ftr_ovr != tmp) {")]
        for file, old, _ in edits:
            if old not in (self.linux.tree / file).read_text():
                self.skipTest(f"this tree's {file} is written otherwise")
        new = self.linux.compiled(["sys_regs.ll", "cpufeature.ll"], *edits)
        before = self.as_it_is()
        after, _ = self.audit(new, "--replay", "--cases", "50")
        self.assertEqual(after["replay"]["disagreements"], [])
        known = {(f["kind"], f["register"], f["field"], f["severity"]) for f in before["findings"]}
        found = {(f["kind"], f["register"], f["field"], f["severity"]): f for f in after["findings"]}
        found = {key: f for key, f in found.items() if key not in known}
        self.assertIn(("limit", "ID_AA64PFR1_EL1", "MPAM_frac", "high"), found)
        self.assertIn(("sanitise", "ID_AA64PFR0_EL1", "SVE", "high"), found)
        self.assertEqual({key[0] for key in found}, {"limit", "sanitise"})
        words = {f["detail"].split(";")[0].split(":")[0] for key, f in found.items() if key[0] == "sanitise"}
        self.assertTrue(any("the command line raises" in w for w in words), words)
        self.assertTrue(any("merging raises" in w for w in words), words)

    def test_sarif_that_is_wrong_is_noticed(self):
        findings = self.as_it_is()["findings"]
        code = next(i for i, f in enumerate(findings) if f["kind"] in sarif.CODE)

        def place(document):
            return document["runs"][0]["results"][code]["locations"][0]["physicalLocation"]

        for spoil in (lambda d: d["runs"][0]["results"][code].pop("message"),
                      lambda d: d["runs"][0]["results"].pop(),
                      lambda d: d["runs"][0]["results"][code].update(ruleId="sign"),
                      lambda d: d["runs"][0]["results"][code].update(level="none"),
                      lambda d: d["runs"][0]["results"][code]["partialFingerprints"].update({"idreg/v1": "other"}),
                      lambda d: d["runs"][0]["tool"]["driver"]["rules"][0].update(id="too-high"),
                      lambda d: place(d)["artifactLocation"].update(uri="arch/arm64/kvm/absent.c"),
                      lambda d: place(d)["region"].update(startLine=1),
                      lambda d: place(d).pop("region")):
            bad = copy.deepcopy(self.sarif)
            spoil(bad)
            with self.assertRaises((AssertionError, ValueError, jsonschema.ValidationError)):
                sarif.check(self.linux.tree, bad, findings)

    def test_diff_names_just_these_changes(self):
        status, document = self.diff(self.same, self.linux.with_signed_pmu_versions())
        self.assertEqual(status, 1)
        self.assertEqual({(c["register"], c["field"]) for c in document["changes"]},
                         {("ID_AA64DFR0_EL1", "PMUVer"), ("ID_DFR0_EL1", "PerfMon")})
        self.assertEqual(document["undecided"], [])

    def test_no_change_is_proved(self):
        status, document = self.diff(self.same, self.same)
        self.assertEqual((status, document["changes"], document["undecided"]), (0, [], []))

    def test_a_rewritten_loop_changes_nothing(self):
        loop = "for (; ftrp && ftrp->width; ftrp++) {"
        if loop not in (self.linux.tree / CHECK).read_text():
            self.skipTest("this tree's loop is written otherwise")
        new = self.linux.compiled(["sys_regs.ll"], (CHECK, loop, "while (ftrp && ftrp->width != 0) {"),
                                  (CHECK, "		ftr_mask = arm64_ftr_mask(ftrp);",
                                   "		const struct arm64_ftr_bits *its = ftrp++;\n		ftr_mask = arm64_ftr_mask(its);"),
                                  (CHECK, "		f_val = arm64_ftr_value(ftrp, val);",
                                   "		f_val = arm64_ftr_value(its, val);"),
                                  (CHECK, "		f_lim = arm64_ftr_value(ftrp, limit);",
                                   "		f_lim = arm64_ftr_value(its, limit);"),
                                  (CHECK, "kvm_arm64_ftr_safe_value(id, ftrp, f_val, f_lim);",
                                   "kvm_arm64_ftr_safe_value(id, its, f_val, f_lim);"))
        status, document = self.diff(self.same, new)
        self.assertEqual((status, document["changes"]), (0, []))

    def test_a_floor_removed_is_named(self):
        floor = "if (debugver < ID_AA64DFR0_EL1_DebugVer_IMP)"
        if floor not in (self.linux.tree / CHECK).read_text():
            self.skipTest("this tree has no such floor")
        new = self.linux.compiled(["sys_regs.ll"], (CHECK, floor, "if (debugver > 15)"))
        status, document = self.diff(self.same, new)
        self.assertEqual(status, 1)
        self.assertEqual({(c["register"], c["kind"]) for c in document["changes"]}, {("ID_AA64DFR0_EL1", "accepted")})


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
