// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/findings.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "cli/cases.h"
#include "cli/minimiser.h"
#include "corpora/file.h"
#include "props/smaller.h"

namespace idreg::cli {
namespace {

/// The case in a file, if it is one.
std::optional<props::StoredCase> stored_in(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::nullopt;
  Result<props::StoredCase> stored = load_case(path);
  if (!stored) return std::nullopt;
  return std::move(*stored);
}

/// The smallest case of the same claim, as the prover certifies it; nothing if it cannot.
std::optional<props::StoredCase> certified(const std::string& path, const props::StoredCase& found, bool& smallest) {
  const std::string result = path + ".smallest";
  const Minimised minimised = minimise_stored(path, result);
  smallest = minimised == Minimised::Smallest;
  std::optional<props::StoredCase> stored;
  if (minimised != Minimised::Failed) stored = stored_in(result);
  std::error_code ignored;
  std::filesystem::remove(result, ignored);
  if (stored && !smallest && !props::smaller(stored->input, found.input)) stored.reset();
  return stored;
}

}  // namespace

Result<StoredFinding> Findings::keep(const props::StoredCase& found) {
  const auto key = std::pair(found.claim, found.subject);
  if (const auto before = kept_.find(key); before != kept_.end() && (before->second.smallest || !minimise_))
    return before->second;
  const std::string path = case_path(directory_, found);
  const std::optional<props::StoredCase> there = stored_in(path);

  // On the disk before anything else; where a case is already, beside it until it is known which is smaller.
  const std::string first = there ? path + ".found" : path;
  const Result<void> written = store_both(first, found);
  if (!written) return std::unexpected(written.error());
  StoredFinding finding{path, found, false, false};
  if (minimise_)
    if (auto smallest = certified(first, found, finding.smallest)) finding.stored = std::move(*smallest);
  if (there && !finding.smallest && !props::smaller(finding.stored.input, there->input)) finding.stored = *there;
  finding.known = there && there->input == finding.stored.input;
  if (const Result<void> last = store_both(path, finding.stored); !last) return std::unexpected(last.error());
  if (there) remove_both(first);
  kept_.insert_or_assign(key, finding);
  return finding;
}

}  // namespace idreg::cli
