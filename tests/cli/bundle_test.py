#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each form of a bundle is taken by the tool that it is for."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)


class Bundle(unittest.TestCase):
    """Of pmuver-signed's stored counterexample: 0x800 under 0."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.cases = pathlib.Path(OPTIONS.root, "corpora/regressions/claims")

    def bundle(self, name):
        done = run(OPTIONS.idreg, "bundle", self.cases / name, "--out", self.folder, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {file["file"]: file for file in json.loads(done.stdout)["files"]}

    def test_each_tool_takes_its_form(self):
        files = self.bundle("pmuver-signed.json")
        self.assertEqual([name for name, file in files.items() if not file["written"]], ["qemu.txt"])
        self.assertIn("PMUVer", files["qemu.txt"]["about"])
        environment = dict(os.environ, IDREG_CLAIM="never-above-limit", IDREG_SUBJECT="pmuver-signed")
        target = run(OPTIONS.target, self.folder / "case.bin", env=environment)
        self.assertIn("violated: never-above-limit", target.stderr)
        environment["IDREG_SUBJECT"] = "engine"
        self.assertEqual(run(OPTIONS.target, self.folder / "case.bin", env=environment).returncode, 0)
        line = (self.folder / "rapidcheck.sh").read_text(encoding="utf-8").split()
        self.assertEqual(run(OPTIONS.idreg, *line[1:], "--as-found", cwd=self.folder).returncode, 1)
        solver = run("z3", self.folder / "case.smt2")
        self.assertEqual((solver.returncode, solver.stdout.splitlines()[0]), (0, "sat"))
        self.assertIn("#x0000000000000800", solver.stdout)
        program = run("aarch64-linux-gnu-gcc", "-Wall", "-Werror", "-static", self.folder / "kvm_selftest.c", "-o",
                      self.folder / "selftest")
        self.assertEqual(program.returncode, 0, program.stderr)
        (modifier,) = json.loads((self.folder / "firecracker.json").read_text(encoding="utf-8"))["reg_modifiers"]
        self.assertEqual(modifier["addr"], "0x603000000013c028")
        self.assertEqual((len(modifier["bitmap"]), modifier["bitmap"][2 + 63 - 11]), (66, "1"))

    def test_what_cannot_be_expressed_is_said(self):
        files = self.bundle("twin-general-first.json")
        for name in ("kvm_selftest.c", "qemu.txt", "firecracker.json"):
            self.assertFalse(files[name]["written"])
            self.assertIn("not about a register by name", files[name]["about"])
            self.assertFalse((self.folder / name).exists())


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "target"))
