#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A baseline of 200 hosts with 40 registers each: under 20 s of CPU time and 1 GB, and no faster growth than hosts.
(An ordinary test counts questions and solver units of smaller fleets: tests/smt/rules/baseline_test.cpp.)"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None
REGISTERS = 40


def base():
    """The first 40 registers of a Neoverse V1."""
    text = pathlib.Path(OPTIONS.root, "tests/cli/fleet/neoverse-v1.txt").read_text(encoding="utf-8")
    found = re.findall(r"^((?:ID_|MVFR|CTR_)\w+)\s*= (0x\w+)", text, flags=re.M)[:REGISTERS]
    assert len(found) == REGISTERS
    return {name: int(value, 16) for name, value in found}


def host(chance):
    """A host that lowers six fields."""
    values = base()
    for _ in range(6):
        name = chance.choice(sorted(name for name, value in values.items() if value))
        shift = chance.choice([4 * i for i in range(16) if values[name] >> 4 * i & 15])
        code = chance.randrange(values[name] >> shift & 15)
        values[name] = values[name] & ~(15 << shift) | code << shift
    return "kind = guest\n" + "".join(f"{name} = {value:#x}\n" for name, value in values.items())


class Fleet(unittest.TestCase):

    def cost(self, hosts):
        """(CPU seconds, memory in MiB, the answer)."""
        chance = random.Random(5)
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for i in range(hosts):
                paths.append(pathlib.Path(folder) / f"host-{i:03}.txt")
                paths[-1].write_text(host(chance), encoding="utf-8")
            with open(pathlib.Path(folder) / "answer.json", "w+", encoding="utf-8") as out:
                child = subprocess.Popen([OPTIONS.idreg, "baseline", "--json", *paths], stdout=out)
                _, status, used = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
                out.seek(0)
                answer = json.load(out)
        self.assertEqual(child.returncode, 0)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, answer

    def test_two_hundred_hosts(self):
        costs = {hosts: self.cost(hosts) for hosts in (50, 100, 200)}
        for hosts, (seconds, memory, answer) in costs.items():
            print(f"{hosts} hosts: {seconds:.1f} s of CPU time, {memory:.0f} MiB, "
                  f"{len(answer['features'])} features kept, {answer['unsat_answers']} unsat answers")
            self.assertTrue(answer["proved_best"])
            self.assertEqual(len(answer["dumps"]), hosts)
        seconds, memory, _ = costs[200]
        self.assertLess(seconds, 20)
        self.assertLess(memory, 1024)
        self.assertLess(seconds, 4.5 * costs[50][0], "more than linear in hosts")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg"))
