#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""SARIF by its own schema, which Microsoft's Sarif.Multitool holds (npm: @microsoft/sarif-multitool-linux); CMake
registers this test where that program is at hand. What we demand without it: outputs_test.py, sarif_subset.json."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
HERE = pathlib.Path(__file__).parent
SAMPLES = [HERE / "report" / "prove.json", HERE / "report" / "others.json"]


class Official(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.sarif = pathlib.Path(self.folder.name) / "findings.sarif"
        done = subprocess.run([OPTIONS.idreg, "report", "--sarif", self.sarif, *SAMPLES], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def tearDown(self):
        self.folder.cleanup()

    def errors(self):
        """What the validator calls an error; faults against the schema are among them, advice is not."""
        done = subprocess.run([OPTIONS.multitool, "validate", self.sarif, "--output", f"{self.sarif}.log"],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
        self.assertIn("1 files scanned", done.stdout)
        return [line for line in done.stdout.splitlines() if ": error " in line]

    def test_findings_are_valid(self):
        self.assertEqual(self.errors(), [])

    def test_what_is_wrong_is_refused(self):
        findings = json.loads(self.sarif.read_text(encoding="utf-8"))
        findings["runs"][0]["results"][0].pop("message")
        self.sarif.write_text(json.dumps(findings), encoding="utf-8")
        self.assertIn("The required property 'message' is missing", "".join(self.errors()))


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg", "multitool"))
