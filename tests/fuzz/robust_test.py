#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Campaigns that are killed, interrupted, or run out of disk lose nothing that was stored."""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import report

OPTIONS = None


def unit_name(content):
    """FNV-1a, as fuzz/corpus.h names units."""
    value = 0xcbf29ce484222325
    for byte in content:
        value = (value ^ byte) * 0x100000001b3 % 2 ** 64
    return f"{value:016x}"


def idreg(*arguments, **more):
    return subprocess.run([OPTIONS.idreg, *map(str, arguments)], capture_output=True, text=True, check=False, **more)


class Campaigns(unittest.TestCase):
    """With a corpus and a directory of findings of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.corpus, self.out = self.folder / "corpus", self.folder / "out"

    def arguments(self, *more):
        return ["fuzz", "--corpus", self.corpus, "--out", self.out, "--jobs", "2", *more]

    def units(self):
        return {path for path in self.corpus.glob("[!.]*/*") if ".part-" not in path.name}

    def check_intact(self):
        for path in self.units():
            self.assertEqual(unit_name(path.read_bytes()), path.name)

    def start(self, *more):
        return subprocess.Popen([OPTIONS.idreg, *map(str, self.arguments(*more))], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def test_killed_at_random_moments(self):
        """Some after the first units, some after the finding, some at any time."""
        dice = random.Random(int(OPTIONS.seed))
        finding = self.out / "pmuver-signed.never-above-limit.json"
        seen_units, seen_finding = 0, 0
        for number in range(int(OPTIONS.kills)):
            campaign = self.start("--subject", "pmuver-signed", "--claim", "[nr]e*", "--time", "60",
                                  "--seed", str(number))
            wanted = (lambda: len(self.units()) > 20, finding.exists, lambda: True)[number % 3]
            deadline = time.monotonic() + 300  # of a machine that hangs; passing it fails below
            while not wanted() and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.5))
            units, found = self.units(), finding.exists()
            campaign.kill()
            campaign.communicate()
            self.assertLessEqual(units, self.units(), "a unit is gone")
            self.check_intact()
            if found:
                self.assertEqual(idreg("replay", finding).returncode, 1, "the finding is gone or broken")
            seen_units, seen_finding = max(seen_units, len(units)), seen_finding + found
        self.assertGreater(seen_units, 20)
        self.assertGreater(seen_finding, 0)
        last = idreg(*self.arguments("--subject", "pmuver-signed", "--claim", "never-above-limit", "--runs", "20000"))
        self.assertEqual(last.returncode, 1, last.stderr)
        self.assertIn("the smallest case, certified", last.stdout)
        self.assertEqual(idreg("replay", finding).returncode, 1)

    def test_interrupted_it_reports_and_goes_on_later(self):
        done = self.folder / "done.json"
        campaign = self.start("--claim", "register-equals-spec", "--runs", "400000", "--json")
        deadline = time.monotonic() + 300  # of a machine that hangs; passing it fails below
        while not self.units() and time.monotonic() < deadline:
            time.sleep(0.01)
        campaign.send_signal(signal.SIGINT)
        out, err = campaign.communicate()
        self.assertEqual(campaign.returncode, 3, err)
        part = json.loads(out)
        self.assertTrue(part["interrupted"])
        chosen = ("--claim", "register-equals-spec", "--runs", "100000", "--json")
        whole = json.loads(idreg(*self.arguments(*chosen)).stdout)
        alone = json.loads(idreg("fuzz", *chosen).stdout)
        if part["results"][0]["cases"] < alone["results"][0]["cases"]:
            for key in ("cases", "discarded", "reproduce"):
                self.assertEqual(whole["results"][0][key], alone["results"][0][key])
        self.assertGreaterEqual(whole["coverage"]["reached"], alone["coverage"]["reached"])
        self.assertFalse(done.exists())

    def test_a_full_disk_ends_it_and_the_corpus_is_intact(self):
        environment = dict(os.environ, LD_PRELOAD=OPTIONS.full_disk, IDREG_TEST_DISK="20000")
        done = idreg(*self.arguments("--claim", "register-equals-spec", "--time", "20"), env=environment)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("No space left on device", done.stderr)
        self.assertIn("units kept before are intact", done.stderr)
        self.assertGreater(len(self.units()), 3)
        self.check_intact()
        self.assertEqual(list(self.corpus.glob("*/*.part-*")), [])
        # The same disk, large enough: it is the shim that said no.
        environment["IDREG_TEST_DISK"] = "100000000"
        more = idreg(*self.arguments("--claim", "register-equals-spec", "--runs", "50000"), env=environment)
        self.assertEqual(more.returncode, 0, more.stderr)

    def test_merged_and_distilled(self):
        other = self.folder / "other"
        idreg("fuzz", "--corpus", other, "--claim", "register-equals-spec", "--runs", "20000", "--seed", "5")
        idreg(*self.arguments("--claim", "register-equals-spec", "--runs", "20000"))
        before = len(self.units())
        merged = idreg(*self.arguments("--merge", other))
        self.assertEqual(merged.returncode, 0, merged.stderr)
        self.assertGreater(len(self.units()), before)
        distilled = idreg(*self.arguments("--distill"))
        self.assertIn("units kept", distilled.stdout)
        self.assertLess(len(self.units()), before * 2)
        self.check_intact()
        self.assertEqual(idreg("fuzz", "--distill").returncode, 2)


    def guided(self, *more, **variables):
        """A campaign of the libFuzzer engine on the target that stands for one."""
        targets, seeds = self.folder / "targets", self.folder / "seeds"
        for path in (targets, seeds):
            path.mkdir(exist_ok=True)
        for path in pathlib.Path(OPTIONS.root, "corpora/seeds/claims").glob("register-equals-spec-*"):
            shutil.copy(path, seeds)
        shutil.copy(pathlib.Path(OPTIONS.root, "tests/fuzz/fake_target"), targets / "fuzz_claims")
        return idreg(*self.arguments("--libfuzzer", targets, "--time", "2", "--json", *more),
                     env=dict(os.environ, FAKE_UNITS=str(seeds), **variables))

    def test_units_of_a_libfuzzer_target_are_taken_in(self):
        done = self.guided("--claim", "register-equals-spec")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["results"][0]["cases"], answer["corpus"]["units"]), (4567, 2))
        self.assertGreater(answer["coverage"]["reached"], 0)
        self.check_intact()

    def test_a_crash_of_a_libfuzzer_target_is_a_finding(self):
        case = str(pathlib.Path(OPTIONS.root, "corpora/regressions/claims/pmuver-signed.bin"))
        done = self.guided("--claim", "never-above-limit", "--subject", "pmuver-signed", FAKE_FINDING=case)
        self.assertEqual(done.returncode, 1, done.stderr)
        found = json.loads(done.stdout)["results"][0]["counterexample"]
        self.assertEqual((found["value"], found["limit"], found["smallest"]), ("0x800", "0x0", True))
        # The engine survives that case: the target failed for no reason that can be seen.
        done = self.guided("--claim", "never-above-limit", FAKE_FINDING=case)
        self.assertEqual(done.returncode, 2)
        self.assertIn("left no case that violates", done.stderr)


class Findings(unittest.TestCase):
    """Found, minimised with certificate, stored, explained, reproduced: from each seed."""

    def test_from_each_seed(self):
        for seed in range(1, int(OPTIONS.seeds) + 1):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                done = idreg("fuzz", "--subject", "pmuver-signed", "--claim", OPTIONS.claim, "--time", OPTIONS.time,
                             "--jobs", "2", "--seed", seed, "--out", folder)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("the smallest case, certified", done.stdout)
                self.assertIn("above the limit in the architecture's PMU-version order", " ".join(done.stdout.split()))
                self.assertIn("PMUVer!", done.stdout)
                command = next(line for line in done.stdout.splitlines() if "never-above-limit.json" in line
                               and line.startswith("  replay: "))
                self.assertEqual(idreg(*command.split()[2:]).returncode, 1)
                stored = json.loads(pathlib.Path(command.split()[-1]).read_text(encoding="utf-8"))
                self.assertEqual((stored["claim"], stored["case"]["value"]), ("never-above-limit", "0x800"))
                self.assertTrue(pathlib.Path(command.split()[-1]).with_suffix(".bin").exists())
                again = idreg("fuzz", "--subject", "pmuver-signed", "--claim", "never-above-limit", "--runs", "500000",
                              "--seed", seed + 100, "--out", folder)
                self.assertIn("known before", again.stdout)

    def test_stored_cases_are_examples(self):
        for engine in ("--random", "--rapidcheck"):
            done = idreg("fuzz", engine, "--subject", "pmuver-signed", "--claim", "never-above-limit", "--runs", "1",
                         "--examples", pathlib.Path(OPTIONS.root, "corpora/regressions"), "--as-found", "--out",
                         tempfile.gettempdir() + "/idreg-examples")
            self.assertEqual(done.returncode, 1, done.stderr)
        shutil.rmtree(tempfile.gettempdir() + "/idreg-examples")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "full_disk", "kills", "seed", "seeds", "time", "claim"))
