// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a probe found, as text and as JSON.
#pragma once

#include <string>

#include "cli/probed.h"
#include "cli/report/json.h"

namespace idreg::cli::report {

[[nodiscard]] std::string probe_text(const Probed& probed, const ProbeAnswer& answer);
[[nodiscard]] Json probe_json(const Probed& probed, const ProbeAnswer& answer);

}  // namespace idreg::cli::report
