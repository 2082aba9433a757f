#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The check, the oracle and decode take no more instructions than bench/instructions.json grants, by callgrind."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "structure"))
import report  # noqa: E402

OPTIONS = None
ROUNDS = (1000, 3000)


def instructions(command):
    """Instructions that a command executes, start-up included."""
    result = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                            capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


def a_round(counted, what):
    """What one round of `what` costs, start-up left out."""
    few, many = (instructions([counted, what, str(rounds)]) for rounds in ROUNDS)
    return (many - few) / (ROUNDS[1] - ROUNDS[0])


def complaint(name, count, granted):
    """Empty, or why the count is not good."""
    if count > granted:
        return f"{name}: {count:.0f} instructions, {granted} granted; what made it slower? (bench/instructions.json)"
    if count < granted * 0.7:
        return f"{name}: {count:.0f} instructions, {granted} granted: far fewer, so lower bench/instructions.json"
    return ""


@unittest.skipUnless(shutil.which("valgrind"), "valgrind is not installed (tools/setup installs it)")
class Instructions(unittest.TestCase):
    """Counts against what is granted."""

    def granted(self):
        return json.loads(pathlib.Path(OPTIONS.root, "bench", "instructions.json").read_text(encoding="utf-8"))

    def test_a_round_of_each_check_and_of_the_oracle(self):
        for what in ("loop", "packed", "oracle"):
            with self.subTest(what):
                self.assertEqual(complaint(what, a_round(OPTIONS.counted, what), self.granted()[what]), "")

    def test_decode(self):
        with tempfile.TemporaryDirectory() as folder:
            # valgrind 3.19 gives up on clang 19's line tables.
            stripped = pathlib.Path(folder, "idreg")
            subprocess.run(["objcopy", "--strip-debug", OPTIONS.idreg, stripped], check=True)
            count = instructions([stripped, "decode", "ID_AA64DFR0_EL1", "0x600"])
        self.assertEqual(complaint("decode", count, self.granted()["decode"]), "")


class Control(unittest.TestCase):
    """That the comparison can fail, both ways."""

    def test_more_than_granted_is_a_complaint(self):
        self.assertIn("what made it slower", complaint("x", 101, 100))

    def test_a_grant_that_nothing_comes_near_guards_nothing(self):
        self.assertIn("lower", complaint("x", 10, 100))

    def test_near_the_grant_is_good(self):
        self.assertEqual(complaint("x", 95, 100), "")


if __name__ == "__main__":
    report.main(sys.modules[__name__], options=("root", "idreg", "counted"))
