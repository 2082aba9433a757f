# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs fuzz/oss-fuzz/build.sh as OSS-Fuzz would, and looks at what it made. For oss_fuzz*_test.py."""
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

# Shared libraries that every machine of a fleet has.
ALLOWED = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2",
           "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
SANITIZED = ("-O1 -fno-omit-frame-pointer -gline-tables-only -fsanitize=address,undefined "
             "-fno-sanitize-recover=undefined")
STATIC = "-static-libstdc++ -static-libgcc"
AFL = "/usr/lib/afl/libAFLDriver.a /usr/lib/afl/afl-compiler-rt.o"


class Build(unittest.TestCase):
    """One build for each standard library, in a folder that is then moved and made read-only."""

    @property
    def options(self):
        return sys.modules["__main__"].OPTIONS

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
                       "SRC": str(pathlib.Path(self.options.root).parent), "SANITIZER": "address",
                       "WORK": str(self.folder / "work"), **more}
        for name in os.environ:
            if name.startswith(("CCACHE", "CMAKE_CXX_COMPILER_LAUNCHER")):
                environment[name] = os.environ[name]
        if self.options.targets != "all":
            environment["IDREG_TARGETS"] = self.options.targets
        done = subprocess.run([f"{self.options.root}/fuzz/oss-fuzz/build.sh"], env=environment, cwd="/", text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:])
        moved = self.folder / "moved"
        out.rename(moved)
        for path in moved.iterdir():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        moved.chmod(0o555)
        return moved

    def engine_with_its_own_library(self):
        """libFuzzer as one object that holds libstdc++ and shows libFuzzer's names only: Debian's is compiled for
        libstdc++ and cannot be linked beside libc++ otherwise. ($LIB_FUZZING_ENGINE is a file in OSS-Fuzz too.)"""
        def say(*command):
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        engine = self.folder / "engine.o"
        folder = pathlib.Path(say("clang++-19", "-print-resource-dir"), "lib", "linux")
        say("ld", "-r", "--force-group-allocation", "--whole-archive",
            str(folder / f"libclang_rt.fuzzer-{os.uname().machine}.a"), "--no-whole-archive",
            say("clang++-19", "-print-file-name=libstdc++.a"), "-o", str(engine))
        say("objcopy", "-w", *(f"--keep-global-symbol={name}" for name in
                               ("main", "LLVMFuzzer*", "__sanitizer_*", "__sancov*")), str(engine))
        return str(engine)

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
            done = subprocess.run([target, f"-runs={self.options.runs}", "-seed=1", "-print_final_stats=1", corpus],
                                  cwd="/", env={"PATH": "/usr/bin"}, capture_output=True, text=True, check=False,
                                  errors="replace")
            self.assertEqual(done.returncode, 0, f"{target.name}: {done.stderr[-2000:]}")
            executed = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
            self.assertGreaterEqual(int(executed[1]), int(self.options.runs), target.name)
