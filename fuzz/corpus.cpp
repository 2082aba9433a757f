// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/corpus.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "corpora/file.h"
#include "props/case_io.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUnitLimit = std::size_t{1} << 20;

/// What a write left, or is just making (corpora::write_file).
bool unfinished(const fs::path& path) { return path.filename().string().find(".part-") != std::string::npos; }

/// Regular files of a directory that are no temporary ones, sorted; empty if there is no directory.
std::vector<fs::path> files_of(const std::string& directory) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator it(directory, failed), end; !failed && it != end; it.increment(failed))
    if (it->is_regular_file(failed) && !unfinished(it->path())) files.push_back(it->path());
  std::ranges::sort(files);
  return files;
}

std::expected<Unit, std::string> read_unit(const std::string& path) {
  const auto bytes = corpora::read_file(path, kUnitLimit);
  if (!bytes) return std::unexpected(corpora::to_text(bytes.error()));
  return Unit(bytes->begin(), bytes->end());
}

/// What a write left that did not come to its end.
void remove_leftovers(const std::string& directory) {
  std::error_code ignored;
  std::vector<fs::path> left;
  for (fs::recursive_directory_iterator it(directory, ignored), end; !ignored && it != end; it.increment(ignored))
    if (unfinished(it->path())) left.push_back(it->path());
  for (const fs::path& path : left) fs::remove(path, ignored);
}

}  // namespace

std::string unit_name(std::span<const std::uint8_t> unit) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : unit) hash = (hash ^ byte) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::expected<Corpus, std::string> Corpus::open(const std::string& directory) {
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) return std::unexpected(fmt::format("{}: cannot make the directory: {}", directory, failed.message()));
  const std::string path = directory + "/.lock";
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return std::unexpected(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  Corpus corpus(directory, lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0)
    return std::unexpected(fmt::format("{}: another campaign is using this corpus", directory));
  remove_leftovers(directory);
  for (const std::string& name : corpus.parts()) corpus.size_ += files_of(corpus.part(name)).size();
  return corpus;
}

Corpus::Corpus(Corpus&& other) noexcept
    : directory_(std::move(other.directory_)), lock_(std::exchange(other.lock_, -1)), size_(other.size_) {}

Corpus::~Corpus() {
  if (lock_ >= 0) close(lock_);
}

std::string Corpus::part(std::string_view name) const { return fmt::format("{}/{}", directory_, name); }

std::vector<std::string> Corpus::parts() const {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator it(directory_, failed), end; !failed && it != end; it.increment(failed)) {
    const std::string name = it->path().filename();
    if (it->is_directory(failed) && !name.starts_with('.')) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::expected<std::map<std::string, Unit>, std::string> Corpus::units(std::string_view name) const {
  std::map<std::string, Unit> result;
  for (const fs::path& path : files_of(part(name))) {
    auto unit = read_unit(path);
    if (!unit) return std::unexpected(unit.error());
    result.emplace(path.filename(), std::move(*unit));
  }
  return result;
}

std::expected<bool, std::string> Corpus::add(std::string_view name, std::span<const std::uint8_t> unit) {
  const std::string directory = part(name);
  const std::string path = directory + "/" + unit_name(unit);
  std::error_code failed;
  if (fs::exists(path, failed)) return false;
  fs::create_directories(directory, failed);
  if (failed) return std::unexpected(fmt::format("{}: cannot make the directory: {}", directory, failed.message()));
  const auto written = corpora::write_file(path, std::string(unit.begin(), unit.end()));
  if (!written) {
    return std::unexpected(
        fmt::format("{}; the {} units kept before are intact", corpora::to_text(written.error()), size_));
  }
  ++size_;
  return true;
}

std::expected<std::size_t, std::string> Corpus::add_all(std::string_view name, const std::string& from) {
  std::size_t count = 0;
  for (const fs::path& path : files_of(from)) {
    const auto unit = read_unit(path);
    if (!unit) return std::unexpected(unit.error());
    const auto added = add(name, *unit);
    if (!added) return std::unexpected(added.error());
    count += *added ? 1 : 0;
  }
  return count;
}

void Corpus::remove(std::string_view name, const std::string& unit) {
  std::error_code ignored;
  if (fs::remove(part(name) + "/" + unit, ignored)) --size_;
}

std::expected<CampaignState, std::string> Corpus::load(const std::string& subject, std::uint64_t seed) const {
  const std::string path = directory_ + "/campaign.json";
  CampaignState state{subject, seed, {}};
  std::error_code failed;
  if (!fs::exists(path, failed)) return state;
  const auto text = corpora::read_file(path);
  if (!text) return std::unexpected(corpora::to_text(text.error()));
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  try {
    if (json.at("subject") != subject || json.at("seed") != seed) return state;
    for (const auto& [claim, tried] : json.at("claims").items())
      state.claims[claim] = {tried.at("batches"), tried.at("cases"), tried.at("discarded"), tried.at("seconds")};
  } catch (const nlohmann::json::exception& error) {
    return std::unexpected(
        fmt::format("{}: no state of a campaign ({}); remove it to begin its streams anew", path, error.what()));
  }
  return state;
}

std::expected<void, std::string> Corpus::save(const CampaignState& state) const {
  nlohmann::ordered_json json{{"schema", 1}, {"subject", state.subject}, {"seed", state.seed}};
  json["claims"] = nlohmann::ordered_json::object();
  for (const auto& [claim, tried] : state.claims)
    json["claims"][claim] = {
        {"batches", tried.batches}, {"cases", tried.cases}, {"discarded", tried.discarded}, {"seconds", tried.seconds}};
  const auto written = corpora::write_file(directory_ + "/campaign.json", json.dump(1) + "\n");
  if (!written)
    return std::unexpected(
        fmt::format("{}; the {} units kept before are intact", corpora::to_text(written.error()), size_));
  return {};
}

std::expected<Distilled, std::string> distill(Corpus& corpus, const props::Claim& claim,
                                              const props::Subject& subject) {
  const auto units = corpus.units(claim.name);
  if (!units) return std::unexpected(units.error());
  std::vector<std::pair<std::size_t, std::string>> by_size;
  for (const auto& [name, unit] : *units) by_size.emplace_back(unit.size(), name);
  std::ranges::sort(by_size);
  const bool has_situations = props::possible(claim, subject).count() != 0;
  Distilled result{units->size(), 0};
  props::Coverage shown;
  for (const auto& [size, name] : by_size) {
    const props::Case input = props::conform(claim, props::decode(units->at(name)));
    const props::Verdict verdict = claim.predicate(subject, input);
    props::Coverage own;
    if (verdict == props::Verdict::Holds) own.add(claim, subject, input);
    if (verdict == props::Verdict::Violated || !has_situations || own.count_of(shown) < own.count()) {
      shown.add(own);
      ++result.after;
    } else {
      corpus.remove(claim.name, name);
    }
  }
  return result;
}

}  // namespace idreg::fuzz
