# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Unpacks a Linux tree from Debian's package into a folder and builds its IR there, once: a fixture of the tests.

Without the package it does nothing and says so; the tests that need the tree then skip, and are counted."""
import argparse
import pathlib
import subprocess
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, help="of the repository")
    parser.add_argument("--idreg", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--work", required=True, help="where the tree (WORK/VERSION) and its build (WORK/cache) go")
    options = parser.parse_args()
    tree = pathlib.Path(options.work, options.version)
    if not tree.exists():
        pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
        unpacked = subprocess.run([f"{options.root}/tools/get-linux", "--lean", options.version, tree], check=False)
        if unpacked.returncode == 3:
            print(f"no package linux-source-{options.version}: the tests that need it will skip")
            sys.exit(0)
        if unpacked.returncode != 0:
            sys.exit(1)
    audit = subprocess.run(
        [options.idreg, "audit", tree, "--cache", f"{options.work}/cache", "--tables-only", "--json"],
        capture_output=True, text=True, check=False)
    if audit.returncode not in (0, 1):
        sys.exit(f"idreg audit ended with {audit.returncode}: {audit.stderr}")


main()
