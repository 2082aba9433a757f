// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every host permits, field by field, by the architecture's table; also without one of them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "smt/rules/world.h"

namespace idreg::smt::rules {

class Permitted {
 public:
  /// `rule_fields`: those whose codes are of interest one by one. Linear in hosts.
  Permitted(const std::set<FieldKey>& rule_fields, const std::vector<Values>& hosts);

  /// Fields of `rule_fields` in registers that every host holds.
  [[nodiscard]] const std::set<FieldKey>& fields() const { return fields_; }
  /// The codes that every host but `without` permits: rising, and by falling rank. Never empty: the
  /// architecture's safe value is permitted everywhere. `without` beyond the hosts: all of them.
  [[nodiscard]] std::vector<std::uint64_t> codes(const FieldKey& field, std::size_t without) const;
  [[nodiscard]] std::vector<std::uint64_t> by_rank(const FieldKey& field, std::size_t without) const;
  /// Sanitised values of the registers that every host holds.
  [[nodiscard]] Values values(std::size_t without) const;
  /// Whether a host has a code in some field that no other has.
  [[nodiscard]] bool narrows(std::size_t host) const;

 private:
  [[nodiscard]] std::set<std::uint64_t> held(const FieldKey& field, std::size_t without) const;

  const std::vector<Values>& hosts_;
  std::set<FieldKey> fields_;
  std::vector<std::uint32_t> registers_;
  std::map<FieldKey, std::map<std::uint64_t, std::size_t>> counts_;             ///< hosts by code
  std::map<std::uint32_t, std::map<std::uint64_t, std::size_t>> whole_counts_;  ///< hosts by register value
};

}  // namespace idreg::smt::rules
