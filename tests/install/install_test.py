#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cmake --install: programs, manual page, completion, and a project that uses the engine."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)


class Installed(unittest.TestCase):
    """One installation for all cases."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.prefix = pathlib.Path(cls.temporary.name, "prefix")
        cls.idreg = cls.prefix / "bin" / "idreg"
        done = run("cmake", "--install", OPTIONS.build, "--prefix", cls.prefix)
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_the_version_names_commit_llvm_and_z3(self):
        done = run(self.idreg, "--version", cwd="/")
        self.assertRegex(done.stdout, r"^idreg \d+\.\d+\.\d+ "
                         r"\(commit ([0-9a-f]{12}\+?|unknown), LLVM 19\.[\d.]+, Z3 [\d.]+\)\n$")

    def test_the_prover_is_found_beside_it(self):
        case = pathlib.Path(OPTIONS.root, "corpora/regressions/claims/pmuver-signed.json")
        done = run(self.idreg, "minimise", case, cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0x800", done.stdout)

    def test_the_manual_page_has_every_option_that_help_has(self):
        page = self.prefix / "share/man/man1/idreg.1"
        done = run("man", "--warnings", "-E", "UTF-8", "-l", page,
                   env={"PATH": "/usr/bin:/bin", "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = re.sub(r".\x08", "", done.stdout).replace("‐", "-")
        commands = re.findall(r"^  (\w+) ", run(self.idreg, "--help").stdout.split("Subcommands:")[1], re.M)
        self.assertIn("fuzz", commands)
        for command in commands:
            for option in re.findall(r"--[a-z][\w-]*", run(self.idreg, command, "--help").stdout.split("Example")[0]):
                self.assertIn(option, text, command)

    def complete(self, *words):
        script = self.prefix / "share/bash-completion/completions/idreg"
        line = " ".join(f"'{word}'" for word in (self.idreg, *words))
        done = run("bash", "-c", f"source {script}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _idreg; "
                   "printf '%s\\n' \"${COMPREPLY[@]}\"")
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_completion(self):
        self.assertEqual(self.complete("rep"), ["replay", "report"])
        self.assertIn("--corpus", self.complete("fuzz", "--co"))
        self.assertEqual(self.complete("fuzz", "--subject", "pmu"), ["pmuver-signed"])
        self.assertIn("never-above-limit", self.complete("prove", "--claim", "never"))
        self.assertEqual(self.complete("prove", "--nothing"), [])

    def test_a_project_of_somebody_else(self):
        build = pathlib.Path(self.temporary.name, "consumer")
        for words in (("cmake", "-S", pathlib.Path(OPTIONS.root, "tests/install/consumer"), "-B", build, "-G", "Ninja",
                       f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={OPTIONS.compiler}"),
                      ("cmake", "--build", build), (build / "consumer",)):
            done = run(*words)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "5 under 6 is permitted, 7 is not\n")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "build", "compiler"))
