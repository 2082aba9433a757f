// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads corpora/arch/*.txt: registers, fields and features as people write them down. Used at build
// time only, to make the tables of corpora/arch/arch.h, and by the tests.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/arch/arch.h"
#include "corpora/file.h"
#include "engine/types.h"

namespace idreg::corpora {

struct MeaningFact {
  std::uint64_t code;
  std::string text;
};

struct FieldFact {
  std::string name;
  Entry entry;
  Scheme scheme;
  arch::Basis basis;
  bool layout;
  std::string letter;
  std::string source;
  std::vector<MeaningFact> meanings;  ///< by rising code
};

struct RegisterFact {
  std::string name;
  std::uint8_t op0, op1, crn, crm, op2;
  std::vector<FieldFact> fields;  ///< from bit 0 upwards
};

struct DefinitionFact {
  std::string feature;
  std::vector<std::uint32_t> registers;  ///< indices into Facts::registers, at most four
  std::vector<std::vector<arch::Atom>> conjunctions;
};

struct Facts {
  std::vector<RegisterFact> registers;  ///< by encoding
  std::vector<DefinitionFact> definitions;
};

/// One file's text and the name it goes by in errors.
struct Source {
  std::string file;
  std::string_view text;
};

/// Reads several files as one; a feature may be read before its register. The first fault is returned,
/// with file and line: what stood there, what was expected. Checked: each entry is well formed and fits
/// its scheme, names, encodings and bits are not used twice, codes and constants fit their fields.
[[nodiscard]] std::expected<Facts, Error> parse_facts(std::span<const Source> sources);

}  // namespace idreg::corpora
