// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/words.h"

#include <fmt/format.h>

#include <string_view>

#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "engine/order.h"

namespace idreg::cli {

std::string order_name(OrderKind kind, std::uint64_t bias, unsigned width) {
  const std::string word = corpora::to_text(corpora::Order{kind, bias}, width);
  return word == "pmu" ? "PMU-version" : word;
}

std::string order_words(OrderKind kind, std::uint64_t bias, unsigned width) {
  const std::string name = order_name(kind, bias, width);
  switch (kind) {
    case OrderKind::Rotation:
      if (bias == 0) return fmt::format("{} order", name);
      return fmt::format("{} order ({} is lowest)", name, corpora::code_text(engine::lowest({kind, bias, 0}, width)));
    case OrderKind::ReverseRotation:
      return fmt::format("{} order (a larger code promises less)", name);
    case OrderKind::Subset:
      return "subset order (a code promises what its flags promise)";
    case OrderKind::None:
      return "order of equals (no code is above or below another)";
  }
  return name;
}

std::string code_with_meaning(const arch::Field& field, std::uint64_t code) {
  const std::string_view meaning = arch::meaning_of(field, code);
  return meaning.empty() ? corpora::code_text(code) : fmt::format("{} ({})", corpora::code_text(code), meaning);
}

std::string basis_name(arch::Basis basis) {
  switch (basis) {
    case arch::Basis::Feature:
      return "feature";
    case arch::Basis::Manual:
      return "manual";
    case arch::Basis::Principle:
      return "principle";
  }
  return "unknown";
}

}  // namespace idreg::cli
