#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One boot of a real KVM under emulation: what the probe writes there, and how it fares where it may do little."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import report
from lab.kernel import debian_kernel
from lab.machine import QEMU, Boot, build_probe
from lab.stream import take_apart
from lab.words import LabError
from tests.audit import linux

OPTIONS = None
COMMANDS = {
    "whole": ["/init", "--probe", "--random", "20", "--features", "pmu"],
    "no device": ["/init", "--device", "/nowhere"],
    "no KVM": ["/init", "--device", "/dev/null"],
    "kill": ["/confined", "kill", "/init"],
    "refuse": ["/confined", "refuse", "/init"],
    "old": ["/confined", "old", "/init"],
    "requests": ["/init", "--requests", "/requests"],
}
REQUESTS = """# a comment
pmu ID_AA64DFR0_EL1 0x10305f06
pmu ID_AA64DFR0_EL1 0x10305806
none ID_AA64DFR1_EL1 0x1
pmu NO_SUCH_REGISTER 0
"""


def missing_programs():
    return [name for name in (QEMU, "aarch64-linux-gnu-gcc", "cpio", "apt-get") if shutil.which(name) is None]


class Boots(unittest.TestCase):
    """All cases look at one boot, in which the commands run one after the other."""

    answers = None

    @classmethod
    def setUpClass(cls):
        if missing_programs():
            raise unittest.SkipTest(f"not installed: {', '.join(missing_programs())} (tools/setup installs them)")
        root = pathlib.Path(OPTIONS.root)
        try:
            kernel = debian_kernel("6.12", print)
        except LabError as error:
            raise unittest.SkipTest(f"no kernel to boot: {error}") from None
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        built = pathlib.Path(cls.folder.name)
        build_probe(root, built / "probe")
        subprocess.run([root / "lab/probe/build", built / "confined", root / "tests/lab/confined.c"], check=True)
        cls.size = (built / "probe").stat().st_size
        files = {"init": (built / "probe").read_bytes(), "confined": (built / "confined").read_bytes(),
                 "requests": REQUESTS.encode()}
        console = built / "console.log"
        Boot(kernel, "max").run(files, COMMANDS.values(), console)
        text = console.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        parts = re.split(r"(?<=\n)(%%% exit \d+\n)", text.partition("%%% start\n")[2])
        cls.answers = {name: take_apart(f"%%% start\n{parts[2 * i]}{parts[2 * i + 1]}%%% stop\n")
                       for i, name in enumerate(COMMANDS)}
        for name, content in cls.answers["whole"].files.items():
            (built / name).write_text(content, encoding="utf-8")

    def idreg(self, *arguments, **environment):
        done = subprocess.run([str(pathlib.Path(OPTIONS.idreg).resolve()), *arguments], cwd=self.folder.name,
                              capture_output=True, text=True, check=False, env={**os.environ, **environment})
        return done.returncode, done.stdout + done.stderr

    def test_the_probe_is_small(self):
        self.assertLess(self.size, 1_000_000)

    def test_its_files_are_there(self):
        answer = self.answers["whole"]
        self.assertEqual(answer.statuses, [0])
        self.assertEqual(answer.words, [])
        self.assertLessEqual({"user.txt", "kvm.txt", "host.txt", "kvm-limit-none.txt", "kvm-limit-pmu+sve+ptrauth.txt",
                              "calls-pmu.txt"}, set(answer.files))

    def test_idreg_reads_the_dumps(self):
        for name in ("user.txt", "kvm-limit-none.txt", "kvm-limit-pmu+sve+ptrauth.txt"):
            with self.subTest(name=name):
                status, words = self.idreg("decode", name)
                self.assertEqual(status, 0, words)
                self.assertIn(f"kind {'user' if name == 'user.txt' else 'kvm-limit'}", words)
                self.assertIn("FEAT_FP16", words)
                status, words = self.idreg("lint", name)
                self.assertIn(status, (0, 1), words)
                self.assertRegex(words, rf"{re.escape(name)}: \d+ registers, kind ")
        status, words = self.idreg("check", "kvm-limit-none.txt", "--limit", "kvm-limit-pmu+sve+ptrauth.txt")
        self.assertIn("ID_AA64DFR0_EL1", words)
        self.assertIn(status, (0, 1), words)

    def test_limits_differ_by_feature(self):
        files = self.answers["whole"].files
        value = re.compile(r"^ID_AA64DFR0_EL1 += 0x([0-9a-f]{16})$", flags=re.M)
        self.assertEqual(value.search(files["kvm-limit-none.txt"]).group(1)[-3], "0")
        self.assertEqual(value.search(files["kvm-limit-pmu.txt"]).group(1)[-3], "6")
        self.assertRegex(files["kvm-limit-pmu+sve+ptrauth.txt"], r"# SVE lengths.*: 0x[0-9a-f]*[1-9a-f]")
        self.assertRegex(files["kvm-limit-none.txt"], r"# writable ID_AA64DFR0_EL1  0x000000f000f00f0f")

    def test_pmuver_follows_its_scheme(self):
        text = self.answers["whole"].files["calls-pmu.txt"]
        block = re.search(r"^register ID_AA64DFR0_EL1 S3_0_C0_C5_0 limit 0x(\w+) .*\n((?:0x.*\n)*)", text, flags=re.M)
        limit = int(block.group(1), 16)
        answers = {int(line.split()[0], 16): line.split()[1:] for line in block.group(2).splitlines()}
        for code in range(16):
            written = limit & ~0xf00 | code << 8
            expected = ["ok"] if code <= 6 else ["EINVAL"] if code < 15 else ["ok", f"0x{limit & ~0xf00:x}"]
            self.assertEqual(answers[written], expected, f"code {code}")

    def test_without_a_device_the_rest_is_had(self):
        for name, words in (("no device", "cannot open /nowhere: No such file"),
                            ("no KVM", "/dev/null does not answer"),
                            ("kill", "a seccomp filter forbids a call"),
                            ("refuse", "does not answer: Operation not permitted")):
            with self.subTest(name=name):
                answer = self.answers[name]
                self.assertEqual(answer.statuses, [1])
                self.assertIn(words, answer.files["host.txt"])
                self.assertIn("kind = user", answer.files["user.txt"])
                self.assertNotIn("kvm-limit-none.txt", answer.files)

    def test_without_the_newer_calls_the_limits_are_had(self):
        limit = self.answers["old"].files["kvm-limit-none.txt"]
        self.assertIn("# writable bits: not told by this kernel", limit)
        self.assertIn("ID_AA64DFR0_EL1  = 0x", limit)

    def test_requests_are_answered(self):
        answer = self.answers["requests"]
        self.assertEqual(answer.statuses, [1])
        self.assertIn("/requests:5: not 'FEATURES REGISTER VALUE'", answer.files["host.txt"])
        answers = [line for line in answer.files["requests.txt"].splitlines() if re.match("0x", line)]
        self.assertEqual(answers, ["0x10305f06 ok 0x10305006", "0x10305806 EINVAL", "0x1 EINVAL"])


    def conforms(self, ir, calls):
        """(exit status, calls compared, output) of the comparison with the write paths in a folder of IR."""
        file = pathlib.Path(self.folder.name, "sample.txt")
        file.write_text(calls, encoding="utf-8")
        done = subprocess.run([OPTIONS.conformance, "--ir", ir, file], capture_output=True, text=True, check=False)
        compared = re.search(r": (\d+) calls on \d+ registers compared", done.stdout)
        return done.returncode, int(compared.group(1)) if compared else 0, done.stdout + done.stderr

    def test_a_sample_of_the_calls_agrees_with_the_lifted_write_paths(self):
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        calls = self.answers["whole"].files["calls-pmu.txt"]
        status, compared, words = self.conforms(tree.folder({}), calls)
        self.assertEqual(status, 0, words)
        self.assertGreater(compared, 10_000)

    def test_a_planted_fault_disagrees(self):
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        calls = self.answers["whole"].files["calls-pmu.txt"]
        block = re.search(r"^register ID_AA64DFR0_EL1 .*\n(?:0x.*\n)*", calls, flags=re.M).group()
        calls = re.search(r"^kernel .*\n", calls, flags=re.M).group() + "features pmu\n" + block
        mask = tree.edited("sys_regs.ll", (r"(i8 3, i8 0, i8 0, i8 5, i8 0, .*?, i32 0, i64 )\d+", r"\g<1>15"))
        for folder in (mask, tree.with_signed_pmu_versions()):
            status, _, words = self.conforms(folder, calls)
            self.assertEqual(status, 4, words)
            self.assertIn("DISAGREE ID_AA64DFR0_EL1 of a vCPU with pmu", words)
        self.assertEqual(self.conforms(tree.folder({}), calls)[0], 0)

    def confirmed(self, folder, features="pmu"):
        """idreg audit --confirm; the lab is this boot: its limits, and its recorded answers."""
        script = pathlib.Path(self.folder.name, "lab")
        script.write_text(f"#!/bin/sh\nexec {sys.executable} {OPTIONS.root}/tests/lab/recorded.py "
                          f"{self.folder.name} {features} \"$@\"\n", encoding="utf-8")
        script.chmod(0o755)
        status, words = self.idreg("audit", "--ir", str(folder), "--confirm", "--cpu", "max", "--json",
                                   IDREG_KVM_LAB=str(script))
        document, _ = json.JSONDecoder().raw_decode(words)
        return status, {(f["register"], f["field"], f["kind"]): f["confirmation"]
                        for f in document["findings"] if "confirmation" in f}

    def test_findings_are_confirmed_or_not(self):
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        status, answers = self.confirmed(tree.folder({}))
        self.assertEqual(status, 1)
        self.assertIn("confirmed", {a["answer"] for a in answers.values()})
        self.assertNotIn("not-confirmed", {a["answer"] for a in answers.values()})
        # The booted kernel is right about PMUVer: a tree that is not, is not what was booted.
        status, answers = self.confirmed(tree.with_signed_pmu_versions())
        self.assertEqual(status, 4)
        self.assertEqual(answers["ID_AA64DFR0_EL1", "PMUVer", "above-limit"]["answer"], "not-confirmed")
        self.assertRegex(answers["ID_AA64DFR0_EL1", "PMUVer", "above-limit"]["kernel"], r"refused \(EINVAL\)")


