#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""fuzz/oss-fuzz/build.sh does what OSS-Fuzz asks of it: a sample of one small target, from the sources that this
build's generators made."""
import os
import subprocess
import sys

import oss_fuzz
import report

OPTIONS = None


class Sample(oss_fuzz.Build):
    """One build."""

    def test_with_libstdcxx(self):
        out = self.build(f"{oss_fuzz.SANITIZED} -fsanitize=fuzzer-no-link {oss_fuzz.STATIC}", "-fsanitize=fuzzer",
                         IDREG_GENERATED=OPTIONS.generated)
        self.check_runs(out, self.check_files(out))

    def test_the_generators_are_found(self):
        """The campaign builds and runs them; here the configuration and the plan of that build."""
        for command in (["cmake", "-S", OPTIONS.root, "-B", self.folder, "-G", "Ninja", "-DIDREG_PARTS=generators",
                         "-DCMAKE_CXX_COMPILER=clang++-19"],
                        ["ninja", "-n", "-v", "-C", self.folder, "generated/spec_native.cpp",
                         "generated/arch_tables.cpp"]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("spec_native.cpp", done.stdout)

    def test_the_script_says_what_is_missing(self):
        done = subprocess.run([f"{OPTIONS.root}/fuzz/oss-fuzz/build.sh"], env={"PATH": os.environ["PATH"], "CC": "x",
                              "CXX": "x", "LIB_FUZZING_ENGINE": "x"}, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("OUT", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "generated", "targets", "runs"))
