// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One counterexample in the forms that other tools take, as far as each can express it.
#pragma once

#include <string>
#include <vector>

#include "props/case_io.h"
#include "props/claims.h"

namespace idreg::cli::report {

struct BundleFile {
  std::string name;
  std::string text;   ///< empty: this form cannot express the case
  std::string about;  ///< how it is used, or why it cannot be made
};

/// In a fixed order: libFuzzer input, RapidCheck line, SMT-LIB model, KVM selftest in C, QEMU's -cpu line,
/// Firecracker template. `path`: where the case is stored.
[[nodiscard]] std::vector<BundleFile> bundle(const props::Claim& claim, const props::StoredCase& stored,
                                             const std::string& path);

}  // namespace idreg::cli::report
