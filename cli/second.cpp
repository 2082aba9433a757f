// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/second.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace idreg::cli {
namespace {

namespace fs = std::filesystem;

Result<std::string> folder_of_our_own() {
  std::string name = (fs::temp_directory_path() / "idreg-scripts-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return usage(fmt::format("{}: {}", name, std::strerror(errno)));
  return name;
}

/// Folders without a file below them. What holds a file stays: a script about which there is a dispute.
void remove_empty(const fs::path& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_directory(failed)) remove_empty(entry.path());
  }
  fs::remove(folder, failed);
}

}  // namespace

Result<Second> Second::of(const ProveOptions& options) {
  Second second;
  if (options.smt2.empty() && options.solvers.empty()) return second;
  smt::prove::SecondOpinions opinions;
  opinions.keep = !options.smt2.empty();
  std::istringstream list(options.solvers);
  for (std::string name; std::getline(list, name, ',');) {
    auto solver = smt::prove::second_solver(name, options.solver_budget, options.solver_time);
    if (!solver) return usage("--solver: " + solver.error());
    opinions.solvers.push_back(std::move(*solver));
  }
  opinions.folder = options.smt2;
  if (opinions.folder.empty()) {
    Result<std::string> folder = folder_of_our_own();
    if (!folder) return std::unexpected(folder.error());
    opinions.folder = std::move(*folder);
  }
  second.opinions_ = std::move(opinions);
  return second;
}

Second::~Second() {
  if (opinions_ && !opinions_->keep) remove_empty(opinions_->folder);
}

}  // namespace idreg::cli
