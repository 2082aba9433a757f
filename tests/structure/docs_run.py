# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Examples in Markdown: finds ```console blocks, runs their commands, compares what they show.

In a block, "$ idreg ..." is a command; what follows until the next one is its output. A line "..." stands
for any lines, "..." within a line for any text. Times and paths of temporary files are masked. An "# exit N"
after the output states an exit status other than 0. A block whose first line is "# not run" is not run, and
counted. Other commands ("$ tools/verify") are not run either: tools/verify and CI run them.
"""
import pathlib
import re
import shlex
import subprocess
import tempfile


class Example:
    """One command with the output that the text shows."""

    def __init__(self, place, command):
        self.place, self.command = place, command
        self.shown, self.status = [], 0


def examples(path):
    """(the examples of idreg, how many other commands and blocks were left out)."""
    found, left_out = [], 0
    current, inside, skip = None, False, False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = not inside and line.strip() == "```console"
            current, skip = None, False
        elif not inside or skip:
            continue
        elif line == "# not run":
            skip, left_out = True, left_out + 1
        elif line.startswith("$ idreg"):
            current = Example(f"{path}:{number}", line[2:])
            found.append(current)
        elif line.startswith("$ "):
            current, left_out = None, left_out + 1
        elif current and re.fullmatch(r"# exit \d+", line):
            current.status = int(line.split()[-1])
        elif current:
            current.shown.append(line)
    return found, left_out


def masked(line):
    """A line without what differs from run to run: times, and padding that follows their length."""
    line = re.sub(r"\d+(\.\d+)? ?(ms|s|seconds|minutes)\b", "<time>", line)
    return re.sub(r" {2,}", "  ", line).rstrip()


def line_matches(shown, got):
    pattern = ".*".join(re.escape(part) for part in masked(shown).split("..."))
    return re.fullmatch(pattern, masked(got)) is not None


def first_mismatch(shown, got):
    """None if the output is what is shown, else words about the first line that differs."""
    while shown and not shown[-1].strip():
        shown = shown[:-1]
    place = 0
    gap = False
    for line in shown:
        if line.strip() == "...":
            gap = True
            continue
        while gap and place < len(got) and not line_matches(line, got[place]):
            place += 1
        if place >= len(got):
            return f"shown but not printed: {line!r}"
        if not line_matches(line, got[place]):
            return f"shown {line!r}, printed {got[place]!r}"
        place += 1
        gap = False
    if not gap and any(line.strip() for line in got[place:]):
        return f"printed and not shown: {got[place]!r}"
    return None


def complaint(example, program, root):
    """None if the example is true, else what is wrong with it."""
    words = shlex.split(example.command)
    if any(w in ("|", ">", ";", "&&") for w in words):
        return f"{example.place}: {example.command}: shell syntax is not supported in examples"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("corpora", "tests", "docs"):
            pathlib.Path(folder, name).symlink_to(pathlib.Path(root, name).resolve())
        result = subprocess.run([program, *words[1:]], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=250, check=False)
    if result.returncode != example.status:
        return (f"{example.place}: {example.command}: exit status {result.returncode}, the text says "
                f"{example.status}\n{result.stdout}")
    wrong = first_mismatch(example.shown, result.stdout.splitlines())
    return wrong and f"{example.place}: {example.command}: {wrong}\n--- printed:\n{result.stdout}"
