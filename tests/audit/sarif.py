# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is demanded of an audit's SARIF: valid, rules of a fixed list, a result for each finding in a file of the
tree."""
import json
import pathlib

import jsonschema

SCHEMA = json.loads((pathlib.Path(__file__).parents[1] / "cli/sarif_subset.json").read_text(encoding="utf-8"))
# Services key what they keep by these: a rule is added, never renamed.
RULES = ["above-limit", "gains-feature", "too-strict", "sign", "policy", "safe-value", "width", "overlap", "order",
         "terminator", "missing", "reserved", "mask", "sanitise", "limit", "selftest", "sysreg", "undefined-behaviour"]
CODE = {"above-limit", "gains-feature", "too-strict", "sanitise", "limit"}  # placed at the function to blame
LEVELS = {"high": "error", "medium": "warning", "low": "warning", "note": "note"}
MOVED = 3  # lines by which an edited source that was compiled may differ from the tree's


def demand(condition, what):
    if not condition:
        raise AssertionError(what)


def check(tree, sarif, findings):
    """Raises where the SARIF document is not one of these findings, or points to where nothing is."""
    jsonschema.validate(sarif, SCHEMA)
    (run,) = sarif["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    demand(rules == RULES, f"the rules are {rules}")
    prints = [result["partialFingerprints"]["idreg/v1"] for result in run["results"]]
    for result, finding, its in zip(run["results"], findings, prints, strict=True):
        demand(result["ruleId"] == rules[result["ruleIndex"]] == finding["kind"], f"{result} of {finding}")
        demand(its == f"{finding['kind']}/{finding['register']}/{finding['field']}", its)
        demand(result["level"] == LEVELS[finding["severity"]], f"{result['level']} of {finding}")
        demand(finding["detail"] in result["message"]["text"], f"{result['message']} of {finding}")
        (place,) = (location["physicalLocation"] for location in result["locations"])
        file = pathlib.Path(tree, place["artifactLocation"]["uri"])
        demand(file.is_file(), f"{file} is no file of the tree")
        if "region" not in place:
            demand(finding["kind"] not in CODE, f"no line in {result}")
            continue
        line = place["region"]["startLine"]
        demand(finding["location"] == f"{place['artifactLocation']['uri']}:{line}", f"{place} of {finding}")
        if finding["kind"] in CODE:
            near = file.read_text(encoding="utf-8").splitlines()[max(0, line - 1 - MOVED):line + MOVED]
            demand(any(finding["entry"] + "(" in text for text in near), f"{finding['entry']} is not at {place}")
