#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every example in README.md, CONTRIBUTING.md and docs/ shows what the command prints today."""
import pathlib
import sys
import tempfile
import unittest

import claims_doc
import docs_run
import report

OPTIONS = None


class Documents(unittest.TestCase):
    """Our own documents."""

    def test_examples_are_true(self):
        root = pathlib.Path(OPTIONS.root)
        count = left_out = 0
        for path in [root / "README.md", root / "CONTRIBUTING.md", *sorted(root.glob("docs/**/*.md"))]:
            found, others = docs_run.examples(path)
            left_out += others
            for example in found:
                count += 1
                with self.subTest(place=example.place):
                    wrong = docs_run.complaint(example, str(pathlib.Path(OPTIONS.idreg).resolve()), root)
                    self.assertIsNone(wrong, wrong)
        print(f"{count} examples ran, {left_out} other commands were left out", file=sys.stderr)
        self.assertGreaterEqual(count, 3, "README.md shows at least three commands")

    def test_claims_document_is_the_list_of_claims(self):
        written = pathlib.Path(OPTIONS.root, "docs/claims.md").read_text(encoding="utf-8")
        self.assertEqual(written, claims_doc.document(OPTIONS.idreg),
                         "docs/claims.md is not what the claims say; tools/claims-doc writes it anew")

    def test_every_claim_is_expected_to_be_proved_of_the_engine(self):
        text = pathlib.Path(OPTIONS.root, "tests/expect/engine.txt").read_text(encoding="utf-8")
        lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
        self.assertEqual(lines, [["engine", claim["claim"], "proved"] for claim in claims_doc.claims(OPTIONS.idreg)])


class Controls(unittest.TestCase):
    """The comparison notices what is not true. `printf` stands for idreg."""

    def judge(self, text, output=r"one\ntwo\nthree in 1.5 s\n"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.md")
            path.write_text(f"```console\n$ idreg '{output}'\n{text}```\n", encoding="utf-8")
            (example,), _ = docs_run.examples(path)
            return docs_run.complaint(example, "printf", OPTIONS.root)

    def test_true_examples_pass(self):
        for text in ("one\ntwo\nthree in 1.5 s\n", "one\n...\nthree in 22 s\n", "...\n", "o...e\ntwo\n...\n"):
            with self.subTest(text=text):
                self.assertIsNone(self.judge(text))

    def test_false_examples_do_not(self):
        for text in ("one\ntwo\n", "one\nthree in 1.5 s\n", "one\ntwo\nthree in 1.5 s\nfour\n", "...\nfour\n",
                     "one\n...\ntwo\n", "one\ntwo\nthree in 1.5 m\n", "one\ntwo\nthree in 1.5 s\n# exit 1\n"):
            with self.subTest(text=text):
                self.assertIsNotNone(self.judge(text))

    def test_a_failing_command_is_noticed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.md")
            path.write_text("```console\n$ idreg\n...\n```\n", encoding="utf-8")
            (example,), _ = docs_run.examples(path)
            self.assertIn("exit status 1", docs_run.complaint(example, "false", OPTIONS.root))

    def test_other_commands_and_blocks_are_counted(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.md")
            path.write_text("```console\n$ tools/verify\nall\n```\n```console\n# not run\n$ idreg x\n```\n"
                            "```\n$ idreg y\n```\n", encoding="utf-8")
            self.assertEqual(docs_run.examples(path), ([], 2))


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg"))
