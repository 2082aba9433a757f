// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: the only place where Z3's headers are seen.
#pragma once

#include <z3.h>

#include <string_view>

namespace idreg::smt {

/// Prints the message and aborts: a broken invariant of ours or an error code of Z3's, after which no
/// answer can be trusted.
[[noreturn]] void internal_error(std::string_view message);

}  // namespace idreg::smt
