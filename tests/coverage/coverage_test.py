#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Coverage of the engine and of the lifter keeps its floors, and the floors can be missed."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
METHODS = ["fuzz", "properties", "corpus", "all"]


def coverage(*arguments):
    return subprocess.run([f"{OPTIONS.root}/tools/coverage", "--build", OPTIONS.build, *map(str, arguments)],
                          capture_output=True, text=True, check=False)


class Floor(unittest.TestCase):
    """tests/expect/coverage.txt."""

    def test_is_kept_by_every_method(self):
        done = coverage("--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["code_coverage"]
        self.assertEqual([(row["part"], row["method"]) for row in rows],
                         [(part, method) for part in ("engine", "lifter") for method in METHODS])
        for part in ("engine", "lifter"):
            *single, together = [row for row in rows if row["part"] == part]
            self.assertGreaterEqual(together["lines_reached"], max(row["lines_reached"] for row in single))
            self.assertEqual(together["lines"] - together["lines_reached"],
                             sum(len(file["lines"]) for file in together["missed"]))

    def test_without_cases_it_is_missed(self):
        done = coverage("--cases", 0, "engine")
        self.assertEqual(done.returncode, 1, done.stderr)
        for method in ("fuzz", "properties"):
            self.assertIn(f"below the floor: engine by {method}: ", done.stderr)
        self.assertNotIn("engine by corpus", done.stderr)

    def with_floors(self, change):
        """The exit status with the floors' text changed, and what was said."""
        text = pathlib.Path(OPTIONS.root, "tests/expect/coverage.txt").read_text(encoding="utf-8")
        self.assertNotEqual(change(text), text)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "floors.txt")
            path.write_text(change(text), encoding="utf-8")
            done = coverage("--floor", path, "engine")
        return done.returncode, done.stderr

    def test_a_higher_one_is_missed(self):
        status, said = self.with_floors(lambda text: text.replace("engine all        95", "engine all        99"))
        self.assertEqual(status, 1)
        self.assertIn("engine by all: 95.8% of lines, the floor is 99.0%", said)

    def test_each_row_has_one_and_no_other(self):
        for change in (lambda text: text.replace("engine corpus", "engine corpora"),
                       lambda text: text.replace("engine all        95 93\n", ""),
                       lambda text: text.replace("95 93", "95")):
            self.assertEqual(self.with_floors(change)[0], 2)

    def test_what_is_not_built_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([f"{OPTIONS.root}/tools/coverage", "--build", folder], capture_output=True, text=True,
                                  check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("tools/build makes it", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "build"))
