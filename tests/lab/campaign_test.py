#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The whole conformance: 10^5 calls and more on each of several emulated CPUs. IDREG_KERNEL_IR names the IR."""
import os
import re
import subprocess
import sys
import unittest

import report

OPTIONS = None


class Conformance(unittest.TestCase):
    """tools/kvm-conformance."""

    def test_no_call_disagrees(self):
        ir = os.environ.get("IDREG_KERNEL_IR")
        if not ir:
            self.skipTest("IDREG_KERNEL_IR does not name a folder with a kernel's IR (docs/lab.md)")
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-conformance", "--ir", ir], capture_output=True, text=True,
                              check=False)
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
        self.assertIn("--ir DIR is missing", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root",))
