#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The closing line of tools/test tells the truth: planted failures, skips and holes must show."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None


def summary(entries, reports=None, expected=None, **environment):
    """(exit status, last line) of the summary over a made-up run. entries: name -> ctest status."""
    with tempfile.TemporaryDirectory() as folder:
        cases = "".join(f'<testcase name="{name}" status="{status}"/>' for name, status in entries.items())
        pathlib.Path(folder, "ctest.xml").write_text(f"<testsuite>{cases}</testsuite>", encoding="utf-8")
        for name, text in (reports or {}).items():
            pathlib.Path(folder, f"{name}.xml").write_text(text, encoding="utf-8")
        expected = len(entries) if expected is None else expected
        result = subprocess.run([sys.executable, "-B", f"{OPTIONS.root}/tools/lib/summarise_tests.py",
                                 "--expected", str(expected), folder], capture_output=True, text=True, check=False,
                                env={**{k: v for k, v in os.environ.items() if k != "CI"}, **environment})
        return result.returncode, result.stdout.splitlines()[-1]


def cases(*outcomes):
    """A GoogleTest report with cases that passed, failed, or were skipped."""
    inner = {"passed": "", "failed": "<failure/>", "skipped": "<skipped/>"}
    rows = "".join(f'<testcase classname="S" name="c{i}" status="run">{inner[outcome]}</testcase>'
                   for i, outcome in enumerate(outcomes))
    return f"<testsuites>{rows}</testsuites>"


class Summary(unittest.TestCase):
    """One made-up run each."""

    def test_cases_are_counted_and_not_programs(self):
        self.assertEqual(summary({"a": "run", "b": "run"}, {"a": cases("passed", "passed")}),
                         (0, "3 passed, 0 failed, 0 skipped"))

    def test_a_failed_case_fails(self):
        self.assertEqual(summary({"a": "fail"}, {"a": cases("passed", "failed")}), (1, "1 passed, 1 failed, 0 skipped"))

    def test_a_program_that_breaks_without_a_report_fails(self):
        self.assertEqual(summary({"a": "fail", "b": "run"}), (1, "1 passed, 1 failed, 0 skipped"))

    def test_a_program_that_breaks_after_its_cases_fails(self):
        self.assertEqual(summary({"a": "fail"}, {"a": cases("passed")}), (1, "1 passed, 1 failed, 0 skipped"))

    def test_a_report_that_is_cut_short_does_not_hide_the_failure(self):
        self.assertEqual(summary({"a": "fail"}, {"a": "<testsuites><testc"}), (1, "0 passed, 1 failed, 0 skipped"))

    def test_a_program_without_cases_fails(self):
        self.assertEqual(summary({"a": "run"}, {"a": cases()}), (1, "0 passed, 1 failed, 0 skipped"))

    def test_a_skipped_case_is_said_and_fails_in_continuous_integration(self):
        run = ({"a": "run", "b": "disabled"}, {"a": cases("passed", "skipped")})
        self.assertEqual(summary(*run), (0, "1 passed, 0 failed, 2 skipped"))
        self.assertEqual(summary(*run, CI="true"), (1, "1 passed, 0 failed, 2 skipped"))

    def test_nothing_at_all_fails(self):
        self.assertEqual(summary({}), (1, "0 passed, 0 failed, 0 skipped"))
        self.assertEqual(summary({"a": "notrun"})[0], 1)

    def test_a_program_that_ctest_lost_fails(self):
        self.assertEqual(summary({"a": "run"}, expected=2), (1, "1 passed, 1 failed, 0 skipped"))


class Steps(unittest.TestCase):
    """tools/lib/steps.sh, which tools/verify judges its steps with."""

    def run_steps(self, lines):
        script = f"set -euo pipefail\nsource {OPTIONS.root}/tools/lib/steps.sh\n{lines}\nclosing_summary\n"
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)

    def test_what_answers_as_it_must_passes(self):
        result = self.run_steps("step one 0 true\nstep two 1 false\nstep three 0 echo Hello\nshows hello")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("3 of 3 steps passed", result.stdout)

    def test_what_does_not_fails(self):
        for lines in ("step one 0 false", "step one 1 true", "step one 0 echo a\nshows b", "step one 0 no-such-command",
                      "skipped one", "step one 0 true\nskipped two", "true"):
            with self.subTest(lines=lines):
                self.assertEqual(self.run_steps(lines).returncode, 1)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root",))
