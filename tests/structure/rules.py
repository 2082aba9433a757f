# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What every file of the tree must keep to. Each rule takes the root of a tree and returns complaints.

A complaint is "path:line: what is wrong and what was expected". An empty list means that the rule holds.
"""
import os
import pathlib
import re

MAX_LINES = 450
MAX_COLUMNS = 120
SPDX = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"

CODE = {".h", ".cpp", ".c", ".py", ".cmake", ".sh", ".inc"}
# In order: the first prefix of a path decides. What a folder may include of ours; "std" is a list of the
# standard headers that it may use, where that is limited.
MAY_INCLUDE = {
    "engine/": ["engine/"],
    "corpora/": ["corpora/", "engine/"],
    "smt/term/": ["smt/term/"],
    "smt/spec/": ["smt/spec/", "smt/term/", "engine/types.h"],
    "smt/lower/": ["smt/lower/", "smt/spec/", "smt/term/", "engine/types.h"],
    "smt/lift/": ["smt/lift/", "smt/term/"],
    "smt/mutate/": ["smt/mutate/", "engine/types.h"],
    "smt/rules/": ["smt/rules/", "smt/term/", "corpora/", "engine/"],
    "smt/prove/": ["smt/", "props/", "corpora/", "engine/", "subjects/outside.h"],
    "props/": ["props/", "corpora/", "engine/"],
    "fuzz/": ["fuzz/", "props/", "corpora/", "engine/", "cli/", "subjects/library.h"],
    "subjects/": ["subjects/", "props/", "corpora/", "engine/"],
    "audit/": ["audit/", "smt/lift/lift.h", "smt/spec/", "smt/term/", "smt/prove/", "corpora/", "engine/"],
    "lab/": ["lab/", "audit/code/", "smt/term/", "corpora/", "engine/"],
    "cli/": ["cli/", "lab/", "audit/", "smt/prove/prove.h", "smt/prove/mutants.h", "smt/mutate/", "smt/rules/",
             "fuzz/campaign.h", "fuzz/corpus.h", "fuzz/notice.h", "subjects/library.h", "props/", "corpora/", "engine/",
             "idreg/"],
    "bench/": [""],
    "tests/": [""],
}
MAY_USE_SOLVERS = ["smt/term/", "tests/smt/term/"]
MAY_USE_LLVM = ["smt/lift/", "smt/mutate/", "audit/", "tests/smt/lift/", "tests/smt/mutate/"]
ENGINE_STD = {"cstdint"}


def files(root, suffixes=None):
    """Paths relative to root, sorted; build directories, hidden folders but .ci, and outputs left out."""
    found = []
    for folder, subfolders, names in os.walk(root):
        top = pathlib.Path(folder) == pathlib.Path(root)
        subfolders[:] = sorted(
            s for s in subfolders
            if not (top and (s.startswith("build") or s in ("out", "idreg-out")))
            and (not s.startswith(".") or s == ".ci") and s != "__pycache__")
        for name in sorted(names):
            path = pathlib.Path(folder, name).relative_to(root)
            if suffixes is None or path.suffix in suffixes:
                found.append(path)
    return found


def text_of(root, path):
    return pathlib.Path(root, path).read_text(encoding="utf-8", errors="replace")


def is_script(root, path):
    with open(pathlib.Path(root, path), "rb") as file:
        return file.read(2) == b"#!"


def is_code(root, path):
    return path.suffix in CODE or path.name == "CMakeLists.txt" or is_script(root, path)


def without_comments(text):
    """C++ text with comments blanked out, lines kept."""
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def directions(root):
    """Who may know whom, by includes."""
    complaints = []
    for path in files(root, {".h", ".cpp", ".c", ".inc"}):
        name = path.as_posix()
        allowed = next((rule for prefix, rule in MAY_INCLUDE.items() if name.startswith(prefix)), None)
        if allowed is None:
            complaints.append(f"{name}:1: in no folder that tests/structure/rules.py knows")
            continue
        for number, line in enumerate(text_of(root, path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                complaints += [f"{name}:{number}: {c}" for c in bad_include(name, *match.groups(), allowed)]
    return complaints


def bad_include(name, quote, header, allowed):
    """What is wrong with one include of one file."""
    wrong = []
    if re.match(r"z3|cadical", header) and not any(name.startswith(p) for p in MAY_USE_SOLVERS):
        wrong.append(f"includes <{header}>; a solver is known to {MAY_USE_SOLVERS[0]} only")
    if re.match(r"(llvm|llvm-c|clang)/", header) and not any(name.startswith(p) for p in MAY_USE_LLVM):
        wrong.append(f"includes \"{header}\"; LLVM is known to {', '.join(MAY_USE_LLVM[:2])} only")
    if quote == '"' and "/" not in header:
        wrong.append(f"includes \"{header}\"; paths start at the root of the repository")
    elif quote == '"' and not re.match(r"(llvm|llvm-c|clang)/", header) and not header.startswith(tuple(allowed)):
        wrong.append(f"includes \"{header}\"; allowed here: {', '.join(allowed)}")
    if quote == "<" and name.startswith("engine/") and header not in ENGINE_STD:
        wrong.append(f"includes <{header}>; the engine uses {', '.join(sorted(ENGINE_STD))} and nothing else")
    return wrong


FOREIGN_TO_ENGINE = {
    r"\bnew\b|\bdelete\b(?!\s*;)|\bmalloc\b|\bfree\b|\bstd::(vector|unique_ptr|shared_ptr|function)\b": "the heap",
    r"\bthrow\b|\btry\b|\bcatch\b": "exceptions",
    r"\bvirtual\b|\boverride\s*[;{]|\bdynamic_cast\b|\btypeid\b": "virtual calls or run-time types",
    r"\bstd::(string|string_view|cout|cerr|format)\b|\bprintf\b|\"": "strings or output",
    r"\bthread_local\b|\bextern\b|\bmutable\b|^\s*static\s+(?!_?assert)(?!constexpr)": "globals",
    r"\basm\b|\bgoto\b|\bsetjmp\b|\blongjmp\b|\balloca\b": "control flow that no claim speaks of",
}


def engine_purity(root):
    """No heap, strings, exceptions, virtual calls or globals in the engine's text."""
    complaints = []
    for path in files(pathlib.Path(root, "engine"), {".h", ".cpp"}):
        text = without_comments(text_of(pathlib.Path(root, "engine"), path))
        for number, line in enumerate(text.splitlines(), 1):
            if line.lstrip().startswith("#"):
                continue
            for pattern, what in FOREIGN_TO_ENGINE.items():
                if re.search(pattern, line):
                    complaints.append(f"engine/{path}:{number}: {what} in the engine: {line.strip()}")
    return complaints


