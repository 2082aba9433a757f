// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/finding.h"

#include <array>

namespace idreg::audit {
namespace {

struct KindWords {
  std::string_view word;
  std::string_view sentence;
};

// By Kind.
constexpr std::array<KindWords, kKinds> kWords = {{
    {"above-limit", "A value above the limit is stored."},
    {"gains-feature", "A stored value has a feature that the limit has not."},
    {"too-strict", "A value at or below the limit in writable fields is refused."},
    {"sign", "An entry's order is not the architecture's."},
    {"policy", "An entry's way to choose the safe code can choose an unsafe one."},
    {"safe-value", "An entry's safe value is outside of its domain or not the architecture's."},
    {"width", "An entry's bits are not those of one field."},
    {"overlap", "Two entries share bits."},
    {"order", "Entries or registers are not in the order that the kernel demands."},
    {"terminator", "A table does not end, or goes on behind its end."},
    {"missing", "A field or a register has no entry."},
    {"reserved", "An entry describes bits that the architecture reserves."},
    {"mask", "A writable mask cuts a field or names bits without an entry."},
    {"sanitise", "Merging CPUs, or the command line, gains a feature."},
    {"limit", "What a guest is shown reaches it uncapped, or contradicts itself."},
    {"selftest", "The selftest's table disagrees."},
    {"sysreg", "The file arch/arm64/tools/sysreg disagrees."},
    {"undefined-behaviour", "The code does something undefined on some input."},
}};

}  // namespace

std::string_view to_text(Kind kind) { return kWords[static_cast<std::size_t>(kind)].word; }

std::string_view describe(Kind kind) { return kWords[static_cast<std::size_t>(kind)].sentence; }

std::optional<Kind> parse_kind(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].word == word) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

std::string_view to_text(Basis basis) {
  switch (basis) {
    case Basis::Feature:
      return "feature";
    case Basis::Manual:
      return "manual";
    case Basis::Principle:
      return "principle";
    case Basis::Linux:
      return "linux";
  }
  return "";
}

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::High:
      return "high";
    case Severity::Medium:
      return "medium";
    case Severity::Low:
      return "low";
    case Severity::Note:
      return "note";
  }
  return "";
}

std::string_view to_text(Confirmation confirmation) {
  switch (confirmation) {
    case Confirmation::NotAsked:
      return "not-asked";
    case Confirmation::Confirmed:
      return "confirmed";
    case Confirmation::NotConfirmed:
      return "not-confirmed";
    case Confirmation::NotReachable:
      return "not-reachable";
  }
  return "";
}

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::Proved:
      return "proved";
    case Outcome::Refuted:
      return "refuted";
    case Outcome::Fixed:
      return "fixed";
    case Outcome::NotWritable:
      return "not-writable";
    case Outcome::Unknown:
      return "unknown";
    case Outcome::Unsupported:
      return "unsupported";
    case Outcome::NotExamined:
      return "not-examined";
  }
  return "";
}

}  // namespace idreg::audit
