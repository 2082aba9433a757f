#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tree keeps the rules of rules.py, and each rule notices a tree that breaks it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import objects
import report
import rules

OPTIONS = None
HEAD = f"// {rules.SPDX}\n"


def tree(contents):
    """A temporary tree; contents by path. Use in a with statement."""
    folder = tempfile.TemporaryDirectory()
    for name, text in contents.items():
        path = pathlib.Path(folder.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


class Tree(unittest.TestCase):
    """Our own tree."""

    def test_keeps_every_rule(self):
        for rule in rules.TREE_RULES:
            with self.subTest(rule=rule.__name__):
                self.assertEqual(rule(OPTIONS.root), [], "\n".join(["", *rule(OPTIONS.root)]))

    def test_every_file_of_code_was_seen(self):
        seen = {str(path) for path in rules.files(OPTIONS.root)}
        for expected in ("engine/check.cpp", "tests/structure/rules.py", "tools/test", ".ci/run", "README.md"):
            self.assertIn(expected, seen)

    def test_engine_objects_need_nothing_and_hold_no_data(self):
        self.assertEqual(objects.needs_nothing(OPTIONS.archive), [])

    def test_every_engine_function_has_a_claim(self):
        functions = objects.functions(OPTIONS.archive)
        self.assertEqual(functions, rules.engine_functions(OPTIONS.root), "nm and the headers disagree")
        self.assertGreaterEqual(len(functions), 20)
        complaints = rules.claimed(OPTIONS.root, functions)
        self.assertEqual(complaints, [], "\n".join(["", *complaints]))


class Controls(unittest.TestCase):
    """Each rule on a tree that breaks it, and on the same tree mended."""

    def breaks(self, rule, name, wrong, right, mentions=""):
        with tree({name: wrong}) as root:
            complaints = rule(root)
            self.assertTrue(complaints, f"{rule.__name__} accepts {wrong!r} in {name}")
            self.assertIn(mentions, complaints[0])
        with tree({name: right}) as root:
            self.assertEqual(rule(root), [])

    def test_directions(self):
        for name, wrong, right in (
            ("engine/a.cpp", '#include "smt/term/term.h"\n', '#include "engine/types.h"\n'),
            ("engine/a.cpp", "#include <string>\n", "#include <cstdint>\n"),
            ("engine/a.cpp", '#include "a.h"\n', '#include "engine/a.h"\n'),
            ("smt/spec/a.cpp", '#include "engine/order.h"\n', '#include "engine/types.h"\n'),
            ("smt/lift/a.cpp", '#include "smt/spec/spec.h"\n', '#include "smt/term/term.h"\n'),
            ("smt/lift/a.cpp", '#include "engine/types.h"\n', "#include <llvm/IR/Module.h>\n"),
            ("smt/prove/a.cpp", "#include <z3++.h>\n", '#include "smt/term/solver.h"\n'),
            ("smt/prove/a.cpp", '#include "llvm/IR/Module.h"\n', '#include "smt/lift/lift.h"\n'),
            ("props/a.cpp", "# include <z3.h>\n", "#include <vector>\n"),
            ("smt/prove/a.cpp", "#include <cadical.hpp>\n", '#include "smt/term/solver.h"\n'),
            ("props/a.cpp", '#include "smt/term/term.h"\n', '#include "props/spec.h"\n'),
            ("fuzz/a.cpp", '#include "smt/prove/prove.h"\n', '#include "props/run.h"\n'),
            ("corpora/a.cpp", "#include <llvm/Support/JSON.h>\n", "#include <nlohmann/json.hpp>\n"),
            ("corpora/a.cpp", '#include "props/case.h"\n', '#include "engine/types.h"\n'),
            ("cli/a.cpp", '#include "smt/lift/lift.h"\n', '#include "smt/prove/prove.h"\n'),
            ("elsewhere/a.cpp", "int x;\n", "")):
            with self.subTest(name=name, wrong=wrong):
                if right:
                    self.breaks(rules.directions, name, wrong, right, name)
                else:
                    with tree({name: wrong}) as root:
                        self.assertTrue(rules.directions(root))

    def test_engine_purity(self):
        right = "constexpr int kOne = 1;  // new, throw and \"words\" are fine here\nstatic_assert(true);\n"
        for wrong in ("int* p = new int;\n", "void f() { throw 1; }\n", "struct S { virtual void f(); };\n",
                      "std::string s;\n", "static int counter;\n", 'auto s = "text";\n', "thread_local int x;\n",
                      "extern int shared_state;\n"):
            with self.subTest(wrong=wrong):
                self.breaks(rules.engine_purity, "engine/a.cpp", wrong, right, "engine/a.cpp:1")

    def test_licence(self):
        self.breaks(rules.licence, "props/a.cpp", "int x;\n", HEAD + "int x;\n")
        self.breaks(rules.licence, "tools/run", "#!/bin/sh\necho\n", f"#!/bin/sh\n# {rules.SPDX}\necho\n")
        self.breaks(rules.licence, "props/CMakeLists.txt", "add_library(a)\n", f"# {rules.SPDX}\n")

    def test_leftovers(self):
        with tree({"props/a.cpp.orig": HEAD}) as root:
            self.assertEqual(rules.leftovers(root), ["props/a.cpp.orig:1: a leftover; remove it"])
        with tree({"props/a.cpp": HEAD}) as root:
            self.assertEqual(rules.leftovers(root), [])

    def test_sizes(self):
        self.breaks(rules.sizes, "props/a.cpp", "\n" * 451, "\n" * 450)
        self.breaks(rules.sizes, "props/a.cpp", "x" * 121, "x" * 120)
        self.breaks(rules.sizes, "docs/a.md", "x" * 121, "|" + "x" * 121)

    def test_links(self):
        self.breaks(rules.links, "a.md", "[b](docs/none.md)", "[b](a.md)", "none.md")
        self.breaks(rules.links, "a.md", "# Here\n[b](#there)", "# The way\n[b](#the-way)", "#there")

    def test_quotations(self):
        quoted = "1. So:\n\n   ```cpp\n   // a.cpp\n   int f() {\n     return 1;\n   }\n   ```\n"
        with tree({"a.md": quoted, "a.cpp": "int x;\nint f() {\n  return 1;\n}\n"}) as root:
            self.assertEqual(rules.quotations(root), [])
        for other in ({"a.cpp": "int f() {\n  return 2;\n}\n"}, {}):
            with tree({"a.md": quoted, **other}) as root:
                self.assertEqual(len(rules.quotations(root)), 1)

    def test_workplace(self):
        for wrong in ("see /ho" + "me/me/notes", "run /wo" + "rk/main", "../sha" + "red/x", "as is" + "sue 12 says",
                      "# TO" + "DO later"):
            with self.subTest(wrong=wrong):
                self.breaks(rules.workplace, "docs/a.md", wrong, "the work at home, the issue of sign")

    def test_registered(self):
        right = {"tests/CMakeLists.txt": "foreach(folder engine)", "tests/engine/CMakeLists.txt": "a_test.cpp",
                 "tests/engine/a_test.cpp": ""}
        with tree(right) as root:
            self.assertEqual(rules.registered(root), [])
        for change in ({"tests/CMakeLists.txt": ""}, {"tests/engine/CMakeLists.txt": "b_test.cpp"}):
            with tree({**right, **change}) as root:
                self.assertTrue(rules.registered(root), change)

    def test_assertions(self):
        right = "static_assert(true);  // assert(1)\n"
        self.breaks(rules.assertions, "props/a.cpp", "void f() { assert(1); }\n", right)

    def test_headers(self):
        self.breaks(rules.headers, "props/a.h", "int x;\n", "#pragma once\n")
        self.breaks(rules.headers, "props/a.h", "#pragma once\nusing namespace std;\n", "#pragma once\n")

    def test_claimed(self):
        right = {"props/claims_a.cpp": "subject.rank(1);", "props/subject.h": ".rank = engine::rank,",
                 "props/run.cpp": "subject.order(1);"}
        with tree(right) as root:
            self.assertEqual(rules.claimed(root, {"rank"}), [])
            self.assertEqual(len(rules.claimed(root, {"rank", "order"})), 2)
        with tree({**right, "props/claims_a.cpp": "// subject.rank(1);"}) as root:
            self.assertEqual(len(rules.claimed(root, {"rank"})), 1)

    def test_objects(self):
        for wrong, mentions in (("extern \"C\" void* malloc(unsigned long); void* f() { return malloc(1); }", "malloc"),
                                ("int counter; int f() { return ++counter; }", "counter"),
                                ("int f(int x) { static int all = 7; return all += x; }", "all")):
            with tree({"a.cpp": wrong}) as root:
                compiled = pathlib.Path(root, "a.o")
                subprocess.run([OPTIONS.compiler, "-O1", "-c", f"{root}/a.cpp", "-o", compiled], check=True)
                complaints = objects.needs_nothing(compiled)
                self.assertTrue(any(mentions in c for c in complaints), f"{wrong}: {complaints}")


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "archive", "compiler"))
