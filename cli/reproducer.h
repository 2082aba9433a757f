// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding about a write path as a C program in the style of KVM's selftests, against the kernel's uapi headers alone.
#pragma once

#include <string>

#include "cli/confirm.h"

namespace idreg::cli {

/// The features of the VM in a witness: those that the audit knows and that the witness's state has.
[[nodiscard]] std::vector<std::string> vcpu_of(const audit::code::Tree& tree, const audit::code::Witness& witness);

/// The program. It makes a vCPU with these features, writes the witness's value and says in TAP whether the kernel does
/// what was found. Its exit status is a selftest's: 0 it does not, 1 it does, 4 skipped: no KVM, or another limit.
[[nodiscard]] std::string reproducer(const audit::code::Verdict& verdict, const audit::code::Flaw& flaw,
                                     const audit::code::Witness& witness, const std::vector<std::string>& features);

/// Writes one for each finding of the report about a write path into a directory: REGISTER-FIELD-KIND.c. It is about
/// the write that a booted kernel was asked for, else about the finding's own. Undefined behaviour has none. Errors:
/// files that cannot be written.
[[nodiscard]] Result<void> write_reproducers(const audit::Report& report, const Judged& judged, const Shots& shots,
                                             const std::string& directory);

}  // namespace idreg::cli
