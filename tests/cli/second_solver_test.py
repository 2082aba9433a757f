#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Another solver decides every script of a claim as idreg did, but for those in tests/expect/SOLVER-undecided.txt.

`--solver` is z3 or cvc5, `--claims NAME,NAME` says which are asked (tests/cli/CMakeLists.txt): in every run cheap ones,
of cvc5 one of which it decides everything and one of which it decides nothing; `*` in a campaign, since all take z3
minutes, cvc5 half an hour. Each claim is said as soon as it is final (`ctest -V` shows it). A run that sees something
else than the list leaves the list as it should be, SOLVER-undecided.txt beside the test's report, to be copied. That a
solver which lies is caught is a test of its own (tests/smt/prove/opinions_test.cpp).
"""
import dataclasses
import datetime
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None

# A list is about one version and one budget: another would decide others. {solver: (version, budget)}
SOLVERS = {"cvc5": ("1.0.3", "100000"), "z3": ("4.8.12", "1000000")}


@dataclasses.dataclass
class Said:
    """What runs of `idreg prove --solver NAME` said."""

    asked: set = dataclasses.field(default_factory=set)  # claims
    agreed: int = 0
    undecided: set = dataclasses.field(default_factory=set)  # scripts, CLAIM/PART.N
    commit: str = "?"


CLAIM_LINE = re.compile(r" +\d+  (\S+) +(?:proved|refuted|unknown|unsupported|vacuous) ")
SECOND = re.compile(r"second opinion of \w+: (\d+) scripts decided alike, (\d+) undecided\n((?:  .*\n)*)")


def read(text, said):
    """Adds what one run said; False if the text does not hold together."""
    second = SECOND.search(text)
    if second is None:
        return False
    names = re.findall(r"engine/(\S+):\s", second.group(3))  # a long name stands in a line of its own
    said.asked |= {match.group(1) for match in map(CLAIM_LINE.match, text.splitlines()) if match}
    said.agreed += int(second.group(1))
    said.undecided |= set(names)
    commit = re.search(r"^  commit (\S+)", text, flags=re.M)
    said.commit = commit.group(1) if commit else said.commit
    return len(names) == int(second.group(2)) and bool(said.asked)


def names_of(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def claim_of(name):
    """The claim that asks: what runs other claims' predicates (no-ub) puts their names before its parts."""
    claim, part = name.split("/", 1)
    return "no-ub" if part.startswith(f"{claim}__") else claim


def complaints(said, names, whole=False):
    """What was said otherwise than the list, of the claims that were asked about (with `whole`: that is all). What a
    claim's lemmas leave undecided is for a run that asks about those."""
    undecided = {name for name in said.undecided if whole or claim_of(name) in said.asked}
    expected = {name for name in names if whole or claim_of(name) in said.asked}
    return ([f"not decided, and not in the list: {name}" for name in sorted(undecided - expected)] +
            [f"in the list, but decided or not asked: {name}" for name in sorted(expected - undecided)])


def renewed(text, said, solver, whole=False):
    """The list as it should be: of the claims that were asked about what was said, of others what it has. Only a run
    that asked about all can say how many scripts there are."""
    kept = [] if whole else [name for name in names_of(text) if claim_of(name) not in said.asked]
    new = [name for name in said.undecided if whole or claim_of(name) in said.asked]
    head = [line for line in text.splitlines() if line.startswith("#")]
    if whole:
        scripts = said.agreed + len(said.undecided)
        today = datetime.date.today()
        version, budget = SOLVERS[solver]
        head[1:2] = [f"# Of {solver} {version} within --solver-budget {budget}: {len(new)} of the {scripts} scripts of "
                     f"{len(said.asked)} claims, {today.day} {today:%B %Y} ({said.commit})."]
    return "\n".join(head + sorted({*kept, *new})) + "\n"


def version_of(solver):
    if shutil.which(solver) is None:
        return None
    ran = subprocess.run([solver, "--version"], capture_output=True, text=True, check=False)
    return next((word for word in ran.stdout.split() if word[:1].isdigit()), None)


