// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/lab_tool.h"

#include <cstdlib>

#include "cli/child.h"
#include "idreg/versions.h"

namespace idreg::cli {

Result<std::string> boot(const Boot& boot) {
  const char* tool = std::getenv("IDREG_KVM_LAB");
  std::vector<std::string> command = {tool != nullptr ? tool : versions::kLab, "--cpu", boot.cpu, "--out", boot.out};
  if (!boot.image.empty()) command.insert(command.end(), {"--image", boot.image});
  if (!boot.kernel.empty()) command.insert(command.end(), {"--kernel", boot.kernel});
  if (!boot.requests.empty()) command.insert(command.end(), {"--requests", boot.requests});
  command.emplace_back("--");
  command.insert(command.end(), boot.probe.begin(), boot.probe.end());
  const Result<int> status = run_child(command);
  if (!status) return std::unexpected(status.error());
  if (*status > 1) return usage("no answer from an emulated machine (its words are above)");
  return boot.out + "/" + boot.cpu;
}

}  // namespace idreg::cli
