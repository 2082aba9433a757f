#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The scripts that the workflow runs do what it needs of them, and it runs no other."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None


class Workflow(unittest.TestCase):
    """The workflow's text against the scripts that there are."""

    def test_steps_are_scripts_and_scripts_are_steps(self):
        root = pathlib.Path(OPTIONS.root)
        text = (root / ".github/workflows/proofs.yml").read_text(encoding="utf-8")
        steps = re.findall(r"- run: (.*)", text)
        self.assertTrue(steps[0].startswith("apt-get"), "git, before there is a tree")
        named = {step.split()[0] for step in steps[1:]}
        self.assertEqual(named, {f"tools/ci/{path.name}" for path in (root / "tools/ci").iterdir()})
        for name in named:
            self.assertTrue(os.access(root / name, os.X_OK), name)


class Steps(unittest.TestCase):
    """In a tree that has only the scripts, the stored cases, and the programs of this build."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        root = pathlib.Path(OPTIONS.root)
        for name in ("tools", "corpora", "tests"):
            (self.folder / name).symlink_to(root / name)
        shutil.copytree(root / "tools/ci", self.folder / "steps/ci")
        (self.folder / "tools").unlink()
        (self.folder / "steps").rename(self.folder / "tools")
        (self.folder / "build").mkdir()
        (self.folder / "build/release").symlink_to(OPTIONS.build)
        self.out = self.folder / "out"

    def step(self, name, *arguments, **environment):
        return subprocess.run([self.folder / "tools/ci" / name, self.out, *arguments], capture_output=True, text=True,
                              env=dict(os.environ, **environment), check=False)

    def test_all_of_them(self):
        expect = self.folder / "expect.txt"
        expect.write_text("engine extraction proved\n", encoding="utf-8")
        done = self.step("prove", "--claim", "extraction", "--expect", expect)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.step("fuzz", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.folder / "summary.md"
        done = self.step("summary", GITHUB_STEP_SUMMARY=str(page))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("| extraction | engine | ✅ proved |", done.stdout)
        self.assertIn("| never-above-limit | engine | ✅ survived |", page.read_text(encoding="utf-8"))
        for name in ("report.html", "prove.sarif", "fuzz.sarif", "prove.junit.xml", "fuzz.junit.xml"):
            self.assertTrue((self.out / name).exists(), name)

    def test_another_outcome_than_expected_fails_and_is_shown(self):
        expect = self.folder / "expect.txt"
        expect.write_text("engine extraction refuted\n", encoding="utf-8")
        self.assertEqual(self.step("prove", "--claim", "extraction", "--expect", expect).returncode, 1)
        self.assertTrue(json.loads((self.out / "prove.json").read_text(encoding="utf-8"))["differences"])
        self.assertIn("Not as expected", self.step("summary").stdout)

    def test_a_summary_of_nothing_is_an_error(self):
        self.out.mkdir()
        self.assertEqual(self.step("summary").returncode, 2)
        (self.out / "a.json").write_text("{", encoding="utf-8")
        self.assertEqual(self.step("summary").returncode, 2)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "build"))
