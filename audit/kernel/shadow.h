// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Linux tree that `make O=` accepts, made of links. A tree in which somebody has built is not clean for
// O=; cleaning it is not ours to do.
#pragma once

#include <expected>
#include <string>

#include "audit/read_ir.h"

namespace idreg::audit {

/// Whether `make O=` takes the tree as it is: it holds no configuration and no generated headers.
[[nodiscard]] bool clean_for_output(const std::string& tree);

/// Makes `shadow` anew: folders, and links to everything in `tree` that no build has made. Folders in which
/// nothing was built are one link each. Nothing is written into `tree`. Refused: what the system refuses.
[[nodiscard]] std::expected<void, Refusal> make_shadow(const std::string& tree, const std::string& shadow);

}  // namespace idreg::audit
