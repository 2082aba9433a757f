# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How idreg comes by a tree's IR: configurations, trees configured in place, revisions, series of patches. On a kernel
of two files, which takes a moment; builds_campaign_test.py does it on Debian's."""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import report
from tests.audit.kernel.small_kernel import SIGN, SYS_REGS, SmallKernel

CODE = [SYS_REGS]
ALL = ["arch/arm64/kernel/cpufeature.c", SYS_REGS]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="idreg-build-")
        self.addCleanup(folder.cleanup)
        self.kernel = SmallKernel(folder.name, OPTIONS.idreg)

    def audit(self, *arguments):
        ran = self.kernel.run("audit", "--json", "--tables-only", *arguments)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        return json.loads(ran.stdout)

    def refused(self, *arguments, status=2):
        ran = self.kernel.run(*arguments)
        self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)
        return ran.stderr

    def diff(self, *arguments):
        ran = self.kernel.run("diff", "--json", *arguments)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        return ran.returncode, json.loads(ran.stdout)


class Configuration(Case):
    """--config, and what olddefconfig makes of it."""

    def config(self, text, packed=False):
        path = self.kernel.folder / ("config.gz" if packed else "config")
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        return path

    def test_defconfig_where_there_is_none(self):
        document = self.audit(self.kernel.top)
        self.assertEqual(document["origin"]["configuration"], "defconfig")
        self.assertEqual(document["origin"]["release"], "6.99.0-small")
        self.assertFalse([r for r in document["remarks"] if "olddefconfig" in r])

    def test_changed_options_are_in_the_answer(self):
        for packed in (False, True):
            config = self.config("CONFIG_ARM64=y\nCONFIG_GONE=m\n# CONFIG_KVM is not set\n", packed)
            with self.subTest(packed=packed):
                for _ in ("built", "kept"):
                    document = self.audit(self.kernel.top, "--config", config)
                    self.assertEqual(document["origin"]["configuration"], str(config))
                    (remark,) = [r for r in document["remarks"] if "olddefconfig" in r]
                    self.assertIn(f"changed 2 options of {config}: CONFIG_GONE=n (was m), CONFIG_KVM=y (was n)", remark)

    def test_no_configuration_of_an_arm64_kernel(self):
        words = self.refused("audit", self.kernel.top, "--config", self.config("CONFIG_X86=y\n"))
        self.assertIn("does not set CONFIG_ARM64", words)
        self.refused("audit", self.kernel.top, "--config", "/nowhere")


class Trees(Case):
    """Trees as people have them."""

    def test_nothing_is_built_twice(self):
        self.audit(self.kernel.top)
        self.assertEqual(sorted(self.kernel.built()), ALL)
        self.audit(self.kernel.top)
        self.assertEqual(self.kernel.built(), [])
        self.kernel.edit(SYS_REGS, *SIGN)
        self.audit(self.kernel.top)
        self.assertEqual(self.kernel.built(), CODE)

    def test_bitcode_is_what_is_read_again(self):
        before = self.audit(self.kernel.top)["findings"]
        (module,) = self.kernel.cache.glob("*/bitcode/arch/arm64/kvm/sys_regs.bc")
        module.write_bytes(b"BC")
        self.assertRegex(self.refused("audit", self.kernel.top), r"sys_regs\.bc.*: not LLVM IR")
        module.unlink()
        self.assertEqual(self.audit(self.kernel.top)["findings"], before)
        folder = module.parents[3]
        shutil.rmtree(folder)
        folder.write_text("in the way")
        self.assertIn(f"{folder}/", self.refused("audit", self.kernel.top))

    def test_a_tree_configured_in_place(self):
        self.kernel.write(".config", "CONFIG_ARM64=y\nCONFIG_KVM=y\n")
        for made in ("include/config/auto.conf", "include/generated/autoconf.h", "arch/arm64/kernel/cpufeature.o",
                     "arch/arm64/kernel/.cpufeature.o.cmd", "arch/arm64/include/generated/asm/x.h"):
            self.kernel.write(made, "made\n")
        before = self.kernel.contents()
        document = self.audit(self.kernel.top)
        self.assertEqual(document["origin"]["configuration"], str((self.kernel.top / ".config").resolve()))
        self.assertEqual(self.kernel.contents(), before, "the tree is as it was")
        (shadow,) = self.kernel.cache.glob("*/shadow")
        self.assertTrue((shadow / SYS_REGS).exists())
        for made in (".config", "include/config", "arch/arm64/kernel/cpufeature.o"):
            self.assertFalse((shadow / made).exists(), made)
        # The shadow follows the tree.
        self.kernel.built()
        self.kernel.edit(SYS_REGS, *SIGN)
        self.audit(self.kernel.top)
        self.assertIn(SYS_REGS, self.kernel.built())

    def test_a_clean_tree_is_not_written_into(self):
        before = self.kernel.contents()
        self.audit(self.kernel.top)
        self.assertEqual(self.kernel.contents(), before)

    def test_a_cache_named_from_where_idreg_runs(self):
        """make runs in the tree, and a path is not to be read from there."""
        self.kernel.cache = pathlib.Path("cache")
        self.test_a_clean_tree_is_not_written_into()
        self.assertTrue(list((self.kernel.folder / "cache").glob("*/out/arch/arm64/kernel/cpufeature.ll")))

    def test_ir_that_exists(self):
        self.audit(self.kernel.top)
        (out,) = self.kernel.cache.glob("*/out")
        self.kernel.built()
        self.assertEqual(self.audit(self.kernel.top, "--ir", out)["findings"],
                         self.audit(self.kernel.top)["findings"])
        self.assertEqual(self.kernel.built(), [])
        self.assertIn("no IR (.ll or .bc) in it", self.refused("audit", "--ir", self.kernel.top))

    def test_no_tree_and_a_build_that_fails(self):
        self.assertIn("is no Linux tree for arm64: there is no Makefile", self.refused("audit", self.kernel.folder))
        self.kernel.edit(SYS_REGS, "typedef unsigned char u8;", "typedef unsigned char u8")
        words = self.refused("audit", self.kernel.top)
        self.assertIn("the kernel's build failed", words)
        self.assertIn("expected ';'", words)


