# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the probe prints as the only program of an emulated machine, taken apart again.

    %%% start
    %%% file NAME
    ...
    %%% end NAME LINES
    %%% exit STATUS          of each command
    %%% stop
"""
import re

from lab.words import LabError


class Answer:
    """Files by name, what else each command said, the commands' exit statuses."""

    def __init__(self):
        self.files, self.statuses, self.words = {}, [], []


def take_apart(text):
    """An Answer; LabError if something of it was lost on the way."""
    _, found, rest = text.partition("%%% start\n")
    if not found:
        raise LabError("the emulated machine never started the probe")
    answer, name, lines = Answer(), None, []
    for line in rest.split("\n"):
        if line == "%%% stop":
            return answer
        if match := re.fullmatch(r"%%% file (\S+)", line):
            name, lines = match.group(1), []
        elif match := re.fullmatch(r"%%% end (\S+) (\d+)", line):
            if match.group(1) != name or int(match.group(2)) != len(lines):
                raise LabError(f"{match.group(1)}: {len(lines)} lines arrived, {match.group(2)} were sent")
            answer.files[name] = "".join(f"{one}\n" for one in lines)
            name = None
        elif match := re.fullmatch(r"%%% exit (\d+)", line):
            answer.statuses.append(int(match.group(1)))
            name = None
        elif name is not None:
            lines.append(line)
        elif line:
            answer.words.append(line)
    raise LabError("the emulated machine ended before the probe did")
