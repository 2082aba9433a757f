#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every preset configures: what is built by hand only must not rot until somebody needs it."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None


class Presets(unittest.TestCase):
    def configure(self, preset, *arguments):
        with tempfile.TemporaryDirectory() as build:
            return subprocess.run(["cmake", "--preset", preset, "-B", build, *arguments], cwd=OPTIONS.root,
                                  capture_output=True, text=True, check=False)

    def test_each_configures(self):
        presets = json.loads((pathlib.Path(OPTIONS.root) / "CMakePresets.json").read_text())["configurePresets"]
        for preset in presets:
            if not preset.get("hidden"):
                with self.subTest(preset=preset["name"]):
                    result = self.configure(preset["name"])
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_what_does_not_configure_is_noticed(self):
        self.assertNotEqual(self.configure("fuzz", "-DCMAKE_CXX_COMPILER=no-such-compiler").returncode, 0)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root",))
