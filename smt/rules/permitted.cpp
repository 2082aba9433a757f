// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/permitted.h"

#include <algorithm>

#include "corpora/arch/lookup.h"
#include "engine/policy.h"
#include "engine/sanitise.h"
#include "engine/tables.h"
#include "smt/rules/common.h"

namespace idreg::smt::rules {

namespace {

/// Wider fields are not tried code by code; they keep their sanitised code.
constexpr unsigned kWidest = 8;

Table table_of(std::uint32_t reg) {
  const auto entries = arch::entries(arch::registers()[reg]);
  Table table;
  const TableError error =
      engine::merge(entries.data(), static_cast<std::uint32_t>(entries.size()), nullptr, 0, &table);
  require(error.kind == TableErrorKind::None, "the architecture's table is refused by the engine");
  return table;
}

}  // namespace

Permitted::Permitted(const std::set<FieldKey>& rule_fields, const std::vector<Values>& hosts) : hosts_(hosts) {
  for (const auto& [reg, value] : hosts.front()) {
    if (!std::ranges::all_of(hosts, [&](const Values& host) { return host.contains(reg); })) continue;
    registers_.push_back(reg);
    for (const Values& host : hosts) ++whole_counts_[reg][host.at(reg)];
  }
  for (const FieldKey& field : rule_fields) {
    if (!std::ranges::binary_search(registers_, field.reg) || field.width > kWidest) continue;
    if (arch::field_at(arch::registers()[field.reg], field.shift, field.width) == nullptr) continue;
    fields_.insert(field);
    for (const auto& [value, count] : whole_counts_.at(field.reg)) {
      counts_[field][idreg::rules::code_in(value, field)] += count;
    }
  }
}

std::set<std::uint64_t> Permitted::held(const FieldKey& field, std::size_t without) const {
  std::set<std::uint64_t> codes;
  const bool all = without >= hosts_.size();
  const std::uint64_t left_out = all ? 0 : idreg::rules::code_in(hosts_[without].at(field.reg), field);
  for (const auto& [code, count] : counts_.at(field)) {
    if (all || code != left_out || count > 1) codes.insert(code);
  }
  return codes;
}

std::vector<std::uint64_t> Permitted::codes(const FieldKey& field, std::size_t without) const {
  const Entry& entry = arch::field_at(arch::registers()[field.reg], field.shift, field.width)->entry;
  const std::set<std::uint64_t> limits = held(field, without);
  std::vector<std::uint64_t> codes;
  for (std::uint64_t code = 0; code >> field.width == 0; ++code) {
    if (std::ranges::all_of(limits, [&](std::uint64_t limit) { return engine::permitted_code(entry, code, limit); })) {
      codes.push_back(code);
    }
  }
  require(!codes.empty(), idreg::rules::name_of(field) + " has no code that every host permits");
  return codes;
}

std::vector<std::uint64_t> Permitted::by_rank(const FieldKey& field, std::size_t without) const {
  std::vector<std::uint64_t> all = codes(field, without);
  sort_by_rank(field, all);
  return all;
}

Values Permitted::values(std::size_t without) const {
  Values values;
  for (const std::uint32_t reg : registers_) {
    std::vector<std::uint64_t> held;
    for (const auto& [value, count] : whole_counts_.at(reg)) {
      if (without >= hosts_.size() || value != hosts_[without].at(reg) || count > 1) held.push_back(value);
    }
    values[reg] = engine::sanitise(table_of(reg), held.data(), static_cast<std::uint32_t>(held.size()));
  }
  // A safe code stands for codes that differ; of the codes that every host permits the highest is wanted.
  for (const FieldKey& field : fields_) {
    std::uint64_t& value = values.at(field.reg);
    value = idreg::rules::with_code(value, field, by_rank(field, without).front());
  }
  return values;
}

bool Permitted::narrows(std::size_t host) const {
  return std::ranges::any_of(registers_,
                             [&](std::uint32_t reg) { return whole_counts_.at(reg).at(hosts_[host].at(reg)) == 1; });
}

}  // namespace idreg::smt::rules