class Refusals(unittest.TestCase):
    """tools/kvm-lab says what it cannot do."""

    def refused(self, *arguments, **environment):
        done = subprocess.run([f"{OPTIONS.root}/tools/kvm-lab", *arguments], capture_output=True, text=True,
                              check=False, env={**os.environ, "IDREG_NO_SETUP": "1", **environment})
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        return done.stderr

    def test_unknown_cpus_and_files(self):
        if missing_programs():
            self.skipTest("QEMU is not installed")
        self.assertIn("emulates no CPU 'cortex-z9'", self.refused("--cpu", "max,cortex-z9"))
        self.assertIn("there is no file /nowhere", self.refused("--image", "/nowhere"))

    def test_no_network(self):
        if missing_programs():
            self.skipTest("QEMU is not installed")
        with tempfile.TemporaryDirectory() as folder:
            sources = pathlib.Path(folder, "none.list")
            sources.write_text("deb [trusted=yes] file:/nowhere bookworm main\n", encoding="utf-8")
            config = pathlib.Path(folder, "apt.conf")
            config.write_text(f'Dir::Etc::sourcelist "{sources}";\nDir::Etc::sourceparts "/dev/null";\n',
                              encoding="utf-8")
            words = self.refused("--kernel", "6.12", IDREG_LAB_CACHE=f"{folder}/cache", APT_CONFIG=str(config))
        self.assertIn("apt knows no arm64 image of Linux", words)
        self.assertIn("--image FILE", words)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg", "conformance", "work", "version"))
