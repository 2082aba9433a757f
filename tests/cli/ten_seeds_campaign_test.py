#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A planted fault is found by `idreg fuzz --time 30` with two jobs in each of ten seeds, made the smallest, stored and
explained, and the printed command replays it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
NAME = "pmuver-signed.never-above-limit.json"


def idreg(*arguments):
    return subprocess.run([OPTIONS.idreg, *map(str, arguments)], capture_output=True, text=True, check=False)


class TenSeeds(unittest.TestCase):

    def test_each_finds_the_same_smallest_case(self):
        stored = set()
        for seed in range(1, 11):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                done = idreg("fuzz", "--subject", "pmuver-signed", "--claim", "never-above-limit", "--time", 30,
                             "--jobs", 2, "--seed", seed, "--out", folder)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("PMUVer [11:8]: 8 (PMUv3 for Armv8.8) under 0", " ".join(done.stdout.split()))
                self.assertIn("the smallest case, certified", done.stdout)
                case = pathlib.Path(folder) / NAME
                self.assertIn(f"replay: idreg replay {case}", " ".join(done.stdout.split()))
                again = idreg("replay", case)
                self.assertEqual(again.returncode, 1, again.stderr)
                self.assertIn("1 case, 1 violated", again.stdout)
                stored.add(case.read_text(encoding="utf-8"))
        self.assertEqual(len(stored), 1, "the smallest case of a claim is unique")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg",))
