#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""fuzz/oss-fuzz/build.sh does what OSS-Fuzz asks of it: a sample of one small target."""
import os
import subprocess
import sys

import oss_fuzz
import report

OPTIONS = None


class Sample(oss_fuzz.Build):
    """One build."""

    def test_with_libstdcxx(self):
        out = self.build(f"{oss_fuzz.SANITIZED} -fsanitize=fuzzer-no-link {oss_fuzz.STATIC}", "-fsanitize=fuzzer")
        self.check_runs(out, self.check_files(out))

    def test_the_script_says_what_is_missing(self):
        done = subprocess.run([f"{OPTIONS.root}/fuzz/oss-fuzz/build.sh"], env={"PATH": os.environ["PATH"], "CC": "x",
                              "CXX": "x", "LIB_FUZZING_ENGINE": "x"}, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("OUT", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "targets", "runs"))
