// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/cases.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/values.h"
#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::cli {
namespace {

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& candidates) {
  const std::string_view near = corpora::closest(name, candidates);
  return near.empty() ? "" : fmt::format(", did you mean {}?", near);
}

/// "a.json" -> "a.bin"
std::string binary_path(const std::string& path) {
  const std::string_view stem = std::string_view(path).substr(0, path.size() - (path.ends_with(".json") ? 5 : 0));
  return std::string(stem) + ".bin";
}

}  // namespace

Result<std::vector<const props::Claim*>> claims_named(const std::string& glob) {
  std::vector<const props::Claim*> chosen;
  std::vector<std::string_view> names;
  for (const props::Claim& claim : props::claims()) {
    names.emplace_back(claim.name);
    if (fnmatch(glob.c_str(), claim.name, 0) == 0) chosen.push_back(&claim);
  }
  if (!chosen.empty()) return chosen;
  return usage(fmt::format("--claim {} selects no claim{} (idreg list claims)", corpora::quote(glob),
                           did_you_mean(glob, names)));
}

Result<const props::Claim*> claim_named(std::string_view name) {
  if (const props::Claim* claim = props::find_claim(name)) return claim;
  std::vector<std::string_view> names;
  for (const props::Claim& claim : props::claims()) names.emplace_back(claim.name);
  return usage(
      fmt::format("there is no claim {}{} (idreg list claims)", corpora::quote(name), did_you_mean(name, names)));
}

Result<const props::NamedSubject*> subject_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (const props::NamedSubject& subject : props::subjects()) {
    if (name == subject.name) return &subject;
    names.emplace_back(subject.name);
  }
  return usage(
      fmt::format("there is no subject {}{} (idreg list subjects)", corpora::quote(name), did_you_mean(name, names)));
}

Result<ChosenSubject> choose_subject(const std::string& name, const std::string& library) {
  if (!name.empty() && !library.empty()) return usage("--subject and --subject-library exclude each other");
  if (library.empty()) {
    const Result<const props::NamedSubject*> subject = subject_named(name);
    if (!subject) return std::unexpected(subject.error());
    return ChosenSubject{*subject, nullptr};
  }
  auto loaded = subjects::Library::load(library);
  if (!loaded) return usage(loaded.error());
  const props::NamedSubject* const subject = &(*loaded)->subject();
  return ChosenSubject{subject, std::move(*loaded)};
}

Result<std::vector<const props::Claim*>> take_inapplicable(std::vector<const props::Claim*>& claims,
                                                           const props::NamedSubject& subject) {
  std::vector<const props::Claim*> taken;
  std::string why;
  std::erase_if(claims, [&](const props::Claim* claim) {
    const std::string_view reason = props::not_applicable(*claim, *subject.subject);
    if (reason.empty()) return false;
    why = reason;
    taken.push_back(claim);
    return true;
  });
  if (!claims.empty()) return taken;
  return usage(fmt::format("no claim chosen is applicable to {}: each is {}", subject.name, why));
}

Result<props::StoredCase> load_case(const std::string& path) {
  const auto text = corpora::read_file(path);
  if (!text) return usage(corpora::to_text(text.error()));
  auto stored = props::from_json(*text);
  if (!stored) return usage(fmt::format("{}: {}", path, stored.error()));
  return std::move(*stored);
}

std::string case_path(const std::string& directory, const props::StoredCase& stored) {
  return fmt::format("{}/{}.{}.json", directory, stored.subject, stored.claim);
}

Result<std::string> store_case(const std::string& directory, const props::StoredCase& stored) {
  const std::string path = case_path(directory, stored);
  if (const Result<void> written = store_both(path, stored); !written) return std::unexpected(written.error());
  return path;
}

Result<void> write_case(const std::string& path, const props::StoredCase& stored) {
  const auto written = corpora::write_file(path, props::to_json(stored));
  if (!written) return usage(corpora::to_text(written.error()));
  return {};
}

Result<void> store_both(const std::string& path, const props::StoredCase& stored) {
  const std::string directory = std::filesystem::path(path).parent_path();
  std::error_code failed;
  if (!directory.empty()) std::filesystem::create_directories(directory, failed);
  if (failed) return usage(fmt::format("--out {}: cannot make the directory: {}", directory, failed.message()));
  if (const Result<void> written = write_case(path, stored); !written) return written;
  const std::vector<std::uint8_t> bytes = props::encode(stored.input);
  const auto written = corpora::write_file(binary_path(path), std::string(bytes.begin(), bytes.end()));
  if (!written) return usage(corpora::to_text(written.error()));
  return {};
}

void remove_both(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  std::filesystem::remove(binary_path(path), ignored);
}

Result<std::vector<std::string>> case_files(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector{path};
  std::vector<std::string> files;
  fs::recursive_directory_iterator walk(path, failed);
  for (; !failed && walk != fs::recursive_directory_iterator(); walk.increment(failed)) {
    if (walk->path().extension() == ".json") files.push_back(walk->path().string());
  }
  if (failed) return usage(fmt::format("{}: cannot be read: {}", path, failed.message()));
  std::ranges::sort(files);
  if (files.empty()) return usage(fmt::format("{}: no stored case (*.json) in this directory", path));
  return files;
}

}  // namespace idreg::cli
