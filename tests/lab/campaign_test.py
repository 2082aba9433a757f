#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The whole conformance: 10^5 calls and more on each of several emulated CPUs, against the IR of the fixture's tree."""
import re
import subprocess
import sys
import unittest

import report
from tests.audit import linux

OPTIONS = None


class Conformance(unittest.TestCase):
    """tools/kvm-conformance."""

    def test_no_call_disagrees(self):
        ir = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg).folder({})
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-conformance", "--ir", ir], capture_output=True, text=True,
                              check=False)
        print(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        cpus = {}
        for cpu, calls in re.findall(r"/([\w-]+)/calls-\S+: (\d+) calls on .*, 0 disagreements", done.stdout):
            cpus[cpu] = cpus.get(cpu, 0) + int(calls)
        self.assertGreaterEqual(len(cpus), 3, done.stdout)
        for cpu, calls in cpus.items():
            self.assertGreaterEqual(calls, 100_000, cpu)

    def test_without_ir_it_says_so(self):
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-conformance", "--ir", "/nowhere"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no folder '/nowhere'", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "work", "version", "idreg"))
