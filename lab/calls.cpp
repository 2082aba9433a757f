// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/calls.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "corpora/text.h"

namespace idreg::lab {
namespace {

using corpora::Error;
using corpora::parse_number;
using corpora::quote;
using Words = std::vector<std::string_view>;

/// "S3_0_C0_C4_1" as Linux encodes it: op0 << 19 | op1 << 16 | CRn << 12 | CRm << 8 | op2 << 5.
std::optional<std::uint32_t> parse_encoding(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 5> kParts = {
      {{"S", 19}, {"_", 16}, {"_C", 12}, {"_C", 8}, {"_", 5}}};
  std::uint32_t encoding = 0;
  for (const auto& [prefix, shift] : kParts) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    std::uint32_t part = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), part);
    if (failed != std::errc{} || part > 15) return std::nullopt;
    encoding |= part << shift;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (!text.empty()) return std::nullopt;
  return encoding;
}

class Reader {
 public:
  explicit Reader(const std::string& file) { calls_.file = file; }

  std::expected<void, Error> read(const corpora::Line& line) {
    const Words words = corpora::words(line.text);
    const bool understood = words[0].starts_with("0x") ? call(words) : heading(words);
    if (understood) return {};
    return std::unexpected(
        Error{calls_.file, line.number,
              fmt::format("{} is not understood here; expected 'kernel RELEASE', 'features LIST', 'seed N random N', "
                          "'register NAME ENCODING limit VALUE mask VALUE', 'hidden NAME ERROR', or below a register "
                          "'VALUE ok|ERROR [STORED|unreadable]'",
                          quote(line.text))});
  }

  std::expected<Calls, Error> take() && {
    if (calls_.kernel.empty()) {
      return std::unexpected(Error{calls_.file, 0, "does not say 'kernel RELEASE', so these are no recorded calls"});
    }
    return std::move(calls_);
  }

 private:
  bool heading(const Words& words) {
    open_ = false;
    const bool of_a_vcpu = words[0] == "hidden" || words[0] == "register";
    if (of_a_vcpu && features_.empty()) return false;
    if (words[0] == "kernel" && words.size() == 2) {
      calls_.kernel = words[1];
    } else if (words[0] == "features" && words.size() == 2) {
      features_ = words[1];
    } else if (words[0] == "seed") {
      return words.size() == 4;
    } else if (words[0] == "hidden" && words.size() == 3) {
      calls_.hidden.push_back({features_, std::string(words[1]), std::string(words[2])});
    } else if (words[0] == "register" && words.size() == 7 && words[3] == "limit" && words[5] == "mask") {
      return new_register(words);
    } else {
      return false;
    }
    return true;
  }

  bool new_register(const Words& words) {
    const auto encoding = parse_encoding(words[2]);
    const auto limit = parse_number(words[4]);
    const auto mask = parse_number(words[6]);
    if (!encoding || !limit || !mask) return false;
    calls_.registers.push_back({features_, std::string(words[1]), *encoding, *limit, *mask, {}});
    open_ = true;
    return true;
  }

  bool call(const Words& words) {
    const auto value = parse_number(words[0]);
    if (!open_ || !value || words.size() < 2 || words.size() > 3) return false;
    RegisterCalls& reg = calls_.registers.back();
    Call call{*value, words[1] == "ok" ? "" : std::string(words[1]), {}};
    if (words.size() == 2) {
      call.stored = call.accepted() ? *value : reg.limit;
    } else if (words[2] != "unreadable") {
      call.stored = parse_number(words[2]);
      if (!call.stored) return false;
    }
    reg.calls.push_back(std::move(call));
    return true;
  }

  Calls calls_;
  std::string features_;
  bool open_ = false;  ///< a register's calls may follow
};

}  // namespace

std::size_t Calls::count() const {
  std::size_t all = 0;
  for (const RegisterCalls& reg : registers) all += reg.calls.size();
  return all;
}

std::expected<Calls, Error> parse_calls(std::string_view text, const std::string& file) {
  Reader reader(file);
  corpora::Lines lines(text);
  while (const auto line = lines.next()) {
    if (auto read = reader.read(*line); !read) return std::unexpected(std::move(read.error()));
  }
  return std::move(reader).take();
}

std::expected<Calls, Error> read_calls(const std::string& path) {
  auto text = corpora::read_file(path, kCallsLimit);
  if (!text) return std::unexpected(std::move(text.error()));
  return parse_calls(*text, path);
}

}  // namespace idreg::lab
