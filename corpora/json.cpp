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

/// The first pass: whether it is JSON at all, and keys that stand twice in one object, of which the
/// library would keep the last silently. (Its parser with a callback would do both in one pass, but takes
/// quadratic time in the length of a list of objects.)
class Watch : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool key(string_t& name) override {
    const bool fresh = open_.back().insert(name).second;
    if (!fresh) twice_ = name;
    return fresh;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    failed_at_ = position;
    return false;
  }

  [[nodiscard]] const std::string& twice() const { return twice_; }
  [[nodiscard]] std::size_t failed_at() const { return failed_at_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::string twice_;
  std::size_t failed_at_ = 0;
};

}  // namespace

std::expected<json, Error> parse_json(std::string_view text, const std::string& file) {
  if (const std::size_t byte = too_deep(text); byte != std::string_view::npos) {
    return std::unexpected(
        Error{file, line_of(text, byte), fmt::format("JSON nested more than {} levels deep", kJsonDepth)});
  }
  Watch watch;
  try {
    if (json::sax_parse(text, &watch)) return json::parse(text);
  } catch (const json::exception&) {
    return std::unexpected(Error{file, 0, "not JSON that can be read"});
  }
  if (watch.failed_at() == 0) {
    return std::unexpected(Error{file, 0, fmt::format("key {} stands twice in one JSON object", quote(watch.twice()))});
  }
  // The library quotes what it last read, however long that is; the place says enough.
  if (watch.failed_at() > text.size()) {
    return std::unexpected(
        Error{file, line_of(text, text.size()), "not JSON: it ends in the middle of a value; is the file truncated?"});
  }
  return std::unexpected(Error{file, line_of(text, watch.failed_at()),
                               fmt::format("not JSON: unexpected text at byte {}", watch.failed_at())});
}

}  // namespace idreg::corpora
