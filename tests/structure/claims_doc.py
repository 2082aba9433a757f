#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/claims.md, written from `idreg list claims --json`. As a program: claims_doc.py IDREG > docs/claims.md"""
import itertools
import json
import subprocess
import sys
import textwrap

INTRODUCTION = """\
# The claims

<!-- Written by tools/claims-doc from `idreg list claims --json`; a test compares the two. -->

Each claim is one C++ predicate over a plain-data `Case` (`props/case.h`), in `props/claims*.cpp`. RapidCheck samples
it, libFuzzer hunts in it, and the prover lifts its compiled code and decides it for every case. The *precondition* says
which cases the claim speaks of; other cases are discarded, and a claim without any case is *vacuous*, not proved. The
*source* is the rule that a claim formalises. `idreg prove --claim NAME` proves one; [trust.md](trust.md) says what such
an answer rests on.
"""

THEOREMS = {
    1: "The engine is what the specification says",
    2: "Never above the limit",
    3: "Precedence of overrides",
    4: "No leak",
    5: "Signed fields and PMU versions, by name",
    6: "The architecture's tables are sound",
    7: "Not too strict",
    8: "Algebra of safe values",
    9: "No undefined behaviour",
    10: "Explanations and nearest values",
    11: "The designs of 2022",
    12: "The packed check is the check",
}


def claims(idreg):
    """Every claim, as `idreg list claims --json` prints it."""
    output = subprocess.run([idreg, "list", "claims", "--json"], check=True, capture_output=True, text=True).stdout
    return json.loads(output)["claims"]


def document(idreg):
    """The text of docs/claims.md."""
    parts = [INTRODUCTION]
    for number, group in itertools.groupby(claims(idreg), key=lambda claim: claim["theorem"]):
        parts.append(f"\n## {number}. {THEOREMS.get(number, 'Further claims')}\n")
        for claim in group:
            fill = textwrap.TextWrapper(width=118, subsequent_indent="  ", break_long_words=False,
                                        break_on_hyphens=False).fill
            parts.append("\n" + fill(f"- **`{claim['claim']}`**: {claim['sentence']}") + "\n")
            parts.append("  " + fill(f"*Precondition:* {claim['precondition']}. *Source:* {claim['source']}.") + "\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document(sys.argv[1]))
