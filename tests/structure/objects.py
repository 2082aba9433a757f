# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the engine's compiled objects hold, by nm."""
import re
import subprocess

# Compilers call these for plain copies and comparisons of structs.
ALLOWED_OUTSIDE = {"memcpy", "memset", "memmove", "memcmp", "bcmp"}


def symbols(archive, nm="nm"):
    """Pairs (kind, mangled name) over all members of an archive or object."""
    output = subprocess.run([nm, "--format=posix", str(archive)], check=True, capture_output=True, text=True).stdout
    pairs = []
    for line in output.splitlines():
        match = re.match(r"(\S+) ([A-Za-z])\b", line)
        if match:
            pairs.append((match.group(2), match.group(1)))
    return pairs


def needs_nothing(archive):
    """Complaints: undefined symbols that are not the engine's own, and data that can change."""
    complaints = []
    for kind, name in symbols(archive):
        own = re.match(r"_ZN?K?5idreg", name)
        if kind == "U" and not own and name not in ALLOWED_OUTSIDE:
            complaints.append(f"{archive}: calls {name}, which is not the engine's")
        if kind in "BbDdCGgSs":
            complaints.append(f"{archive}: global data {name} (nm calls it {kind})")
    return complaints


def functions(archive):
    """Names of the public functions in idreg::engine."""
    names = set()
    for kind, name in symbols(archive):
        match = re.match(r"_ZN5idreg6engine(\d+)(.*)", name)
        if kind == "T" and match:
            names.add(match.group(2)[: int(match.group(1))])
    return names
