#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The whole conformance: 10^5 calls and more on each of several emulated CPUs, against the IR of the fixture's tree."""
import json
import pathlib
import re
import subprocess
import sys
import unittest

import report
from lab.kernel import debian_kernel
from lab.machine import Boot
from tests.audit import linux
from tests.lab.reproducer_test import compile_reproducer

OPTIONS = None


class Conformance(unittest.TestCase):
    """tools/kvm-conformance."""

    def test_no_call_disagrees(self):
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)  # its folders live as long as it does
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-conformance", "--ir", tree.folder({})],
                              capture_output=True, text=True, check=False)
        print(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        cpus = {}
        for cpu, calls in re.findall(r"/([\w-]+)/calls-\S+: (\d+) calls on .*, 0 disagreements", done.stdout):
            cpus[cpu] = cpus.get(cpu, 0) + int(calls)
        self.assertGreaterEqual(len(cpus), 3, done.stdout)
        for cpu, calls in cpus.items():
            self.assertGreaterEqual(calls, 100_000, cpu)

    def test_findings_are_confirmed_and_their_reproducers_say_so(self):
        """Two boots of `max` to confirm, one more in which the programs for the confirmed findings run."""
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        folder = pathlib.Path(tree.folder({}))
        done = subprocess.run([OPTIONS.idreg, "audit", "--ir", folder, "--confirm", "--cpu", "max", "--json",
                               "--reproducers", folder / "c"], capture_output=True, text=True, check=False, cwd=folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        found = [f for f in json.loads(done.stdout)["findings"]
                 if f.get("confirmation", {}).get("answer") == "confirmed" and f["field"]]
        self.assertTrue(found)
        files, commands = {"init": (pathlib.Path(OPTIONS.root) / "build/lab/idreg-probe").read_bytes()}, []
        for number, finding in enumerate(found):
            source = folder / "c" / f"{finding['register']}-{finding['field']}-{finding['kind']}.c"
            program = folder / f"program{number}"
            compiled = compile_reproducer(tree.tree, tree.out, source, program, "-static")
            self.assertEqual(compiled.returncode, 0, compiled.stderr)
            files[program.name] = program.read_bytes()
            commands.append([f"/{program.name}"])
        answer = Boot(debian_kernel("6.12", print), "max").run(files, commands, folder / "console.log")
        self.assertEqual(answer.statuses, [1] * len(found), answer.words)
        self.assertTrue([line for line in answer.words if line.startswith("not ok 1 ")], answer.words)

    def test_without_ir_it_says_so(self):
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-conformance", "--ir", "/nowhere"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no folder '/nowhere'", done.stderr)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "work", "version", "idreg"))
