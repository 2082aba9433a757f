// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library for an interface that is not this one.
#include "subjects/outside.h"

const idreg_subject idreg_outside_subject = {IDREG_OUTSIDE_ABI + 1, 0, 0, 0, "old", "of another interface", nullptr};
