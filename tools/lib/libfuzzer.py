# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs of the libFuzzer targets, for tools/fuzz-twins and tools/bench."""
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SEEDS = ROOT / "corpora" / "seeds"


def build(directory, targets):
    """Configures and builds targets of the preset fuzz; the build's directory."""
    quiet = {"cwd": ROOT, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "--preset", "fuzz", "-B", directory], **quiet)
    subprocess.run(["cmake", "--build", directory, "--target", *targets], **quiet)
    return pathlib.Path(directory)


@dataclasses.dataclass
class Run:
    violated: bool
    executions: int
    seconds: float
    case: str  # JSON of the violating case; empty if there is none


def execute(target, seeds, options, environment=None):
    """A run from a copy of the seeds: exit status, what it printed, seconds."""
    with tempfile.TemporaryDirectory() as corpus:
        for file in seeds.iterdir():
            shutil.copy(file, corpus)
        start = time.monotonic()
        result = subprocess.run([target, "-print_final_stats=1", f"-artifact_prefix={corpus}/", *options, corpus],
                                env=dict(os.environ, **(environment or {})), stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    return result.returncode, result.stderr, time.monotonic() - start


def statistic(text, name):
    """One of libFuzzer's final figures; 0 if it printed none."""
    found = re.search(rf"stat::{name}:\s*(\d+)", text)
    return int(found[1]) if found else 0


def case_in(text):
    """The case that fuzz_claims printed when a claim was violated."""
    found = re.search(r"^\{\n.*?^\}$", text, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def run_claims(targets, subject, claim, seed, seconds):
    """fuzz_claims against one subject until a violation, or for so long. `targets`: the directory of fuzz_claims."""
    status, text, spent = execute(targets / "fuzz_claims", SEEDS / "claims",
                                  [f"-seed={seed}", f"-max_total_time={seconds}"],
                                  {"IDREG_SUBJECT": subject, "IDREG_CLAIM": claim})
    if status == 2:
        sys.exit(f"fuzz_claims: {text}")
    return Run(status != 0, statistic(text, "number_of_executed_units"), spent, case_in(text))


def twins(targets):
    """Each must-fail twin and the claim that must refute it."""
    listed = subprocess.run([targets / "idreg_fuzz_tool", "twins"], check=True, capture_output=True, text=True).stdout
    return dict(line.split() for line in listed.splitlines())
