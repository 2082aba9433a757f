# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The real tree edited as tests/audit/edits.py says: audit finds just what an edit breaks, diff names just what it
changes, and of a harmless edit diff proves no change. `--part sample`: a few that are quick; `--part all`: each."""
import collections
import dataclasses
import json
import re
import sys
import unittest

import report
from tests.audit import edits, linux

SAMPLE = {"a table without its end", "mask terms shuffled", "struct sys_reg_desc: a member renamed",
          "a code twice in the sysreg file", "rows of the selftest reordered", "bits outside the mask are not compared",
          "the cap is a floor"}


def matches(patterns, text):
    return any(re.fullmatch(pattern, text) for pattern in patterns)


class Table(unittest.TestCase):
    def test_at_least_twenty_in_all_groups(self):
        self.assertGreaterEqual(len(edits.EDITS), 20)
        self.assertEqual(len({e.name for e in edits.EDITS}), len(edits.EDITS))
        kinds = collections.Counter((e.group, e.breaking) for e in edits.EDITS)
        for group, title in edits.GROUPS.items():
            for breaking in (True, False):
                self.assertGreater(kinds[group, breaking], 0, f"{title}: breaking {breaking}")
        self.assertLessEqual(SAMPLE, {e.name for e in edits.EDITS})

    def test_each_says_what_is_expected(self):
        for edit in edits.EDITS:
            with self.subTest(edit.name):
                self.assertEqual(edit.breaking, bool(edit.differs) or (edit.group == 5 and bool(edit.finds)))
                self.assertFalse(edit.refused and (edit.finds or edit.differs))


class Edits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        cls.same = cls.linux.folder({})
        cls.judged = {}

    def as_it_is(self, options):
        if options not in self.judged:
            self.judged[options] = self.linux.audit(self.same, None, *options)[1]
        return self.judged[options]

    def just(self, patterns, said):
        """Each pattern matches something said, all that is said matches some pattern."""
        for pattern in patterns:
            self.assertTrue([s for s in said if re.fullmatch(pattern, s)], f"{pattern} is none of {sorted(said)}")
        strange = [s for s in said if not matches(patterns, s)]
        self.assertEqual(strange, [], f"not expected by {patterns}")

    def audits(self, edit, folder, tree):
        """A harmless edit's code is diff's matter."""
        if edit.finds is None:
            return
        quick = edit.tables_only or not edit.breaking
        options = ("--tables-only",) if quick else ("--notes",)
        _, found = self.linux.audit(folder, tree, *options)
        new = found - self.as_it_is(options)
        self.just(edit.finds, {f for f in new if not f.endswith(" note") or matches(edit.finds, f)})

    def diffs(self, edit, folder):
        options = ["--tables-only"] if edit.tables_only else []
        ran = self.linux.run("diff", "--ir", "--json", self.same, folder, *options)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        document = json.loads(ran.stdout)
        said = {c["register"] + ("." + c["field"] if c["field"] else "") + " " + c["kind"]
                for c in document["changes"]}
        self.just(edit.differs, said)
        self.assertEqual(document["undecided"], [])
        self.assertEqual(ran.returncode, 1 if edit.differs else 0)
        if not edit.tables_only:
            self.assertGreater(len(document["same"]), 15)

    def run_edit(self, edit):
        changes = [(self.linux.selftest() if file == edits.SELFTEST else file, old, new)
                   for file, old, new in edit.changes]
        if any((self.linux.tree / file).read_text().count(old) != 1 for file, old, _ in changes):
            self.skipTest("this tree is written otherwise")
        if not edit.modules():
            self.audits(edit, self.same, self.linux.with_texts(*changes))
            return
        folder = self.linux.compiled(edit.modules(), *changes)
        if edit.refused:
            for ran in (self.linux.run("audit", self.linux.tree, "--ir", folder),
                        self.linux.run("diff", "--ir", self.same, folder)):
                self.assertEqual(ran.returncode, 3, ran.stdout)
                self.assertIn(edit.refused, ran.stderr)
            return
        self.audits(edit, folder, None)
        self.diffs(edit, folder)


    def test_a_wrong_expectation_fails(self):
        def other(name, **changes):
            return dataclasses.replace(next(e for e in edits.EDITS if e.name == name), **changes)
        silent = other("a sign in the sysreg file", finds=[])
        wishful = other("a comment in the sysreg file", finds=["sysreg .*"])
        alike = other("a table without its end", differs=[])
        elsewhere = other("struct sys_reg_desc: a member renamed", refused="has no member get_user")
        for edit in (silent, wishful, alike, elsewhere):
            with self.subTest(edit.name), self.assertRaises(AssertionError):
                self.run_edit(edit)


def load_tests(loader, _standard, _pattern):
    """One case for each edit, by its name."""
    for edit in edits.EDITS:
        if OPTIONS.part == "all" or edit.name in SAMPLE:
            name = "test_" + re.sub(r"\W+", "_", f"group {edit.group} {edit.name}")
            setattr(Edits, name, lambda self, edit=edit: self.run_edit(edit))
    return unittest.TestSuite(map(loader.loadTestsFromTestCase, (Table, Edits)))


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg", "part"))
