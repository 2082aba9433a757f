# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A kernel of two files, with a build of its own (small_kernel.mk) that takes a moment: what a real tree shows in
minutes. Its code is tests/audit/code/miniature.c."""
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
SYS_REGS = "arch/arm64/kvm/sys_regs.c"
SIGN = ("#define PMUVER_SIGNED 0", "#define PMUVER_SIGNED 1")


class SmallKernel:
    """A tree at `top`; runs of idreg on it have their cache beside it."""

    def __init__(self, folder, idreg):
        self.idreg, self.folder = idreg, pathlib.Path(folder)
        self.top, self.cache, self.log = self.folder / "linux", self.folder / "cache", self.folder / "built"
        for file in ("Kconfig", "arch/arm64/Makefile", "arch/arm64/kvm/Makefile"):
            self.write(file, "# of a small kernel\n")
        shutil.copy(HERE / "small_kernel.mk", self.top / "Makefile")
        self.write("arch/arm64/kernel/cpufeature.c", "int nothing;\n")
        self.write(SYS_REGS, (HERE.parent / "code/miniature.c").read_text(encoding="utf-8"))

    def write(self, file, text):
        path = self.top / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file, old, new):
        text = (self.top / file).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise AssertionError(f"{file}: {old!r} stands there {text.count(old)} times")
        self.write(file, text.replace(old, new))

    def run(self, *arguments):
        return subprocess.run([self.idreg, *map(str, arguments), "--cache", str(self.cache)], capture_output=True,
                              text=True, check=False, cwd=self.folder, env={**os.environ, "BUILT": str(self.log)})

    def built(self):
        """The sources compiled since the last call."""
        files = self.log.read_text(encoding="utf-8").split() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return files

    def git(self, *arguments):
        return subprocess.run(
            ["git", "-C", str(self.top), "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org",
             "-c", "init.defaultBranch=main", *arguments], capture_output=True, text=True, check=True).stdout

    def commit(self, subject):
        self.git("add", "-A", "-f")  # Debian's tree ignores all of itself
        self.git("commit", "-qm", subject)
        return self.git("rev-parse", "HEAD").strip()

    def contents(self):
        """Every file below the top with its bytes."""
        return {str(path): path.read_bytes() for path in self.top.rglob("*") if path.is_file()}
