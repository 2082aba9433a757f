// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A fleet as a picture: which host has which feature, and which the baseline keeps.
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"

namespace idreg::cli::report {

struct FleetRow {
  std::string feature;
  std::vector<bool> hosts;  ///< whether each shows it
  bool kept = false;        ///< by the baseline
};

struct Fleet {
  std::vector<std::string> hosts;
  std::vector<FleetRow> rows;  ///< by name
};

/// Hosts by number above, one line a feature; x where it is there. Hosts that do not fit are said to be left out.
[[nodiscard]] std::string fleet_text(const Fleet& fleet, const Terminal& terminal);

/// The same as a page of its own: no network, light and dark, narrow and wide.
[[nodiscard]] std::string fleet_html(const Fleet& fleet);

}  // namespace idreg::cli::report
