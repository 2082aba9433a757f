#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All targets as OSS-Fuzz builds them, for both standard libraries, and for AFL++, which finds a planted fault."""
import os
import shutil
import subprocess
import sys
import zipfile

import oss_fuzz
import report

OPTIONS = None


class All(oss_fuzz.Build):
    """Each target, 10,000 times."""

    def test_with_libstdcxx(self):
        out = self.build(f"{oss_fuzz.SANITIZED} -fsanitize=fuzzer-no-link {oss_fuzz.STATIC}", "-fsanitize=fuzzer")
        self.check_runs(out, self.check_files(out))

    def test_with_libcxx(self):
        flags = f"{oss_fuzz.SANITIZED} -fsanitize=fuzzer-no-link -stdlib=libc++ {oss_fuzz.STATIC}"
        out = self.build(flags, self.engine_with_its_own_library())
        self.check_runs(out, self.check_files(out))

    def test_afl_finds_a_planted_fault(self):
        out = self.build(f"-O1 -fsanitize-coverage=trace-pc-guard {oss_fuzz.STATIC}", oss_fuzz.AFL)
        seeds, found = self.folder / "seeds", self.folder / "found"
        seeds.mkdir()
        with zipfile.ZipFile(out / "fuzz_claims_seed_corpus.zip") as archive:
            archive.extractall(self.folder / "all")
        for path in (self.folder / "all").glob("orders-equal-spec*"):
            shutil.copy(path, seeds)
        environment = dict(os.environ, IDREG_SUBJECT="twin-dropped-sign", IDREG_CLAIM="orders-equal-spec",
                           AFL_BENCH_UNTIL_CRASH="1", AFL_SKIP_CPUFREQ="1", AFL_NO_UI="1", AFL_NO_AFFINITY="1",
                           AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1")
        done = subprocess.run(["afl-fuzz", "-i", seeds, "-o", found, "-s", "1", "-V", "300", out / "fuzz_claims"],
                              env=environment, cwd=self.folder, capture_output=True, text=True, check=False)
        crashes = list(found.glob("default/crashes/id*"))
        self.assertTrue(crashes, done.stdout[-2000:])
        again = subprocess.run([out / "fuzz_claims", crashes[0]], env=environment, capture_output=True, text=True,
                               check=False)
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("violated: orders-equal-spec", again.stderr + again.stdout)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "targets", "runs"))
