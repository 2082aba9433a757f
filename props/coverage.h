// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which situations of a field a run has tried: what a count of cases does not tell. A situation is a
// combination of policy, order, relation of value to limit, kind of code, writable or not, override or
// not; those that a claim's cases can reach and a run has not are named.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "props/claims.h"

namespace idreg::props {

/// The entry's order, by the name that people know it under.
enum class FieldOrder : std::uint8_t { Unsigned, Signed, Pmu, Rotation, Reverse, ReverseRotation, Subset, None };
inline constexpr std::size_t kFieldOrders = 8;

/// Of the value's code to the limit's, in the entry's own order.
enum class Relation : std::uint8_t { Equal, Below, Above, Incomparable };
inline constexpr std::size_t kRelations = 4;

/// The value's code.
enum class CodeKind : std::uint8_t {
  Boundary,  ///< 0, all ones, the top bit alone, or an end of the order
  Reserved,  ///< of a field by name: a code to which the architecture gives no meaning, and no boundary
  Other,
};
inline constexpr std::size_t kCodeKinds = 3;

struct Situation {
  Policy policy;
  FieldOrder order;
  Relation relation;
  CodeKind code;
  bool writable;    ///< the mask holds the whole field
  bool overridden;  ///< the effective entry is an override

  friend bool operator==(const Situation&, const Situation&) = default;
};
inline constexpr std::size_t kSituations = kPolicies * kFieldOrders * kRelations * kCodeKinds * 4;

/// "LowerSafe signed, above the limit, boundary code, writable, override".
[[nodiscard]] std::string to_string(const Situation& situation);

/// A set of situations.
class Coverage {
 public:
  /// Adds the situation of every field that the case shows to the claim. To be called for cases that meet
  /// the claim's precondition: what is discarded tests nothing.
  void add(const Claim& claim, const Subject& subject, const Case& input);
  void add(const Situation& situation);
  void add(const Coverage& other) { set_ |= other.set_; }

  [[nodiscard]] bool has(const Situation& situation) const;
  [[nodiscard]] std::size_t count() const { return set_.count(); }
  /// How many of `possible` are in this set.
  [[nodiscard]] std::size_t count_of(const Coverage& possible) const { return (set_ & possible.set_).count(); }
  /// Those of `possible` that are not in this set, in the order of Situation's members.
  [[nodiscard]] std::vector<Situation> missing(const Coverage& possible) const;

  friend bool operator==(const Coverage&, const Coverage&) = default;

 private:
  std::bitset<kSituations> set_;
};

/// The situations that cases of the form which the claim reads can show; what its precondition excludes
/// besides is not subtracted. Empty for claims that compare no value with a limit.
[[nodiscard]] Coverage possible(const Claim& claim, const Subject& subject);

}  // namespace idreg::props
