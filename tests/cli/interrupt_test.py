#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A run that is interrupted, killed, or out of disk leaves nothing that a later run misreads."""
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import report

# Each writes into DIR what a later run reads; each takes longer than it is given.
COMMANDS = {
    "fuzz": ["fuzz", "--subject", "pmuver-signed", "--claim", "never-above-limit", "--json"],
    "prove": ["prove", "--subject", "pmuver-signed", "--claim", "never-above-limit", "--json"],
}
SEED = 20241124
OPTIONS = None


class Interrupted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="idreg-interrupt-")
        self.out = pathlib.Path(self.folder.name, "out")

    def tearDown(self):
        self.folder.cleanup()

    def start(self, words, **more):
        return subprocess.Popen([OPTIONS.idreg, *words, "--out", str(self.out)], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, **more)

    def misread(self):
        """What a later run says of the directory: nothing, or the words of its error."""
        if not list(self.out.glob("*.json")):
            return ""
        later = subprocess.run([OPTIONS.idreg, "replay", str(self.out)], capture_output=True, text=True)
        # Whole cases replay: 1 because they refute their subject.
        return "" if later.returncode == 1 else later.stderr or f"status {later.returncode}"

    def check_answer(self, answer):
        """Standard output holds a whole document or none."""
        if answer:
            self.assertEqual(json.loads(answer)["schema"], 1)

    def store_one(self):
        """A whole case of an earlier run."""
        subprocess.run([OPTIONS.idreg, *COMMANDS["fuzz"], "--runs", "20000", "--out", str(self.out)],
                       stdout=subprocess.DEVNULL, check=False)
        (stored,) = self.out.glob("*.json")
        self.assertEqual(self.misread(), "")
        return stored

    def interrupt(self, name, number):
        self.store_one()
        delays = random.Random(SEED)
        for _ in range(6):
            process = self.start(COMMANDS[name])
            time.sleep(delays.uniform(0, 0.4))
            process.send_signal(number)
            answer = process.communicate()[0]
            self.assertIn(process.returncode, (-number, 1, 3), "interrupted, or done before that")
            self.check_answer(answer)
            self.assertEqual(self.misread(), "")

    def test_interrupted_fuzz(self):
        self.interrupt("fuzz", signal.SIGINT)

    def test_killed_fuzz(self):
        self.interrupt("fuzz", signal.SIGKILL)

    def test_interrupted_prove(self):
        self.interrupt("prove", signal.SIGINT)

    def test_killed_prove(self):
        self.interrupt("prove", signal.SIGKILL)

    def full_disk(self, ignored):
        """A disk that takes 64 bytes of each file; a case has some hundred."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN if ignored else signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
        stored = self.store_one()
        before = stored.read_bytes()
        process = self.start([*COMMANDS["fuzz"], "--runs", "20000"], preexec_fn=limit)
        answer = process.communicate()[0]
        # An error in words where the program learns of it, else the system ends it.
        self.assertEqual(process.returncode, 2 if ignored else -signal.SIGXFSZ)
        self.assertEqual(answer, b"", "no answer about a finding that could not be stored")
        self.assertEqual(stored.read_bytes(), before)
        self.assertEqual(self.misread(), "")

    def test_full_disk(self):
        self.full_disk(ignored=True)

    def test_full_disk_that_kills(self):
        self.full_disk(ignored=False)

    def test_a_torn_file_would_be_noticed(self):
        stored = self.store_one()
        stored.write_bytes(stored.read_bytes()[:80])
        self.assertNotEqual(self.misread(), "")

    def test_what_a_kill_leaves_behind_is_not_read(self):
        stored = self.store_one()
        os.rename(stored, f"{stored}.part-123")
        pathlib.Path(f"{stored}.part-123").write_bytes(b"{")
        self.assertEqual(self.misread(), "")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg",))
