// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What two trees' hosts make of the same CPUs. The other half of a comparison takes the host's registers as
// given, so that what makes them is compared here.
#pragma once

#include "audit/code/diff.h"

namespace idreg::audit::code {

/// Appends a change for each field of which the trees keep different codes: of the first CPU, with whatever the
/// command line says, or once a further CPU has come up. Registers with no such change add nothing; what was not
/// decided is said.
void compare_hosts(const Tree& old_tree, const Tree& new_tree, const Options& options, Comparison& out);

}  // namespace idreg::audit::code
