// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One HTML file that shows documents of idreg: no network, no other file. The documents are in it, unchanged;
// cli/report/page.js draws them.
#pragma once

#include <string>
#include <vector>

#include "cli/report/json.h"

namespace idreg::cli::report {

/// The page. It also holds the fields of every register that the documents name, for their pictures.
[[nodiscard]] std::string html(const std::vector<Json>& documents);

}  // namespace idreg::cli::report
