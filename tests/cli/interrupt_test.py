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
import xml.etree.ElementTree as ElementTree

import report

# Each writes into OUT what a later run reads; each takes longer than it is given.
PROVE = ["prove", "--subject", "linux-6.5", "--claim", "signed-and-pmuver", "--json", "--samples", "10"]
REPORTS = ["--html", "OUT/report.html", "--junit", "OUT/report.xml", "--sarif", "OUT/report.sarif"]
COMMANDS = {
    "fuzz": ["fuzz", "--subject", "pmuver-signed", "--claim", "never-above-limit", "--json", "--out", "OUT"],
    "prove": [*PROVE, "--out", "OUT", *REPORTS],
    "minimise": ["minimise", "OUT/pmuver-signed.never-above-limit.json", "--json", "--out", "OUT/smallest.json"],
}
# One mutant that is killed and one that is equivalent.
MUTATE = ["mutate", "--only", "arch_tables.ID_AA64DFR0_EL1.PMUVer/s[aw]*", "--fuzz-time", "0", "--property-cases", "0",
          "--corpus", "", "--jobs", "1", "--json"]
# More bytes than the record of one of them, fewer than that and the record of both.
FIRST_OF_TWO = 1000
SEED = 20241124
OPTIONS = None


def is_whole(path):
    """Whether a report is one from its first byte to its last."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return text.rstrip().endswith("</html>")
    if path.suffix == ".smt2":
        return text.rstrip().endswith("(exit)")
    try:
        return bool(ElementTree.fromstring(text) if path.suffix == ".xml" else json.loads(text))
    except (ElementTree.ParseError, json.JSONDecodeError):
        return False


class Folder(unittest.TestCase):
    """With a directory OUT of its own."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="idreg-interrupt-")
        self.out = pathlib.Path(self.folder.name, "out")

    def tearDown(self):
        self.folder.cleanup()

    def start(self, words, **more):
        words = [word.replace("OUT", str(self.out)) for word in words]
        return subprocess.Popen([OPTIONS.idreg, *words], stdout=subprocess.PIPE,
                                stderr=more.pop("stderr", subprocess.DEVNULL), **more)

    def misread(self):
        """What a later run says of the directory: nothing, or the words of its error."""
        for path in self.out.rglob("*"):
            if path.suffix in (".html", ".xml", ".sarif", ".smt2") and not is_whole(path):
                return f"{path} is not whole"
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
        self.start([*COMMANDS["fuzz"], "--runs", "20000", "--as-found"]).communicate()
        (stored,) = self.out.glob("*.json")
        self.assertEqual(self.misread(), "")
        return stored

    def run_on_disk(self, size, words):
        """The status, the answer and the errors of a run on a disk of so many bytes, which OUT is."""
        disk = {"LD_PRELOAD": OPTIONS.full_disk, "IDREG_TEST_DISK": str(size), "IDREG_TEST_MOUNT": str(self.out)}
        process = self.start(words, stderr=subprocess.PIPE, env=dict(os.environ, **disk))
        answer, errors = process.communicate()
        return process.returncode, answer, errors.decode()

    def check_full(self, words):
        """On a full disk there is an error that says so, no answer, and what was there before stays."""
        before = {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        status, answer, errors = self.run_on_disk(10, words)
        self.assertGreaterEqual(status, 2, errors)
        self.assertIn("No space left on device", errors)
        self.assertEqual(answer, b"", "no answer about what could not be stored")
        after = {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        self.assertEqual(after, before)


class Interrupted(Folder):
    def interrupt(self, name, number):
        self.store_one()
        delays = random.Random(SEED)
        for _ in range(6):
            process = self.start(COMMANDS[name])
            time.sleep(delays.uniform(0, 0.4))
            process.send_signal(number)
            answer = process.communicate()[0]
            done = 0 if name == "minimise" else 1  # the subject is refuted
            self.assertIn(process.returncode, (-number, done, 3), "interrupted, or done before that")
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

    def test_interrupted_minimise(self):
        self.interrupt("minimise", signal.SIGINT)

    def test_killed_minimise(self):
        self.interrupt("minimise", signal.SIGKILL)

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

    def test_a_torn_report_would_be_noticed(self):
        self.start([*COMMANDS["prove"], "--smt2", "OUT/scripts"]).communicate()
        self.assertEqual(self.misread(), "")
        written = [path for path in self.out.rglob("*") if path.suffix in (".html", ".xml", ".sarif", ".smt2")]
        self.assertEqual({path.suffix for path in written}, {".html", ".xml", ".sarif", ".smt2"})
        for path in written:
            whole = path.read_bytes()
            path.write_bytes(whole[:len(whole) // 2])
            self.assertIn("is not whole", self.misread())
            path.write_bytes(whole)

    def test_what_a_kill_leaves_behind_is_not_read(self):
        stored = self.store_one()
        os.rename(stored, f"{stored}.part-123")
        pathlib.Path(f"{stored}.part-123").write_bytes(b"{")
        self.assertEqual(self.misread(), "")


class FullDisk(Folder):
    """What each command writes, on a disk that takes ten bytes; each is there from an earlier run."""

    def setUp(self):
        super().setUp()
        if not OPTIONS.full_disk:
            self.skipTest("a sanitizer's library must be the first that is loaded")

    def test_each_file_of_prove(self):
        self.store_one()
        words = [*PROVE, "--out", self.folder.name]
        options = [REPORTS[0:2], REPORTS[2:4], REPORTS[4:6], ["--smt2", "OUT/scripts"]]
        self.assertEqual(self.run_on_disk(100_000_000, [*words, *sum(options, [])])[0], 1, "there is room")
        for option in options:
            with self.subTest(option[0]):
                self.check_full([*words, *option])
        self.check_full([*PROVE, "--out", "OUT"])
        self.assertEqual(self.misread(), "")

    def test_minimise(self):
        self.store_one()
        self.assertEqual(self.run_on_disk(100_000_000, COMMANDS["minimise"])[0], 0)
        self.check_full(COMMANDS["minimise"])

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        for words in ([*PROVE, "--out", "OUT"], COMMANDS["fuzz"]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([OPTIONS.idreg, *(word.replace("OUT", str(self.out)) for word in words)],
                                      stdout=full, stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual(done.returncode, 4, words)
            self.assertIn("cannot write standard output", done.stderr)

    def test_record_of_mutate(self):
        """The disk takes the first result and not the second; the next run goes on from there."""
        self.out.mkdir()
        record = self.out / "record.json"
        words = [*MUTATE, "--record", str(record)]
        status, answer, errors = self.run_on_disk(FIRST_OF_TWO, words)
        self.assertGreaterEqual(status, 2, errors)
        self.assertIn("No space left on device", errors)
        self.assertEqual(answer, b"")
        kept = json.loads(record.read_text(encoding="utf-8"))["results"]
        self.assertEqual(len(kept), 1)
        status, answer, errors = self.run_on_disk(100_000_000, words)
        self.assertEqual(status, 0, errors)
        results = json.loads(answer)["results"]
        self.assertEqual(len(results), 2)
        self.assertIn(kept[0], results)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg", "full_disk"))
