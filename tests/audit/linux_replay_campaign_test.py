# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A million writes to each register of a real tree, on the tree's own functions: no value above the limit."""
import sys
import unittest

import report
from tests.audit import linux


class Replay(unittest.TestCase):
    def test_a_million_writes_to_each_register(self):
        tree = linux.Linux(OPTIONS.work, OPTIONS.version, OPTIONS.idreg)
        document, _ = tree.audit(tree.folder({}), None, "--replay", "--cases", "1000000", "--seed", "2026")
        replay = document["replay"]
        self.assertEqual((replay["disagreements"], replay["not_replayed"]), ([], []))
        self.assertEqual(replay["cases"], 1000000 * replay["registers"])


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("work", "version", "idreg"))
