#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""fuzz/oss-fuzz/build.sh does what OSS-Fuzz asks of it, and a target built so finds a planted fault under AFL++."""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile

import report

OPTIONS = None
# Shared libraries that every machine of a fleet has.
ALLOWED = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2",
           "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
SANITIZED = ("-O1 -fno-omit-frame-pointer -gline-tables-only -fsanitize=address,undefined "
             "-fno-sanitize-recover=undefined")
STATIC = "-static-libstdc++ -static-libgcc"
AFL = "/usr/lib/afl/libAFLDriver.a /usr/lib/afl/afl-compiler-rt.o"


class Build(unittest.TestCase):
    """One build for each standard library, in a folder that is then moved and made read-only."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(self.remove)

    def remove(self):
        for path in self.folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(self.folder)

    def build(self, flags, engine, **more):
        """Runs the script as OSS-Fuzz would; the folder of its output, moved and read-only."""
        out = self.folder / "out"
        out.mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "CC": "clang-19", "CXX": "clang++-19",
                       "CFLAGS": flags, "CXXFLAGS": flags, "LIB_FUZZING_ENGINE": engine, "OUT": str(out),
                       "SRC": str(pathlib.Path(OPTIONS.root).parent), "SANITIZER": "address",
                       "WORK": str(self.folder / "work"), **more}
        for name in os.environ:
            if name.startswith(("CCACHE", "CMAKE_CXX_COMPILER_LAUNCHER")):
                environment[name] = os.environ[name]
        if OPTIONS.targets != "all":
            environment["IDREG_TARGETS"] = OPTIONS.targets
        done = subprocess.run([f"{OPTIONS.root}/fuzz/oss-fuzz/build.sh"], env=environment, cwd="/", text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:])
        moved = self.folder / "moved"
        out.rename(moved)
        for path in moved.iterdir():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        moved.chmod(0o555)
        return moved

    def check_files(self, out):
        """Targets without extension, each with seeds and options; the dictionaries are those of corpora/seeds."""
        targets = [p for p in out.iterdir() if not p.suffix and not p.name.endswith("_seed_corpus.zip")]
        self.assertTrue(targets)
        for target in targets:
            with zipfile.ZipFile(out / f"{target.name}_seed_corpus.zip") as seeds:
                self.assertGreater(len(seeds.namelist()), 0, target.name)
            self.assertIn("max_len", (out / f"{target.name}.options").read_text(encoding="utf-8"))
            self.assertEqual((out / f"{target.name}.dict").exists(), target.name != "fuzz_claims")
            needed = subprocess.run(["ldd", target], capture_output=True, text=True, check=True).stdout
            libraries = {pathlib.Path(line.split()[0]).name for line in needed.splitlines()}
            self.assertLessEqual(libraries, ALLOWED, target.name)
        return targets

    def check_runs(self, out, targets):
        """Each target, from its seeds, from another working directory, writing nowhere but into its corpus."""
        for target in targets:
            corpus = self.folder / f"corpus-{target.name}"
            with zipfile.ZipFile(out / f"{target.name}_seed_corpus.zip") as seeds:
                seeds.extractall(corpus)
            done = subprocess.run([target, f"-runs={OPTIONS.runs}", "-seed=1", "-print_final_stats=1", corpus],
                                  cwd="/", env={"PATH": "/usr/bin"}, capture_output=True, text=True, check=False,
                                  errors="replace")
            self.assertEqual(done.returncode, 0, f"{target.name}: {done.stderr[-2000:]}")
            executed = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
            self.assertGreaterEqual(int(executed[1]), int(OPTIONS.runs), target.name)

    def test_with_libstdcxx(self):
        out = self.build(f"{SANITIZED} -fsanitize=fuzzer-no-link {STATIC}", "-fsanitize=fuzzer")
        self.check_runs(out, self.check_files(out))

    def test_with_libcxx(self):
        if OPTIONS.targets != "all":
            return  # the sample builds once
        out = self.build(f"{SANITIZED} -fsanitize=fuzzer-no-link -stdlib=libc++ {STATIC}", "-fsanitize=fuzzer")
        self.check_runs(out, self.check_files(out))

    def test_the_script_says_what_is_missing(self):
        done = subprocess.run([f"{OPTIONS.root}/fuzz/oss-fuzz/build.sh"], env={"PATH": os.environ["PATH"], "CC": "x",
                              "CXX": "x", "LIB_FUZZING_ENGINE": "x"}, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("OUT", done.stderr)

    def test_afl_finds_a_planted_fault(self):
        if OPTIONS.targets != "all":
            return  # needs fuzz_claims
        out = self.build(f"-O1 -fsanitize-coverage=trace-pc-guard {STATIC}", AFL)
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
