// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/features.h"
#include "cli/judge.h"

namespace idreg::cli::report {

/// Columns aligned by their widest cell, two spaces between them, no blanks at the end of a line.
/// A cell's width is its number of characters; cells must not hold colour.
class Columns {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Every line after `indent` spaces.
  [[nodiscard]] std::string text(std::size_t indent = 0) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// `text` broken between words into lines of at most `width` columns, each after `indent` spaces.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t indent, unsigned width);

/// Fields with their codes and what these mean, from the highest bit down. `skip_zero` leaves out
/// fields whose code is 0.
[[nodiscard]] std::string fields_text(const arch::Register& reg, std::uint64_t value, bool skip_zero);

/// "FEAT_A, FEAT_B; FEAT_C (depends on ...)", wrapped; "none" for none.
[[nodiscard]] std::string features_text(const std::vector<Implied>& features, std::size_t indent, unsigned width);

/// How an answer is headed that is about the architecture only, by the kind of its limit.
[[nodiscard]] std::string architectural_heading(const std::string& limit_kind);

/// The list of what is not covered, one to a line.
[[nodiscard]] std::string not_covered_text(unsigned width);

/// Everything about one judged register: misfits first, then the verdict and its reasons.
[[nodiscard]] std::string judgement_text(const Judgement& judgement, const Terminal& terminal);

}  // namespace idreg::cli::report
