# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What went wrong, in words for people."""


class LabError(Exception):
    """Said on standard error; exit status 2."""
