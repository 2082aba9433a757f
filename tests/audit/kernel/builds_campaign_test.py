# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Revisions, a series, and a tree configured in place, of Debian's kernel: build_test.py with the real build."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import report
from tests.audit import linux
from tests.audit.kernel.small_kernel import SmallKernel

TABLE = "arch/arm64/kernel/cpufeature.c"
ROW = "\tARM64_FTR_BITS(FTR_HIDDEN, FTR_NONSTRICT, FTR_EXACT, ID_AA64DFR0_EL1_PMUVer_SHIFT, 4, 0),\n"


class Tree(SmallKernel):
    """The real tree, copied; with the helpers of the small one."""

    def __init__(self, folder, idreg, tree):
        self.idreg, self.folder = idreg, pathlib.Path(folder)
        self.top, self.cache, self.log = self.folder / "linux", self.folder / "cache", self.folder / "built"
        shutil.copytree(tree, self.top, symlinks=True)

    def objects(self):
        """When each IR file was made, of every tree that was built: its path says which."""
        return {path: path.stat().st_mtime_ns for path in self.cache.glob("*/out/arch/arm64/*/*.ll")}


class Builds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        folder = tempfile.TemporaryDirectory(prefix="idreg-builds-")
        cls.addClassCleanup(folder.cleanup)
        cls.tree = Tree(folder.name, OPTIONS.idreg, cls.linux.tree)

    def test_revisions_and_a_series(self):
        if ROW not in (self.tree.top / TABLE).read_text(encoding="utf-8"):
            self.skipTest("this tree's row for PMUVer is written otherwise")
        self.tree.git("init", "-q")
        self.tree.commit("Debian's tree")
        self.tree.edit(TABLE, ROW, ROW.replace("ARM64", "S_ARM64"))
        self.tree.commit("PMUVer is signed")
        ran = self.tree.run("diff", "--git", self.tree.top, "main~1..main")
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn("ID_AA64DFR0_EL1.PMUVer  accepted", ran.stdout)
        self.assertNotIn("ID_AA64PFR0_EL1", ran.stdout)
        # One file changed: going back compiles that one alone.
        before = self.tree.objects()
        ran = self.tree.run("audit", "--tables-only", "--git", self.tree.top, "main~1", "--config", "/dev/null")
        self.assertEqual(ran.returncode, 2, "an empty configuration is none of arm64")
        shutil.rmtree(next(self.tree.cache.glob("git-*")) / "ir")
        self.assertEqual(self.tree.run("audit", "--tables-only", "--git", self.tree.top, "main~1").returncode, 1)
        after = self.tree.objects()
        self.assertEqual([path.name for path in after if after[path] != before.get(path)], ["cpufeature.ll"])
        mails = self.tree.folder / "mails"
        self.tree.git("format-patch", "-o", str(mails), "main~1..main")
        ran = self.tree.run("diff", "--git", self.tree.top, "main~1", "--patch", mails)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn("patch 1 of 1: PMUVer is signed", ran.stdout)

    def test_a_tree_configured_in_place(self):
        subprocess.run(["make", "-C", str(self.tree.top), "ARCH=arm64", "LLVM=-19", "-j2", "defconfig", "prepare"],
                       check=True, capture_output=True)
        before = {path: path.stat().st_mtime_ns for path in self.tree.top.rglob("*") if path.is_file()}
        ran = self.tree.run("audit", "--tables-only", self.tree.top)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn(f"configuration {self.tree.top.resolve()}/.config", ran.stdout.replace("\n", " "))
        after = {path: path.stat().st_mtime_ns for path in self.tree.top.rglob("*") if path.is_file()}
        self.assertEqual(after, before, "nothing is written into the tree")
        subprocess.run(["make", "-C", str(self.tree.top), "ARCH=arm64", "LLVM=-19", "mrproper"], check=True,
                       capture_output=True)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