def licence(root):
    """The SPDX line stands first in every file of code, or second under a #! line."""
    complaints = []
    for path in files(root):
        if is_code(root, path) and not any(SPDX in line for line in text_of(root, path).splitlines()[:2]):
            complaints.append(f"{path}:1: the first line (or the one under #!) must hold: {SPDX}")
    return complaints


def leftovers(root):
    """Nothing that a merge or an editor has left behind."""
    return [f"{path}:1: a leftover; remove it" for path in files(root, {".orig", ".rej", ".bak"})]


def sizes(root):
    """No long files, no long lines (tables and links of Markdown may be as wide as they need)."""
    complaints = []
    for path in files(root):
        markdown = path.suffix == ".md"
        if not markdown and not is_code(root, path):
            continue
        lines = text_of(root, path).splitlines()
        if len(lines) > MAX_LINES:
            complaints.append(f"{path}:{len(lines)}: {len(lines)} lines; at most {MAX_LINES}")
        fenced = False
        for number, line in enumerate(lines, 1):
            fenced ^= line.startswith("```")
            free = markdown and (fenced or line.startswith("|") or "](" in line)
            if len(line) > MAX_COLUMNS and not free:
                complaints.append(f"{path}:{number}: {len(line)} columns; at most {MAX_COLUMNS}")
    return complaints


def anchor(heading):
    """The anchor that GitHub makes of a heading."""
    kept = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).strip().lower())
    return kept.replace(" ", "-")


def anchors_of(text):
    return {anchor(m.group(1)) for m in re.finditer(r"^#+\s+(.*)$", text, flags=re.M)}


def links(root):
    """Links between files of the tree resolve, anchors included."""
    complaints = []
    for path in files(root, {".md"}):
        text = re.sub(r"^```.*?^```", lambda m: "\n" * m.group().count("\n"), text_of(root, path), flags=re.M | re.S)
        for match in re.finditer(r"\]\(([^)\s]+)\)", text):
            target = match.group(1)
            if re.match(r"[a-z]+:", target):
                continue
            number = text.count("\n", 0, match.start()) + 1
            file, _, fragment = target.partition("#")
            there = pathlib.Path(root, path).parent / file if file else pathlib.Path(root, path)
            if not there.exists():
                complaints.append(f"{path}:{number}: link to {target}, which is not there")
            elif fragment and there.suffix == ".md" and fragment not in anchors_of(there.read_text(encoding="utf-8")):
                complaints.append(f"{path}:{number}: link to {target}: no such heading")
    return complaints


