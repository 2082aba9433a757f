#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cvc5 decides every script of a claim as Z3 does, but for those named in tests/expect/cvc5-undecided.txt.

`--claims NAME,NAME` says which are asked (tests/cli/CMakeLists.txt): a sample in every run, `*` in a campaign, since
all take half an hour. That a solver which lies is caught is a test of its own (tests/smt/prove/opinions_test.cpp).
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
LIST = "tests/expect/cvc5-undecided.txt"

# The list is about one version and one budget: another would decide others.
VERSION = "1.0.3"
BUDGET = "100000"


def named():
    """The scripts that cvc5 need not decide."""
    text = pathlib.Path(OPTIONS.root, LIST).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def claim_of(name):
    """The claim that asks: what runs other claims' predicates (no-ub) puts their names before its parts."""
    claim, part = name.split("/", 1)
    return "no-ub" if part.startswith(f"{claim}__") else claim


def complaints(results, names, whole=False):
    """What a run says otherwise than the list, of the claims that it asked about (with `whole`: that is all)."""
    undecided = {text.split(": ")[0].removeprefix("engine/") for one in results for solver in one["second"]
                 for text in solver["undecided"]}
    asked = {one["claim"] for one in results}
    expected = {name for name in names if whole or claim_of(name) in asked}
    return ([f"not decided, and not in the list: {name}" for name in sorted(undecided - expected)] +
            [f"in the list, but decided or not asked: {name}" for name in sorted(expected - undecided)])


def cvc5_version():
    if shutil.which("cvc5") is None:
        return None
    ran = subprocess.run(["cvc5", "--version"], capture_output=True, text=True, check=False)
    return next((word for word in ran.stdout.split() if word[:1].isdigit()), None)


class SecondSolver(unittest.TestCase):
    def prove(self, claim, solver):
        with tempfile.TemporaryDirectory(prefix="idreg-second-") as folder:
            return subprocess.run([OPTIONS.idreg, "prove", "--claim", claim, "--solver", solver,
                                   "--solver-budget", BUDGET, "--samples", "10", "--json", "--out", folder],
                                  capture_output=True, text=True, check=False)

    def test_cvc5_decides_all_but_those_named(self):
        if cvc5_version() != VERSION:
            self.skipTest(f"cvc5 is {cvc5_version()}, the list is of {VERSION}")
        agreed = 0
        for claim in OPTIONS.claims.split(","):
            ran = self.prove(claim, "cvc5")
            self.assertIn(ran.returncode, (0, 3), ran.stdout + ran.stderr)
            results = json.loads(ran.stdout)["results"]
            self.assertEqual(complaints(results, named(), claim == "*"), [])
            agreed += sum(solver["agreed"] for one in results for solver in one["second"])
            print(f"{claim}: {agreed} scripts decided alike so far")
        self.assertGreater(agreed, 0)

    def test_the_list_is_exact(self):
        results = [{"claim": "a", "second": [{"solver": "cvc5", "agreed": 1, "undecided": ["engine/a/b.1: unknown"]}]}]
        self.assertEqual(complaints(results, ["a/b.1", "a/a__b.1", "c/d.1"]), [])
        self.assertEqual(complaints(results, ["a/b.1", "c/d.1"], whole=True),
                         ["in the list, but decided or not asked: c/d.1"])
        self.assertEqual(complaints(results, []), ["not decided, and not in the list: a/b.1"])
        self.assertEqual(complaints(results, ["a/b.1", "a/b.2"]), ["in the list, but decided or not asked: a/b.2"])


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "claims"))
