#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""idreg's own rules against Arm's Features.json itself, where it is at hand (CMake registers this test only then).
That the comparison notices differences is tested without that file too: tests/smt/rules/compare_test.cpp."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import report

OPTIONS = None

# What differs on purpose, from v9Ap6-A. The first four say of a CPU without SME what docs/architecture-facts.md
# leaves open, the next two of one without EL2; the last is a condition of Arm's that its neighbours do not have.
NOT_IN_OWN = [
    "FEAT_SME_MOP4 is shown by ID_AA64SMFR0_EL1.SMOP4 >= 1 (where FEAT_AA64EL1)",
    "FEAT_SME_TMOP is shown by ID_AA64SMFR0_EL1.STMOP >= 1 (where FEAT_AA64EL1)",
    "FEAT_SSVE_BitPerm is shown by ID_AA64SMFR0_EL1.SBitPerm >= 1 (where FEAT_AA64EL1)",
    "FEAT_SSVE_FEXPA is shown by ID_AA64SMFR0_EL1.SFEXPA >= 1 (where FEAT_AA64EL1)",
    "FEAT_LPA2 and FEAT_S2TGran4K is shown by ID_AA64MMFR0_EL1.TGRAN4_2 >= 3 (where FEAT_AA64EL1)",
    "FEAT_LPA2 and FEAT_S2TGran16K is shown by ID_AA64MMFR0_EL1.TGRAN16_2 >= 3 (where FEAT_AA64EL1)",
]
NOT_IN_ARMS = ["FEAT_PMUv3 is shown by ID_DFR0_EL1.PerfMon >= 3 and ID_DFR0_EL1.PerfMon < 0xf (where FEAT_AA32EL0)"]
LEFT_OUT = 26  # features that no ID register shows


def compared(path):
    """What differs, as (not in idreg's own, not in the file, features left out)."""
    done = subprocess.run([OPTIONS.idreg, "lint", "--compare", "--features", str(path), "--json"],
                          capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    left_out = {name for one in answer["beyond_registers"] for name in one["features_unknown_to_the_other"]}
    return ([one["rule"] for one in answer["not_in_own"]], [one["rule"] for one in answer["not_in_other"]],
            left_out)


class AgainstArm(unittest.TestCase):

    def test_nothing_differs_but_what_is_known(self):
        own, arms, left_out = compared(OPTIONS.features)
        self.assertEqual(sorted(own), sorted(NOT_IN_OWN))
        self.assertEqual(arms, NOT_IN_ARMS)
        self.assertEqual(len(left_out), LEFT_OUT, sorted(left_out))

    def changed(self, name, change):
        """The differences that are new after changing one feature's constraints."""
        document = json.loads(pathlib.Path(OPTIONS.features).read_text(encoding="utf-8"))
        parameter = next(one for one in document["parameters"] if one["name"] == name)
        change(parameter)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "changed.json"
            path.write_text(json.dumps(document), encoding="utf-8")
            own, arms, _ = compared(path)
        return [one for one in own if one not in NOT_IN_OWN], [one for one in arms if one not in NOT_IN_ARMS]

    def test_a_constraint_that_goes_is_noticed(self):
        own, arms = self.changed("FEAT_DIT", lambda parameter: parameter["constraints"].clear())
        self.assertEqual(own, [])
        self.assertIn("FEAT_DIT is shown by ID_AA64PFR0_EL1.DIT >= 1", arms)

    def test_another_threshold_is_noticed_on_both_sides(self):
        def raised(parameter):
            text = json.dumps(parameter["constraints"]).replace('"value": 1}', '"value": 2}')
            parameter["constraints"] = json.loads(text)
        own, arms = self.changed("FEAT_DIT", raised)
        self.assertTrue(any("DIT >= 2" in one for one in own), own)
        self.assertTrue(any("DIT >= 1" in one for one in arms), arms)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg", "features"))
