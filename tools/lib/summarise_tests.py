#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts what a run of ctest did, down to the cases inside each GoogleTest program.

Reads DIR/ctest.xml (ctest --output-junit) and, where a program left one, DIR/<test>.xml (--gtest_output).
Prints what failed and what was skipped, then "N passed, N failed, N skipped" alone on the last line.
Exit status: 0 iff something ran and nothing failed, and with CI=true nothing was skipped.
"""
import argparse
import os
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


class Count:
    """What happened, by name of the case."""

    def __init__(self):
        self.passed, self.failed, self.skipped = [], [], []

    def add_entry(self, entry, directory):
        """One ctest entry: its cases if it is a GoogleTest program that finished, else itself."""
        name = entry.get("name")
        broke = entry.get("status") == "fail"
        if entry.get("status") in ("notrun", "disabled") or entry.find("skipped") is not None:
            self.skipped.append(name)
            return
        report = directory / f"{name}.xml"
        failed_before = len(self.failed)
        ran = self.add_cases(name, report) if report.exists() else None
        if ran is None:
            (self.failed if broke else self.passed).append(name)
        elif ran == 0:
            self.failed.append(f"{name} (ran no case)")
        elif broke and len(self.failed) == failed_before:
            self.failed.append(f"{name} (failed outside of its cases)")

    def add_cases(self, name, report):
        """The cases of one GoogleTest report; how many there are, or None for a report cut short."""
        try:
            cases = list(ElementTree.parse(report).getroot().iter("testcase"))
        except ElementTree.ParseError:
            return None
        for case in cases:
            title = f"{name}: {case.get('classname')}.{case.get('name')}"
            if case.find("failure") is not None:
                self.failed.append(title)
            elif case.get("status") != "run" or case.find("skipped") is not None or case.get("result") == "skipped":
                self.skipped.append(title)
            else:
                self.passed.append(title)
        return len(cases)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--expected", type=int, required=True, help="number of ctest entries that had to run")
    parser.add_argument("directory", type=pathlib.Path)
    arguments = parser.parse_args()
    try:
        entries = list(ElementTree.parse(arguments.directory / "ctest.xml").getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        print(f"no report of ctest: {error}", file=sys.stderr)
        entries = []
    count = Count()
    for entry in entries:
        count.add_entry(entry, arguments.directory)
    if len(entries) != arguments.expected:
        count.failed.append(f"ctest reports {len(entries)} test programs, {arguments.expected} had to run")
    for name in count.failed:
        print(f"failed: {name}")
    for name in count.skipped:
        print(f"skipped: {name}")
    nothing = not count.passed and not count.failed
    if nothing:
        print("no test ran: that is a failure")
    strict = os.environ.get("CI") == "true" and bool(count.skipped)
    if strict:
        print("CI=true: a skipped test is a failure")
    print(f"{len(entries)} test programs ran")
    print(f"{len(count.passed)} passed, {len(count.failed)} failed, {len(count.skipped)} skipped")
    return 1 if count.failed or nothing or strict else 0


if __name__ == "__main__":
    sys.exit(main())