@unittest.skipIf(shutil.which("git") is None, "git is not installed")
class Revisions(Case):
    """--git and --patch."""

    def setUp(self):
        super().setUp()
        self.kernel.git("init", "-q")
        self.first = self.kernel.commit("A small kernel")
        self.kernel.edit(SYS_REGS, "/// ", "// ") if "/// " in self.text() else self.kernel.write("README", "words\n")
        self.harmless = self.kernel.commit("Words")
        self.kernel.edit(SYS_REGS, *SIGN)
        self.signed = self.kernel.commit("PMUVer is signed")
        self.kernel.edit(SYS_REGS, "#define DEBUGVER_FLOOR 6", "#define DEBUGVER_FLOOR 5")
        self.floor = self.kernel.commit("DebugVer may be lower")

    def text(self):
        return (self.kernel.top / SYS_REGS).read_text(encoding="utf-8")

    def test_a_revision_is_judged_and_the_repository_left_alone(self):
        before = self.kernel.contents()
        document = self.audit("--git", self.kernel.top, "main~1")
        self.assertEqual(document["origin"]["commit"], self.signed)
        self.assertTrue([f for f in document["findings"] if f["detail"].startswith("declared signed")])
        document = self.audit("--git", self.kernel.top, self.first[:10])
        self.assertFalse([f for f in document["findings"] if f["detail"].startswith("declared signed")])
        self.assertEqual(self.kernel.contents(), before)
        # What is kept of defconfig's build answers for no other configuration.
        for config in ("/nowhere", "/dev/null"):
            self.refused("audit", "--git", self.kernel.top, self.first, "--config", config)

    def test_revisions_are_compared_and_built_once(self):
        status, document = self.diff("--git", self.kernel.top, f"{self.first}..{self.signed}")
        self.assertEqual(status, 1)
        self.assertEqual({c["field"] for c in document["changes"]}, {"PMUVer"})
        self.assertEqual(sorted(self.kernel.built()), sorted(ALL + CODE), "what did not change is compiled once")
        self.assertEqual(self.diff("--git", self.kernel.top, f"{self.first}..{self.signed}"), (status, document))
        self.assertEqual(self.kernel.built(), [])
        status, document = self.diff("--git", self.kernel.top, f"{self.first}..{self.harmless}")
        self.assertEqual((status, document["changes"], document["undecided"]), (0, [], []))

    def series(self, name, mbox):
        """The commits since the first as mails, with a cover letter."""
        mails = self.kernel.folder / name
        text = self.kernel.git("format-patch", "--cover-letter", "-o", str(mails), f"{self.first}..main")
        if mbox:
            joined = "".join(pathlib.Path(line).read_text(encoding="utf-8") for line in text.splitlines())
            shutil.rmtree(mails)
            mails.write_text(joined, encoding="utf-8")
        return mails

    def test_each_patch_of_a_series(self):
        answers = []
        for name, mbox in (("mails", False), ("series.mbx", True)):
            status, document = self.diff("--git", self.kernel.top, self.first, "--patch", self.series(name, mbox))
            self.assertEqual(status, 1)
            answers.append([(p["subject"], sorted({c["field"] for c in p["changes"]})) for p in document["patches"]])
        self.assertEqual(answers[0][:2], [("Words", []), ("PMUVer is signed", ["PMUVer"])])
        self.assertEqual(answers[0][2][0], "DebugVer may be lower")
        self.assertIn("DebugVer", answers[0][2][1])
        self.assertEqual(answers[1], answers[0])
        # The second time all of the commits are known: who applies a patch, and when, is not part of them.
        self.kernel.built()
        ran = self.kernel.run("diff", "--git", self.kernel.top, self.first, "--patch", self.kernel.folder / "mails")
        self.assertEqual(self.kernel.built(), [])
        self.assertIn("patch 2 of 3: PMUVer is signed\n", ran.stdout)
        self.assertIn("0 changes", ran.stdout.split("patch 2 of 3")[0])

    def test_the_recipe_for_a_kernels_own_ci(self):
        text = (pathlib.Path(__file__).parents[3] / "docs/reports.md").read_text(encoding="utf-8")
        recipe = text.split("## In a kernel tree's own CI")[1].split("```sh\n")[1].split("```")[0]
        environment = {**os.environ, "PATH": f"{pathlib.Path(OPTIONS.idreg).parent}:{os.environ['PATH']}",
                       "XDG_CACHE_HOME": str(self.kernel.cache), "BUILT": str(self.kernel.log)}
        for base, changed, status in ((self.first, True, 0), (self.floor, False, 0), ("v9", False, 1)):
            ran = subprocess.run(["bash", "-c", recipe], cwd=self.kernel.top, env={**environment, "BASE": base},
                                 capture_output=True, text=True, check=False)
            self.assertEqual(ran.returncode, status, ran.stderr)
            if status == 0:
                document = json.loads((self.kernel.top / "diff.json").read_text(encoding="utf-8"))
                self.assertEqual("PMUVer" in {c["field"] for c in document["changes"]}, changed)
                self.assertIn("<html", (self.kernel.top / "diff.html").read_text(encoding="utf-8"))

    def test_what_cannot_be_had_is_said(self):
        top = self.kernel.top
        self.assertIn("there is no revision 'v9'", self.refused("audit", "--git", top, "v9"))
        self.assertIn("there is no revision 'v9'", self.refused("diff", "--git", top, "main..v9"))
        self.assertIn("OLD..NEW", self.refused("diff", "--git", top, "main"))
        self.assertIn("cannot be cloned", self.refused("audit", "--git", self.kernel.folder, "main"))
        self.refused("audit", "--git", "/nowhere", "main")
        self.assertIn("--patch", self.refused("diff", top, top, "--patch", top))
        mails = self.series("mails", False)
        words = self.refused("diff", "--git", top, "main", "--patch", mails)
        self.assertIn("0001-Words.patch is in this revision already", words)
        self.kernel.edit(SYS_REGS, *reversed(SIGN))
        self.kernel.edit(SYS_REGS, "#define PMUVER_SIGNED 0", "#define PMUVER_SIGNED 2")
        self.kernel.commit("Elsewhere")
        second = [mail for mail in mails.iterdir() if mail.name.startswith("0002")][0]
        only = self.kernel.folder / "only"
        only.mkdir()
        shutil.copy(second, only)
        words = self.refused("diff", "--git", top, "main", "--patch", only)
        self.assertIn(f"{second.name} does not apply", words)
        self.assertIn("no mail with a patch in it", self.refused("diff", "--git", top, "main", "--patch", top))
        # And it works afterwards.
        self.assertEqual(self.diff("--git", top, self.first, "--patch", mails)[0], 1)

    def test_bisect_skips_what_does_not_build(self):
        self.kernel.edit(SYS_REGS, "typedef unsigned char u8;", "typedef unsigned char u8")
        self.kernel.commit("Broken")
        self.refused("audit", "--git", self.kernel.top, "main", "--bisect", status=125)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg",))
