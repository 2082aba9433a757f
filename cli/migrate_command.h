// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg check --from DUMP [--template FILE] --to DUMP`.
#pragma once

#include <string>

#include "cli/console.h"
#include "cli/status.h"

namespace idreg::cli {

struct MigrateOptions {
  std::string from;     ///< a dump: what a vCPU shows there
  std::string cpu;      ///< a template on top of it, or empty
  std::string to;       ///< a dump: what a fresh vCPU shows there
  std::string nearest;  ///< where the nearest template is written, or empty
  bool strict = false;
  bool json = false;
};

[[nodiscard]] Result<Status> check_migration(const MigrateOptions& options, Console& console);

}  // namespace idreg::cli
