// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The designs of the validation function that were proposed in 2022 and 2023, and what Linux has had
// since 6.5: each a function that answers, with its faults. docs/designs.md says which claim finds which.
//
// To add one: its function in a file of its own, a Design and a Subject in designs.cpp, a row in
// subjects.cpp, its outcomes in tests/expect/designs.txt.
#pragma once

#include "props/subject.h"
#include "subjects/twins.h"

namespace idreg::subjects {

// C linkage, so that each has one name in the bitcode and in a debugger.
#define IDREG_DESIGN(name)                                                                                       \
  extern "C" bool idreg_design_##name(const Entry* general, std::uint32_t general_count, const Entry* overrides, \
                                      std::uint32_t override_count, std::uint64_t writable, std::uint64_t value, \
                                      std::uint64_t limit)

IDREG_DESIGN(merged_table);              // design_merged_table.cpp
IDREG_DESIGN(caller_override_posted);    // design_caller_override.cpp
IDREG_DESIGN(caller_override_repaired);
IDREG_DESIGN(caller_override_right);
IDREG_DESIGN(ignore_mask);               // design_ignore_mask.cpp
IDREG_DESIGN(full_table);                // design_full_table.cpp
IDREG_DESIGN(full_table_bound);
IDREG_DESIGN(linux);                     // design_linux.cpp

// designs.cpp
IDREG_SUBJECT(merged_table);
IDREG_SUBJECT(caller_override_posted);
IDREG_SUBJECT(caller_override_repaired);
IDREG_SUBJECT(caller_override_right);
IDREG_SUBJECT(ignore_mask);
IDREG_SUBJECT(full_table);
IDREG_SUBJECT(full_table_bound);
IDREG_SUBJECT(linux_signed);
IDREG_SUBJECT(linux_unsigned);

}  // namespace idreg::subjects
