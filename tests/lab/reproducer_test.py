# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The C programs that show findings: each compiles against the tree's own uapi headers. campaign_test.py runs them."""
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import report
from tests.audit import linux

COMPILER = "aarch64-linux-gnu-gcc"


def compile_reproducer(tree, out, source, program, *options):
    """Compiles against the uapi headers of a tree as they are; make headers would take away __user, the warning and
    the includes that are not for programs."""
    stub = pathlib.Path(program).parent / "stub/linux"
    stub.mkdir(parents=True, exist_ok=True)
    for name in ("compiler.h", "compiler_types.h"):
        (stub / name).write_text("", encoding="utf-8")
    headers = [out / "arch/arm64/include/generated/uapi", tree / "arch/arm64/include/uapi", tree / "include/uapi",
               stub.parent]
    return subprocess.run([COMPILER, "-O1", "-Wall", "-Wextra", "-Werror", "-D__user=", "-D__EXPORTED_HEADERS__",
                           *(f"-isystem{folder}" for folder in headers), *options, source, "-o", program],
                          capture_output=True, text=True, check=False)


@unittest.skipIf(shutil.which(COMPILER) is None, f"{COMPILER} is not installed (tools/setup installs it)")
class Reproducers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        cls.folder = pathlib.Path(cls.linux.folder({}))
        cls.signed = pathlib.Path(cls.linux.with_signed_pmu_versions())
        cls.document, _ = cls.linux.audit(cls.signed, None, "--reproducers", cls.folder / "c", "--vcpu", "pmu,!sve")
        cls.programs = {path.stem: path for path in (cls.folder / "c").iterdir()}

    def test_each_compiles_against_the_trees_headers(self):
        for name, path in sorted(self.programs.items()):
            compiled = compile_reproducer(self.linux.tree, self.linux.out, path, self.folder / f"{name}.o", "-c")
            self.assertEqual(compiled.returncode, 0, name + "\n" + compiled.stderr)

    def test_a_program_that_is_wrong_does_not(self):
        text = self.programs["ID_AA64DFR0_EL1-PMUVer-above-limit"].read_text(encoding="utf-8")
        broken = self.folder / "broken.c"
        broken.write_text(text.replace("KVM_SET_ONE_REG", "KVM_SET_NO_REG"), encoding="utf-8")
        compiled = compile_reproducer(self.linux.tree, self.linux.out, broken, self.folder / "broken.o", "-c")
        self.assertIn("KVM_SET_NO_REG", compiled.stderr)

    def test_there_is_one_for_each_finding_of_the_code(self):
        kinds = ("above-limit", "too-strict")
        findings = {f"{f['register']}-{f['field']}-{f['kind']}" for f in self.document["findings"]
                    if f["kind"] in kinds and f["field"]}
        self.assertIn("ID_AA64DFR0_EL1-PMUVer-above-limit", findings)
        self.assertLessEqual(findings, set(self.programs))

    def test_it_says_what_to_write_to_whom(self):
        text = self.programs["ID_AA64DFR0_EL1-PMUVer-above-limit"].read_text(encoding="utf-8")
        number = {name: int(re.search(rf"^#define {name} (0x\w+)ULL$", text, flags=re.M).group(1), 16)
                  for name in ("REG_ID", "VALUE", "LIMIT")}
        self.assertEqual(number["REG_ID"], 0x603000000013c028)
        finding = next(f for f in self.document["findings"]
                       if (f["kind"], f["field"]) == ("above-limit", "PMUVer"))
        self.assertEqual((hex(number["VALUE"]), hex(number["LIMIT"])), (finding["value"], finding["limit"]))
        self.assertIn("1U << KVM_ARM_VCPU_PMU_V3", text)
        self.assertNotIn("1U << KVM_ARM_VCPU_SVE)", text)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
