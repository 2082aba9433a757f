// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/known.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "corpora/text.h"

namespace idreg::audit {
namespace {

std::string kinds() {
  std::vector<std::string_view> words;
  for (std::uint8_t kind = 0; kind < kKinds; ++kind) words.push_back(to_text(static_cast<Kind>(kind)));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::expected<std::vector<KnownEntry>, corpora::Error> parse_known(std::string_view text, const std::string& file) {
  std::vector<KnownEntry> entries;
  corpora::Lines lines(text);
  while (const auto line = lines.next()) {
    const auto wrong = [&](std::string message) {
      return std::unexpected(corpora::Error{file, line->number, std::move(message)});
    };
    std::string_view rest = line->text;
    const std::string_view word = corpora::take_word(rest);
    const auto kind = parse_kind(word);
    if (!kind) return wrong(fmt::format("{} is no kind of finding; expected one of {}", corpora::quote(word), kinds()));
    // A field without a name is written by its bits, "[7:4]": its colon is not the one before the reason.
    const std::size_t closing = rest.find(']');
    const std::size_t colon = rest.find(": ", closing != std::string_view::npos ? closing : 0);
    const std::string_view name = corpora::trimmed(rest.substr(0, std::min(colon, rest.size())));
    const std::string_view reason = colon == std::string_view::npos ? "" : corpora::trimmed(rest.substr(colon + 1));
    if (name.empty() || reason.empty()) return wrong("expected KIND REGISTER[.FIELD]: REASON");
    const std::size_t dot = name.find('.');
    KnownEntry entry{*kind, std::string(name.substr(0, dot)), "", std::string(reason), file, line->number};
    if (dot != std::string_view::npos) entry.field = name.substr(dot + 1);
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool accepts(const KnownEntry& entry, const Finding& finding) {
  return entry.kind == finding.kind && corpora::same_name(entry.reg, finding.reg) &&
         corpora::same_name(entry.field, finding.field);
}

}  // namespace idreg::audit
