#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tests/expect/designs.txt: the designs x the claims. The documents show it, and the prover still sees it.

An ordinary run proves a sample of the cells (`--cells N`, the seed below), a campaign all of them (`--cells all`).
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
SEED = 20220322
MARKS = {"proved": "+", "refuted": "X", "not-applicable": "-"}


def expected():
    """{(subject, claim): outcome} in the order of the file."""
    text = pathlib.Path(OPTIONS.root, "tests/expect/designs.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {(subject, claim): outcome for subject, claim, outcome in rows}


def tables(path):
    """The tables of a document whose head names every design: the rows as lists of cells."""
    text = pathlib.Path(OPTIONS.root, path).read_text(encoding="utf-8")
    for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.M):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        if rows[0][0] == "claim":
            yield rows


def complaints(rows, cells):
    """What a table says otherwise than the expectations."""
    names = rows[0][1:]
    found = {row[0].strip("`"): dict(zip(names, row[1:])) for row in rows[2:]}
    wanted = {claim for _, claim in cells}
    wrong = [f"no row for {claim}" for claim in sorted(wanted - found.keys())]
    designs = {subject for subject, _ in cells if subject != "engine"}
    wrong += [f"no column for {name}" for name in sorted(designs - set(names))]
    for claim, row in found.items():
        for name, mark in row.items():
            seen = MARKS.get(cells.get((name, claim)))
            if mark != seen:
                wrong.append(f"{name} {claim}: shown {mark}, expected {seen}")
    return wrong


def cases_named(text):
    """The stored cases that a document names, DESIGN.CLAIM[.WHAT], in the last column of its tables."""
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("|")]
    designs = {subject for subject, _ in expected()}
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row[-1])]
    return {name for name in names if any(name.startswith(f"{design}.") for design in designs)}


def cases_stored():
    return {file.stem for file in pathlib.Path(OPTIONS.root, "corpora/regressions/designs").glob("*.json")}


class Designs(unittest.TestCase):
    def test_the_documents_show_it(self):
        for path in ("docs/designs.md", "README.md"):
            found = list(tables(path))
            self.assertEqual(len(found), 1, path)
            self.assertEqual(complaints(found[0], expected()), [], path)

    def test_a_table_that_says_otherwise_is_noticed(self):
        rows = next(tables("docs/designs.md"))
        rows[3] = [rows[3][0]] + ["+" for _ in rows[3][1:]]
        self.assertNotEqual(complaints(rows, expected()), [])
        self.assertNotEqual(complaints(rows[:-1], expected()), [])

    def test_every_stored_case_is_in_the_list_of_faults(self):
        text = pathlib.Path(OPTIONS.root, "docs/designs.md").read_text(encoding="utf-8")
        self.assertEqual(cases_named(text), cases_stored())

    def test_a_case_that_no_fault_names_is_noticed(self):
        text = pathlib.Path(OPTIONS.root, "docs/designs.md").read_text(encoding="utf-8")
        self.assertNotEqual(cases_named(text.replace("`full-table.never-above-limit.narrow`", "")), cases_stored())
        self.assertNotEqual(cases_named(text + "| a | b | `full-table.never-above-limit.none` |\n"), cases_stored())

    def prove(self, subject, claim, cells, status):
        with tempfile.TemporaryDirectory(prefix="idreg-designs-") as folder:
            lines = "".join(f"{one} {which} {outcome}\n" for (one, which), outcome in cells.items())
            file = pathlib.Path(folder, "expected.txt")
            file.write_text(lines, encoding="utf-8")
            ran = subprocess.run([OPTIONS.idreg, "prove", "--subject", subject, "--claim", claim, "--samples", "200",
                                  "--expect", str(file), "--out", folder], capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)

    def test_cells_are_as_expected(self):
        cells = expected()
        if OPTIONS.cells == "all":
            self.prove("all", "*", cells, 0)
            return
        # Proofs that rest on lemmas, and those of many parts, are for the campaign.
        dear = ("no-ub", "table-sound", "not-too-strict", "raising-the-limit")
        cheap = [cell for cell in cells if cell[0] not in ("engine", "caller-override-right") and cell[1] not in dear]
        for cell in random.Random(SEED).sample(cheap, int(OPTIONS.cells)):
            self.prove(*cell, {cell: cells[cell]}, 0)

    def test_a_subject_from_outside_is_proved_by_its_bitcode(self):
        for claim, status, said in (("limit-permitted", 0, "1 proved"), ("never-above-limit", 1, "1 refuted")):
            with tempfile.TemporaryDirectory(prefix="idreg-outside-") as folder:
                ran = subprocess.run([OPTIONS.idreg, "prove", "--subject-bitcode", OPTIONS.example + ".bc",
                                      "--subject-library", OPTIONS.example + ".so", "--claim", claim, "--samples",
                                      "200", "--out", folder], capture_output=True, text=True, check=False)
            self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)
            self.assertIn(said, ran.stdout)

    def test_another_outcome_is_noticed(self):
        cell = ("linux-6.5", "signed-and-pmuver")
        self.prove(*cell, {cell: "proved"}, 1)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "cells", "example"))
