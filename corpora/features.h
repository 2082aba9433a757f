// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of facts.h: the definition of a feature, whose comparisons can be read only when all registers
// are known.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "corpora/facts.h"

namespace idreg::corpora {

/// A `feature` line and its `when` lines, as they stand in the file.
struct FeatureText {
  struct Conjunction {
    std::uint32_t line;
    std::string text;
  };
  std::string file;
  std::uint32_t line;
  std::string name;
  std::vector<Conjunction> conjunctions;
};

/// "[signed] REGISTER.FIELD >= 3 && ..." as a disjunction of conjunctions. Errors name file and line.
[[nodiscard]] std::expected<DefinitionFact, Error> parse_definition(const FeatureText& feature,
                                                                    std::span<const RegisterFact> registers);

}  // namespace idreg::corpora