def quotations(root):
    """A block of code in Markdown whose first line is "// FILE" stands in that file, line by line."""
    complaints = []
    for path in files(root, {".md"}):
        text = text_of(root, path)
        for match in re.finditer(r"^( *)```cpp\n\1// (\S+)\n(.*?)^\1```", text, flags=re.M | re.S):
            indent, source, block = match.groups()
            wanted = "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True))
            there = pathlib.Path(root, source)
            if not there.exists() or wanted not in there.read_text(encoding="utf-8"):
                complaints.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: not what {source} says")
    return complaints


# Written in pieces, so that this file does not break its own rule.
FORBIDDEN = {
    r"(?<![\w.\"'])/" + r"(wo" + r"rk|ho" + r"me|ro" + r"ot)/[\w.]": "an absolute path of somebody's machine",
    r"\.\./sha" + r"red": "a path outside of the repository",
    r"(?i)\bis" + r"sues? +#?\d": "a number of some tracker",
    r"(?i)co-auth" + r"ored-by": "a credit that belongs into the history",
    r"\bTO" + r"DO\b|\bFIX" + r"ME\b|\bX" + r"XX\b": "work left undone",
}


def workplace(root):
    """No traces of the place where the text was written, and no unfinished work."""
    complaints = []
    for path in files(root):
        if path.name == "LICENSE" or (path.parts[0] == "corpora" and not is_code(root, path)):
            continue
        for number, line in enumerate(text_of(root, path).splitlines(), 1):
            for pattern, what in FORBIDDEN.items():
                if re.search(pattern, line):
                    complaints.append(f"{path}:{number}: {what}: {line.strip()[:80]}")
    return complaints


def registered(root):
    """Every test that is written is also built: a file of tests is named by the CMakeLists.txt beside it."""
    complaints = []
    top = pathlib.Path(root, "tests")
    registry = text_of(top, "CMakeLists.txt") if (top / "CMakeLists.txt").exists() else ""
    for path in files(top):
        folder = path.parent.as_posix()
        if path.name == "CMakeLists.txt" and folder != ".":
            if not re.search(rf"(?<![\w/]){re.escape(folder)}(?![\w/])", registry):
                complaints.append(f"tests/{path}:1: tests/CMakeLists.txt does not add the folder {folder}")
        if re.search(r"_test\.(cpp|py)$", path.name):
            listing = top / path.parent / "CMakeLists.txt"
            stem = re.sub(r"(_test)?\.\w+$", "", path.name)
            named = rf"\b{re.escape(stem)}(_test)?\b"
            if not listing.exists() or not re.search(named, listing.read_text(encoding="utf-8")):
                complaints.append(f"tests/{path}:1: is not named in the CMakeLists.txt beside it, so it never runs")
    return complaints


def assertions(root):
    """Release builds remove plain assert; a check must stay."""
    complaints = []
    for path in files(root, {".h", ".cpp", ".c"}):
        text = without_strings(without_comments(text_of(root, path)))
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(r"(?<![\w:])assert\s*\(|<cassert>|<assert\.h>", line):
                complaints.append(f"{path}:{number}: plain assert, which release builds remove: {line.strip()}")
    return complaints


def headers(root):
    """Headers guard themselves and open no namespace for everybody."""
    complaints = []
    for path in files(root, {".h"}):
        text = without_comments(text_of(root, path))
        if "#pragma once" not in text:
            complaints.append(f"{path}:1: no #pragma once")
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"\s*using\s+namespace\b", line):
                complaints.append(f"{path}:{number}: using namespace in a header")
    return complaints


def engine_functions(root):
    """Names of the functions that the engine's headers declare (a second opinion on what nm says)."""
    names = set()
    for path in files(pathlib.Path(root, "engine"), {".h"}):
        text = without_comments(text_of(pathlib.Path(root, "engine"), path))
        names |= set(re.findall(r"\b(\w+)\s*\([^()]*\)\s*noexcept\s*;", text))
    return names


def claimed(root, functions):
    """Every public function of the engine is called by some claim, and the subjects' table names it."""
    complaints = []
    claims = ""
    for path in files(pathlib.Path(root, "props"), {".cpp"}):
        if path.name.startswith("claims"):
            claims += without_comments(text_of(pathlib.Path(root, "props"), path))
    subject = without_comments(text_of(root, "props/subject.h"))
    for name in sorted(functions):
        if not re.search(rf"\.{name}\s*=\s*engine::{name}\b", subject):
            complaints.append(f"props/subject.h:1: has no member for engine::{name}")
        if not re.search(rf"\b(s|subject)\.{name}\s*\(", claims):
            complaints.append(f"props/claims*.cpp:1: no claim calls {name} of its subject, so nothing is proved of it")
    return complaints


TREE_RULES = [directions, engine_purity, licence, leftovers, sizes, links, quotations, workplace, registered,
              assertions, headers]
