// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arm's rules about which features go together: idreg's own statement of them (corpora/arch/rules.txt
// with the definitions of features.txt), or Arm's Features file read as it is.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/file.h"
#include "corpora/rules/formula.h"

namespace idreg::rules {

/// What a rule says.
enum class Kind : std::uint8_t {
  Shown,      ///< a field shows a feature: feature <-> comparison
  Requires,   ///< a feature requires others
  Excludes,   ///< two features do not go together
  Since,      ///< a feature exists from a version on
  Mandatory,  ///< a version demands a feature
  Includes,   ///< a version includes another
  Never,      ///< a code that may not be
};

struct Rule {
  Kind kind = Kind::Requires;
  Formula formula;
  std::string text;    ///< in words: "FEAT_SHA512 requires FEAT_SHA3"
  std::string origin;  ///< "features.txt", "rules.txt:12", "Arm's file", or a clause of the manual
  bool manual = false;  ///< a rule that Arm's Features file does not state
};

/// One side of a one-way rule: a symbol or a test, perhaps negated.
struct Literal {
  bool positive = true;
  Formula atom;  ///< Symbol or Test
};

class RuleSet {
 public:
  /// The number of a symbol, new or old.
  std::uint32_t symbol(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& symbols() const { return names_; }
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  /// Null if no rule speaks of it.
  [[nodiscard]] const std::uint32_t* find(std::string_view name) const;

  void add(Rule rule) { rules_.push_back(std::move(rule)); }
  /// All premises imply one of the conclusions; kind and words follow from what stands there.
  void add_clause(std::vector<Literal> premises, std::vector<Literal> conclusions, std::string origin);

  /// The rules from `first` on are from a clause of the manual.
  void set_origin(std::size_t first, const std::string& clause);

  std::size_t left_out = 0;  ///< constraints of Arm's file about other registers
  std::string source;        ///< where the rules are from, for people

  [[nodiscard]] std::string words(const Literal& literal) const;
  [[nodiscard]] std::string words(const Formula& formula) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<Rule> rules_;
};

/// Whether a symbol is a version of the architecture: "v8Ap4", "v9Ap0".
[[nodiscard]] bool is_version(std::string_view name);
/// "Armv8.4" for "v8Ap4"; other names as they are.
[[nodiscard]] std::string display(std::string_view name);

/// Reads the format of corpora/arch/rules.txt on top of the definitions of features.txt; errors name
/// file and line.
[[nodiscard]] std::expected<RuleSet, corpora::Error> parse_rules(std::string_view text, const std::string& file);

/// Reads Arm's Features file (AARCHMRS Features.json). Constraints over other registers are counted in
/// `left_out`. Errors: not JSON, no such document, an operator that is not known, with the constraint.
[[nodiscard]] std::expected<RuleSet, corpora::Error> parse_features_file(std::string_view text,
                                                                         const std::string& file);

/// idreg's own statement, which the build has checked.
[[nodiscard]] RuleSet own_rules();

/// The rules of `path` (Arm's file, or the format of rules.txt); the own ones if it is empty.
[[nodiscard]] std::expected<RuleSet, corpora::Error> load_rules(const std::string& path);

}  // namespace idreg::rules
