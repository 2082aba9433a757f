// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/mutate_record.h"

#include <fmt/format.h>

#include <filesystem>

#include "corpora/file.h"
#include "corpora/json.h"
#include "props/same.h"

namespace idreg::cli {
namespace {

using fuzz::Notice;
using report::Json;
using smt::prove::Fate;

/// Among claims about the engine and those of sameness; null if there is none.
const props::Claim* any_claim(const std::string& name) {
  for (const props::Claim& claim : props::sameness()) {
    if (claim.name == name) return &claim;
  }
  return props::find_claim(name);
}

std::optional<Notice> notice_of(const Json& result, const char* method) {
  if (!result.contains(method)) return std::nullopt;
  const Json& json = result[method];
  return Notice{json.value("noticed", false), json.value("claim", std::string()), json.value("how", std::string()),
                json.value("cases", std::uint64_t{0}), json.value("cpu_seconds", 0.0)};
}

/// None if it is no result.
std::optional<MutantReport> report_of(const smt::mutate::Mutant& mutant, const Json& result) {
  MutantReport report{mutant, {}, {}, {}, {}, ""};
  bool known = false;
  for (const Fate fate : {Fate::Killed, Fate::Equivalent, Fate::Survived, Fate::Unknown}) {
    if (result.value("outcome", "") != smt::prove::to_string(fate)) continue;
    report.proof.fate = fate;
    known = true;
  }
  report.proof.claim = any_claim(result.value("claim", ""));
  if (!known || (report.proof.claim == nullptr && report.proof.fate == Fate::Killed)) return std::nullopt;
  report.proof.detail = result.value("detail", "");
  report.proof.parts = result.value("parts", std::size_t{0});
  report.proof.cpu_seconds = result.value("cpu_seconds", 0.0);
  report.property = notice_of(result, "property");
  report.fuzzing = notice_of(result, "fuzzing");
  report.corpus = notice_of(result, "corpus");
  report.expected = result.value("expected", "");
  return report;
}

/// Whether a document is a record that this file has written.
bool is_record(const Json& json) {
  if (!json.is_object() || !json.contains("run") || !json.contains("results") || !json["results"].is_array())
    return false;
  for (const Json& result : json["results"]) {
    if (!result.is_object() || !result.contains("mutant") || !result["mutant"].is_string()) return false;
  }
  return true;
}

}  // namespace

Result<MutateRecord> MutateRecord::open(const std::string& path, Json run) {
  MutateRecord record;
  record.path_ = path;
  record.document_ = report::document();
  record.document_["run"] = std::move(run);
  record.document_["results"] = Json::array();
  std::error_code failed;
  if (path.empty() || !std::filesystem::exists(path, failed)) return record;
  const auto text = corpora::read_file(path);
  if (!text) return usage(corpora::to_text(text.error()));
  const auto parsed = corpora::parse_json(*text, path);
  if (!parsed) return usage(corpora::to_text(parsed.error()));
  Json old = *parsed;
  if (!is_record(old)) return usage(path + ": not a record of idreg mutate: name a file that is one, or none yet");
  // Without the order of keys, which the reader does not keep.
  if ((*parsed)["run"] != nlohmann::json(record.document_["run"])) {
    return usage(
        fmt::format("{}: of a run with another engine or other options ({}); this one is {}: delete it, or "
                    "name another file",
                    path, old["run"].dump(), record.document_["run"].dump()));
  }
  record.document_["results"] = std::move(old["results"]);
  return record;
}

std::optional<MutantReport> MutateRecord::find(const smt::mutate::Mutant& mutant, const std::string& expected) const {
  for (const Json& result : document_["results"]) {
    if (result["mutant"] == mutant.name && result.value("expected", "") == expected) return report_of(mutant, result);
  }
  return std::nullopt;
}

Result<void> MutateRecord::add(const MutantReport& report) {
  if (path_.empty()) return {};
  document_["results"].push_back(mutant_json(report));
  if (const auto written = corpora::write_file(path_, report::dump(document_)); !written)
    return usage(corpora::to_text(written.error()));
  return {};
}

}  // namespace idreg::cli
