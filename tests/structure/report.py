# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs unittest cases and leaves a report in GoogleTest's form, so that tools/test counts every case."""
import argparse
import pathlib
import sys
import unittest
import xml.etree.ElementTree as ElementTree


class Recorder(unittest.TextTestResult):
    """Keeps each case with its outcome; a subtest that fails makes its case fail."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.cases = {}

    def startTest(self, test):
        super().startTest(test)
        self.cases[test.id()] = "passed"

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.cases[test.id()] = "failed"

    def addError(self, test, err):
        super().addError(test, err)
        self.cases[test.id()] = "failed"

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.cases[test.id()] = "failed"

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.cases[test.id()] = "skipped"


def write(path, cases):
    suite = ElementTree.Element("testsuites", tests=str(len(cases)))
    for name, outcome in sorted(cases.items()):
        name = name.removeprefix("__main__.")
        group, _, title = name.rpartition(".")
        case = ElementTree.SubElement(suite, "testcase", classname=group, name=title, status="run")
        if outcome == "failed":
            ElementTree.SubElement(case, "failure")
        if outcome == "skipped":
            ElementTree.SubElement(case, "skipped")
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(path, encoding="utf-8")


def main(module, options=()):
    """Runs the cases of a module. `options` are names of further required arguments, kept in module.OPTIONS."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", help="where the report goes")
    for option in options:
        parser.add_argument(f"--{option}", required=True)
    arguments = parser.parse_args()
    module.OPTIONS = arguments
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=1).run(suite)
    if arguments.report:
        write(arguments.report, result.cases)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
