# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An emulated arm64 machine with EL2, whose only program is the probe."""
import pathlib
import re
import shutil
import subprocess
import tempfile

from lab.stream import take_apart
from lab.words import LabError

QEMU = "qemu-system-aarch64"


def known_cpus():
    """The CPUs that the QEMU at hand can emulate."""
    if shutil.which(QEMU) is None:
        raise LabError(f"there is no {QEMU} here (Debian: qemu-system-arm)")
    listed = subprocess.run([QEMU, "-M", "virt", "-cpu", "help"], capture_output=True, text=True, check=True)
    return re.findall(r"^\s+(\S+)$", listed.stdout, flags=re.M)


def qemu_version():
    """As "QEMU emulator version 7.2.22"."""
    told = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.partition("(")[0].strip()


def build_probe(source, target):
    """Builds the probe from lab/probe."""
    target.parent.mkdir(parents=True, exist_ok=True)
    built = subprocess.run([source / "lab" / "probe" / "build", target], capture_output=True, text=True, check=False)
    if built.returncode != 0:
        raise LabError(f"the probe cannot be built:\n{built.stdout}{built.stderr}")


def write_initrd(target, files):
    """The first file system: {name: bytes}, all executable."""
    if shutil.which("cpio") is None:
        raise LabError("there is no cpio here (Debian: cpio)")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder, name)
            path.write_bytes(content)
            path.chmod(0o755)
        with open(target, "wb") as archive:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet", "-R", "0:0"], cwd=folder, check=True,
                           input="\n".join(sorted(files)).encode(), stdout=archive)


class Boot:
    """One boot: which kernel on which CPU, with or without EL2 (without it there is no /dev/kvm)."""

    def __init__(self, kernel, cpu, el2=True, seconds=600):
        self.kernel, self.cpu, self.el2, self.seconds = kernel, cpu, el2, seconds

    def command(self, initrd):
        return [QEMU, "-M", f"virt,virtualization={'on' if self.el2 else 'off'},gic-version=3", "-cpu", self.cpu,
                "-accel", "tcg", "-m", "1024", "-nic", "none", "-nographic", "-no-reboot", "-kernel", str(self.kernel),
                "-initrd", str(initrd), "-append", "quiet loglevel=1 panic=-1 console=ttyAMA0"]

    def run(self, files, commands, console):
        """Boots with these files, the probe being `init`, and runs the commands; returns a stream.Answer.

        Everything that the machine printed is in the file `console` afterwards, whatever happens.
        """
        with tempfile.TemporaryDirectory() as folder:
            initrd = pathlib.Path(folder, "initrd")
            lines = "".join(" ".join(command) + "\n" for command in commands)
            write_initrd(initrd, {**files, "commands": lines.encode()})
            with open(console, "wb") as output:
                try:
                    done = subprocess.run(self.command(initrd), stdin=subprocess.DEVNULL, stdout=output,
                                          stderr=subprocess.STDOUT, timeout=self.seconds, check=False)
                except subprocess.TimeoutExpired:
                    raise LabError(f"{self.cpu}: not done after {self.seconds} s; see {console}") from None
        text = console.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        if done.returncode != 0:
            raise LabError(f"{QEMU} failed:\n  " + "\n  ".join(text.splitlines()[-6:]))
        try:
            return take_apart(text)
        except LabError as error:
            raise LabError(f"{self.cpu}: {error}; see {console}") from None
