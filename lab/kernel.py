# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Debian's arm64 kernel image, had through apt on a machine of any architecture.

apt gets lists and folders of its own: nothing of the machine's apt is changed, no foreign architecture is added, and
no root is needed. apt checks the archive's signature as always. What was had once is kept and needs no network.
"""
import functools
import os
import pathlib
import re
import subprocess
import tempfile

from lab.words import LabError


def cache_folder():
    """Where kernels are kept: $IDREG_LAB_CACHE, or idreg/lab in the user's cache."""
    chosen = os.environ.get("IDREG_LAB_CACHE")
    if chosen:
        return pathlib.Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base, "idreg", "lab")


def installed_source_version(series):
    """The version of Debian's package linux-source-SERIES on this machine, or None."""
    asked = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Abbrev}${Version}", f"linux-source-{series}"],
                           capture_output=True, text=True, check=False)
    return asked.stdout[3:] if asked.stdout.startswith("ii ") else None


def compare_versions(left, right):
    """-1, 0 or 1, in dpkg's order."""
    for relation, answer in (("lt", -1), ("eq", 0)):
        if subprocess.run(["dpkg", "--compare-versions", left, relation, right], check=False).returncode == 0:
            return answer
    return 1


def newest(versions):
    return max(versions, key=functools.cmp_to_key(compare_versions), default=None)


class Apt:
    """apt for arm64 packages, with lists and archives of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        for part in ("lists/partial", "archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self.log = ""

    def run(self, program, *arguments, cwd=None):
        options = {
            "APT::Architecture": "arm64", "APT::Architectures": "arm64", "APT::Sandbox::User": "",
            "Dir::State::Lists": self.folder / "lists", "Dir::State::status": "/dev/null",
            "Dir::Cache": self.folder, "Dir::Cache::archives": self.folder / "archives",
            "Acquire::Languages": "none", "Acquire::Retries": "2", "Acquire::http::Timeout": "30",
        }
        settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        try:
            done = subprocess.run([program, *settings, *arguments], cwd=cwd, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, check=False,
                                  env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})
        except FileNotFoundError:
            raise LabError(f"there is no {program} here: this is no Debian. Give an arm64 kernel with --image FILE"
                           ) from None
        self.log += done.stdout + done.stderr
        return done

    def images(self, series):
        """{version: package} of the kernel images of a series."""
        pattern = rf"^linux-image-{re.escape(series)}\..*-cloud-arm64-unsigned$"
        listed = self.run("apt-cache", "search", "--names-only", pattern).stdout
        names = [line.split()[0] for line in listed.splitlines()]
        found = {}
        for name in sorted(names):
            for version in re.findall(r"^Version: (\S+)", self.run("apt-cache", "show", name).stdout, flags=re.M):
                found[version] = name
        return found

    def last_words(self):
        """The last lines that say what went wrong."""
        told = [line for line in self.log.splitlines() if line.startswith(("E:", "W:", "Err:"))]
        return "\n".join(f"  {line}" for line in told[-6:])


def extract_image(package, target):
    """Puts boot/vmlinuz-* of a .deb at `target`."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as archive:
            subprocess.run(["tar", "-x", "-C", folder, "--wildcards", "./boot/vmlinuz-*"], stdin=archive.stdout,
                           check=True)
        images = list(pathlib.Path(folder, "boot").glob("vmlinuz-*"))
        if len(images) != 1:
            raise LabError(f"{package}: expected one boot/vmlinuz-*, found {len(images)}")
        images[0].rename(target)


def fetch(series, version, cache):
    """Downloads the image of one version (None: the newest) of a series into the cache; returns its path."""
    apt = Apt(cache / "apt")
    apt.run("apt-get", "update")
    images = apt.images(series)
    chosen = version or newest(images)
    if chosen not in images:
        words = apt.last_words()
        raise LabError(f"apt knows no arm64 image of Linux {version or series}" + (f":\n{words}" if words else "") +
                       "\nIs there a network? Once had, the kernel is kept in " + str(cache) +
                       " and needs none; --image FILE takes a kernel of yours.")
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        apt.run("apt-get", "download", f"{images[chosen]}={chosen}", cwd=folder)
        packages = list(pathlib.Path(folder).glob("*.deb"))
        if not packages:
            raise LabError(f"apt cannot download {images[chosen]} {chosen}:\n{apt.last_words()}")
        target = cache / f"vmlinuz-{series}_{chosen}"
        extract_image(packages[0], target)
    return target


def debian_kernel(series, say):
    """The image of a series: of the version of linux-source-SERIES where that is installed, else the newest known."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    version = installed_source_version(series)
    kept = {path.name.split("_", 1)[1]: path for path in cache.glob(f"vmlinuz-{series}_*")}
    chosen = version or newest(kept)
    if chosen in kept:
        return kept[chosen]
    say(f"fetching Debian's arm64 kernel {version or series} with apt (about 30 MB, kept in {cache})")
    return fetch(series, version, cache)
