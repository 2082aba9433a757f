// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/kernel/stamp.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/xxhash.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::audit {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kForm = 2;

bool unchanged(const Stamp& stamp) {
  const bool sources = std::ranges::all_of(stamp.sources, [](const auto& source) {
    const auto text = corpora::read_file(source.first);
    return text && hash_of(*text) == source.second;
  });
  return sources && std::ranges::all_of(stamp.modules, [](const std::string& path) { return fs::exists(path); });
}

}  // namespace

std::uint64_t hash_of(std::string_view bytes) { return llvm::xxh3_64bits(llvm::StringRef(bytes)); }

std::vector<std::string> sources_of(const std::string& command_file, const std::string& directory) {
  std::vector<std::string> sources;
  const auto text = corpora::read_file(command_file);
  if (!text) return sources;
  for (std::string_view line : corpora::split(*text, '\n')) {
    if (line.starts_with("source_")) line = line.substr(std::min(line.find(":=") + 2, line.size()));
    if (line.ends_with('\\')) line.remove_suffix(1);
    line = corpora::trimmed(line);
    if (line.empty() || line.find_first_of(" $:=#") != std::string_view::npos) continue;
    const fs::path path = fs::path(line).is_absolute() ? fs::path(line) : fs::path(directory) / line;
    sources.push_back(path.lexically_normal());
  }
  return sources;
}

void write_stamp(const Stamp& stamp, const std::string& file) {
  Json json{{"form", kForm}, {"modules", stamp.modules}, {"remarks", stamp.remarks}};
  json["origin"] = stamp.origin;
  json["sources"] = stamp.sources;
  const auto ignored = corpora::write_file(file, json.dump());
  static_cast<void>(ignored);
}

Stamp read_fresh_stamp(const std::string& file) {
  Stamp stamp;
  const auto text = corpora::read_file(file);
  if (!text) return stamp;
  try {
    const Json json = Json::parse(*text);
    if (json.at("form") != kForm) return {};
    json.at("modules").get_to(stamp.modules);
    json.at("origin").get_to(stamp.origin);
    json.at("remarks").get_to(stamp.remarks);
    json.at("sources").get_to(stamp.sources);
  } catch (const Json::exception&) {
    return {};  // a form that is not ours: built anew
  }
  return unchanged(stamp) ? stamp : Stamp{};
}

}  // namespace idreg::audit
