#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What arrives at the end of the serial line is whole, or the loss is noticed."""
import sys
import unittest

import report
from lab.stream import take_apart
from lab.words import LabError

OPTIONS = None
WHOLE = "firmware\n%%% start\n%%% file a.txt\none\ntwo\n%%% end a.txt 2\nwords\n%%% exit 1\n%%% stop\n"


class Stream(unittest.TestCase):
    """lab/stream.py."""

    def test_files_words_and_statuses(self):
        answer = take_apart(WHOLE)
        self.assertEqual(answer.files, {"a.txt": "one\ntwo\n"})
        self.assertEqual(answer.words, ["words"])
        self.assertEqual(answer.statuses, [1])

    def test_every_lost_line_of_a_file_is_noticed(self):
        for lost in ("firmware\n%%% start\n", "one\n", "two\n", "%%% end a.txt 2\nwords\n%%% exit 1\n%%% stop\n",
                     "%%% stop\n"):
            with self.subTest(lost=lost), self.assertRaises(LabError):
                take_apart(WHOLE.replace(lost, ""))

    def test_a_command_that_dies_within_a_file_leaves_no_file(self):
        answer = take_apart("%%% start\n%%% file a.txt\none\n%%% exit 159\n%%% stop\n")
        self.assertEqual((answer.files, answer.statuses), ({}, [159]))


if __name__ == "__main__":
    report.main(sys.modules[__name__])
