// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/status.h"

namespace idreg::cli {
namespace {

int severity(Status status) noexcept {
  switch (status) {
    case Status::Holds:
      return 0;
    case Status::Inconclusive:
      return 1;
    case Status::Usage:
      return 2;
    case Status::Finding:
      return 3;
    case Status::Internal:
      return 4;
  }
  return 4;
}

}  // namespace

Status worse(Status a, Status b) noexcept { return severity(a) >= severity(b) ? a : b; }

}  // namespace idreg::cli