class SecondSolver(unittest.TestCase):
    def prove(self, claim):
        """(exit status, text) of a run, each claim said as it comes."""
        with tempfile.TemporaryDirectory(prefix="idreg-second-") as folder:
            command = [OPTIONS.idreg, "prove", "--claim", claim, "--solver", OPTIONS.solver,
                       "--solver-budget", SOLVERS[OPTIONS.solver][1],
                       "--samples", "10", "--out", folder]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as ran:
                lines = []
                for line in ran.stdout:
                    lines.append(line)
                    if CLAIM_LINE.match(line):
                        print(f"{datetime.datetime.now():%H:%M:%S} {line}", end="", flush=True)
            return ran.returncode, "".join(lines)

    def test_it_decides_all_but_those_named(self):
        solver = OPTIONS.solver
        if version_of(solver) != SOLVERS[solver][0]:
            self.skipTest(f"{solver} is {version_of(solver)}, the list is of {SOLVERS[solver][0]}")
        path = f"tests/expect/{solver}-undecided.txt"
        said = Said()
        for claim in OPTIONS.claims.split(","):
            status, text = self.prove(claim)
            self.assertIn(status, (0, 3), text)
            self.assertTrue(read(text, said), text)
        self.assertGreater(said.agreed, 0)
        print(f"{said.agreed} scripts decided alike, {len(said.undecided)} undecided")
        listed = pathlib.Path(OPTIONS.root, path).read_text(encoding="utf-8")
        whole = OPTIONS.claims == "*"
        wrong = complaints(said, names_of(listed), whole)
        if wrong:
            new = pathlib.Path(OPTIONS.report or "x").resolve().parent / f"{solver}-undecided.txt"
            new.write_text(renewed(listed, said, solver, whole), encoding="utf-8")
            wrong.append(f"the list as it should be, if this is right: cp {new} {path}")
        self.assertEqual(wrong, [])

    def test_what_a_run_says_is_read_whole_or_not_at_all(self):
        text = ("   1  extraction       proved         64 parts     7.39 s\n"
                "  12  no-ub            unknown         1 part      5.10 s\n\nnot decided\n  engine/x/y.1: why\n\n"
                "second opinion of cvc5: 12 scripts decided alike, 2 undecided\n"
                "  engine/a/a__b.1: unknown\n  engine/c/d.1: no answer\n    in 300 s\n\nproved of\n  commit 12ab+\n")
        said = Said()
        self.assertTrue(read(text, said))
        self.assertEqual(said, Said({"extraction", "no-ub"}, 12, {"a/a__b.1", "c/d.1"}, "12ab+"))
        self.assertFalse(read(text.replace("2 undecided", "3 undecided"), Said()), "a name is missing")
        self.assertFalse(read(text.replace("second", "other"), Said()))
        self.assertFalse(read(text[text.index("not decided"):], Said()), "no claim was asked about")

    def test_the_list_is_exact(self):
        said = Said({"a"}, 1, {"a/b.1"})
        self.assertEqual(complaints(said, ["a/b.1", "a/a__b.1", "c/d.1"]), [])
        self.assertEqual(complaints(said, ["a/b.1", "c/d.1"], whole=True),
                         ["in the list, but decided or not asked: c/d.1"])
        self.assertEqual(complaints(said, []), ["not decided, and not in the list: a/b.1"])
        self.assertEqual(complaints(said, ["a/b.1", "a/b.2"]), ["in the list, but decided or not asked: a/b.2"])
        self.assertEqual(complaints(Said({"c"}, 1, {"a/b.1"}), []), [], "of a lemma")

    def test_the_new_list_is_what_was_said(self):
        old = "# What\n# when\n# how\na/b.1\na/b.2\nc/d.1\n"
        said = Said({"a"}, 7, {"a/b.3", "e/lemma.1"}, "12ab")
        self.assertEqual(renewed(old, said, "cvc5"), "# What\n# when\n# how\na/b.3\nc/d.1\n")
        self.assertEqual(complaints(said, names_of(renewed(old, said, "cvc5"))), [])
        new = renewed(old, said, "cvc5", whole=True)
        self.assertRegex(new, r"^# What\n# Of cvc5 .*: 2 of the 9 scripts of 1 claims, .* \(12ab\)\.\n# how\na/b.3\n")
        self.assertEqual(complaints(said, names_of(new), whole=True), [])


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "solver", "claims"))
