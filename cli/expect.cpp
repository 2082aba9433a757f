// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/expect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::cli {
namespace {

constexpr std::array<std::string_view, 6> kOutcomes = {"proved",      "refuted", "unknown",
                                                       "unsupported", "vacuous", "not-applicable"};

}  // namespace

Result<Outcomes> read_expected(const std::string& path) {
  const auto text = corpora::read_file(path);
  if (!text) return usage(corpora::to_text(text.error()));
  Outcomes expected;
  corpora::Lines lines(*text);
  while (const auto line = lines.next()) {
    const std::vector<std::string_view> words = corpora::words(line->text);
    if (words.size() != 3 || std::ranges::count(kOutcomes, words[2]) == 0) {
      return usage(
          fmt::format("{}:{}: expected a subject, a claim and one of proved, refuted, unknown, unsupported, "
                      "vacuous, not-applicable; found {}",
                      path, line->number, corpora::quote(line->text)));
    }
    const auto [place, added] = expected.try_emplace({std::string(words[0]), std::string(words[1])}, words[2]);
    if (!added) return usage(fmt::format("{}:{}: {} {} stands here twice", path, line->number, words[0], words[1]));
  }
  if (expected.empty()) return usage(path + ": expects nothing; lines are \"subject claim outcome\"");
  return expected;
}

std::vector<std::string> differences(const Outcomes& expected, const Outcomes& actual) {
  std::vector<std::string> lines;
  for (const auto& [key, outcome] : expected) {
    const auto found = actual.find(key);
    if (found == actual.end()) {
      lines.push_back(fmt::format("missing: {} {} was expected to be {}", key.first, key.second, outcome));
    } else if (found->second != outcome) {
      lines.push_back(
          fmt::format("different: {} {} is {}, expected {}", key.first, key.second, found->second, outcome));
    }
  }
  for (const auto& [key, outcome] : actual) {
    if (!expected.contains(key)) {
      lines.push_back(fmt::format("extra: {} {} is {}, nothing was expected", key.first, key.second, outcome));
    }
  }
  return lines;
}

}  // namespace idreg::cli
