# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Linux 6.1: no arm64_check_features(), no reset functions. Its tables are judged; its write paths are refused in
words, and never counted as proved."""
import sys
import unittest

import report
from tests.audit import linux


class Old(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        cls.folder = cls.linux.folder({})
        cls.document, cls.found = cls.linux.audit(cls.folder, None, "--notes")
        cls.registers = {r["register"]: r for r in cls.document["registers"]}

    def test_it_is_the_tree_that_is_meant(self):
        self.assertNotIn("arm64_check_features", (self.linux.tree / "arch/arm64/kvm/sys_regs.c").read_text())

    def test_its_tables_are_judged(self):
        self.assertIn("policy ID_AA64MMFR2_EL1.CCIDX low", self.found)
        self.assertFalse([f for f in self.found if f.startswith("terminator") or f.endswith(" high")])

    def test_its_write_paths_are_refused_in_words(self):
        for name in ("ID_AA64PFR0_EL1", "ID_AA64DFR0_EL1", "ID_AA64ISAR0_EL1"):
            self.assertEqual(self.registers[name]["outcome"], "unsupported", name)
            self.assertIn("its row names no reset function", " ".join(self.registers[name]["remarks"]))
        self.assertNotIn("proved", {r["outcome"] for r in self.registers.values()})

    def test_no_change_is_not_proved_either(self):
        ran = self.linux.run("diff", "--ir", self.folder, self.folder)
        self.assertEqual(ran.returncode, 3, ran.stdout + ran.stderr)
        self.assertIn("not decided: ID_AA64PFR0_EL1: its row names no reset function", ran.stdout)
        self.assertIn("0 registers proved alike", ran.stdout)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
