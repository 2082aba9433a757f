// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which codes of a field a tree's KVM takes, as a function of the limit's code: for people who keep such lists
// by hand. All other fields are as in the limit; the answer is for every host and VM that fits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/ir.h"
#include "audit/write_path.h"

namespace idreg::audit {

struct Allowed {
  enum class Rule : std::uint8_t {
    LimitOnly,    ///< the limit's own code
    AtOrBelow,    ///< codes up to the limit's, in the entry's order
    AtOrAbove,
    AboveOrZero,  ///< codes from the limit's on, and 0
    LimitOrSafe,  ///< the limit's code and the entry's safe value
  };
  /// A code for which the rule is not the whole truth.
  struct Exception {
    std::uint64_t limit = 0;
    std::uint64_t code = 0;
    enum class Answer : std::uint8_t { Taken, Refused, Depends } answer = Answer::Depends;
  };
  Rule rule = Rule::LimitOnly;
  bool is_signed = false;
  std::uint64_t safe = 0;             ///< LimitOrSafe
  std::vector<Exception> exceptions;  ///< by limit, then code
  bool complete = false;              ///< proved: no further exception
  std::string why;                    ///< not complete: why

  /// For each limit the codes that are taken on every host with that limit, rising. Precondition: at most 8 bits.
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> by_limit(unsigned width) const;
};
/// "limit-only", "at-or-below", ...
[[nodiscard]] std::string_view to_text(Allowed::Rule rule);
/// "taken", "refused", "depends"
[[nodiscard]] std::string_view to_text(Allowed::Exception::Answer answer);

/// `entry`: the tree's own for these bits, or null. A code is taken if the write is accepted and read back as it
/// was. Limits that no host has, or that KVM does not take themselves, are no exceptions. Of several rules the one
/// with the fewest exceptions. `budget`: solver units for each question.
[[nodiscard]] Allowed allowed(const WritePath& path, const arch::Field& field, const FtrBits* entry, const Vcpu& vcpu,
                              std::uint64_t budget = 50'000'000);

}  // namespace idreg::audit
