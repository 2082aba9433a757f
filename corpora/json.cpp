// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "corpora/text.h"

namespace idreg::corpora {

namespace {

using nlohmann::json;

std::uint32_t line_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  return static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
}

/// The byte at which brackets nest too deeply; npos if nowhere. Done before the parser runs, so that
/// neither it nor the value it builds ever sees such a text.
std::size_t too_deep(std::string_view text) {
  std::uint32_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kJsonDepth) return i;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return std::string_view::npos;
}

/// Notices keys that stand twice in one object; the library would keep the last silently.
class KeyWatch {
 public:
  bool operator()(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key && !open_.back().insert(parsed.get<std::string>()).second) {
      if (twice_.empty()) twice_ = quote(parsed.get<std::string>());
    }
    return true;
  }

  [[nodiscard]] const std::string& twice() const { return twice_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::string twice_;
};

}  // namespace

std::expected<json, Error> parse_json(std::string_view text, const std::string& file) {
  if (const std::size_t byte = too_deep(text); byte != std::string_view::npos) {
    return std::unexpected(
        Error{file, line_of(text, byte), fmt::format("JSON nested more than {} levels deep", kJsonDepth)});
  }
  KeyWatch watch;
  json value;
  try {
    value = json::parse(text, [&watch](int, json::parse_event_t event, json& parsed) { return watch(event, parsed); });
  } catch (const json::parse_error& error) {
    // The library quotes what it last read, however long that is; the place says enough.
    const bool at_end = error.byte > text.size();
    return std::unexpected(Error{file, line_of(text, error.byte),
                                 at_end ? "not JSON: it ends in the middle of a value; is the file truncated?"
                                        : fmt::format("not JSON: unexpected text at byte {}", error.byte)});
  } catch (const json::exception&) {
    return std::unexpected(Error{file, 0, "not JSON: a number is out of range"});
  }
  if (!watch.twice().empty()) {
    return std::unexpected(Error{file, 0, fmt::format("key {} stands twice in one JSON object", watch.twice())});
  }
  return value;
}

}  // namespace idreg::corpora
