// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/diff.h"

#include <fmt/format.h>

#include <bit>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "audit/judge/scheme.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "engine/fields.h"
#include "engine/policy.h"

namespace idreg::audit {
namespace {

using Bits = std::pair<std::uint32_t, std::uint32_t>;

std::map<Bits, const FtrBits*> by_bits(const FtrRegister* reg) {
  std::map<Bits, const FtrBits*> all;
  if (reg == nullptr) return all;
  for (const FtrBits& bits : reg->fields) all.try_emplace({bits.shift, bits.width}, &bits);
  return all;
}

std::string name_of(std::uint32_t encoding, const Bits& bits) {
  const arch::Register* known = arch_register(encoding);
  if (known != nullptr && bits.first + bits.second <= kRegisterBits) {
    return arch::bits_name(*known, bits.first, bits.second);
  }
  return fmt::format("[{}:{}]", bits.first + bits.second - 1, bits.first);
}

/// The smallest write that just one of two entries permits, into `change`.
void add_witness(const FtrBits& before, const FtrBits& after, Change& change) {
  constexpr std::uint32_t kWidest = 8;  // wider fields have too many pairs of codes to try
  const bool known = before.type_known && after.type_known && before.shift + before.width <= kRegisterBits;
  if (!known || before.width > kWidest) return;
  const Entry was = engine_entry(before);
  const Entry is = engine_entry(after);
  const std::uint64_t codes = std::uint64_t{1} << before.width;
  std::optional<std::tuple<int, std::uint64_t, std::uint64_t>> best;
  for (std::uint64_t value = 0; value < codes; ++value) {
    for (std::uint64_t limit = 0; limit < codes; ++limit) {
      const bool by_old = engine::permitted_code(was, value, limit);
      if (by_old == engine::permitted_code(is, value, limit)) continue;
      const std::tuple found(std::popcount(value) + std::popcount(limit), value, limit);
      if (best && *best <= found) continue;
      best = found;
      change.accepted_by = by_old ? "old" : "new";
    }
  }
  if (!best) return;
  change.value = std::get<1>(*best) << before.shift;
  change.limit = std::get<2>(*best) << before.shift;
}

std::string yes_no(bool value) { return value ? "yes" : "no"; }

void diff_entry(const FtrBits& before, const FtrBits& after, const Change& about, std::vector<Change>& changes) {
  const auto add = [&](const char* kind, std::string was, std::string is, bool decides) {
    Change change = about;
    change.kind = kind;
    change.before = std::move(was);
    change.after = std::move(is);
    if (decides) add_witness(before, after, change);
    changes.push_back(std::move(change));
  };
  const auto sign = [](const FtrBits& bits) { return std::string(bits.is_signed ? "signed" : "unsigned"); };
  const auto policy = [](const FtrBits& bits) {
    return bits.type_known ? std::string(corpora::to_text(bits.policy)) : fmt::format("type {}", bits.type);
  };
  if (before.is_signed != after.is_signed) add("sign", sign(before), sign(after), true);
  if (policy(before) != policy(after)) add("policy", policy(before), policy(after), true);
  if (before.safe_value != after.safe_value) {
    add("safe-value", fmt::format("{}", before.safe_value), fmt::format("{}", after.safe_value), true);
  }
  if (before.visible != after.visible) add("visible", yes_no(before.visible), yes_no(after.visible), false);
  if (before.strict != after.strict) add("strict", yes_no(before.strict), yes_no(after.strict), false);
}

/// What a table does beyond its entries one by one: whether it ends, and whether bits have several entries, of
/// which the order of the code picks one.
void diff_form(const FtrRegister& before, const FtrRegister& after, const Change& about, std::vector<Change>& changes) {
  const auto add = [&](const char* kind, std::string was, std::string is) {
    if (was == is) return;
    Change change = about;
    change.kind = kind;
    change.before = std::move(was);
    change.after = std::move(is);
    changes.push_back(std::move(change));
  };
  const auto end = [](const FtrRegister& reg) { return std::string(reg.terminated ? "an end" : "no end"); };
  add("terminator", end(before), end(after));
  const auto overlaps = [](const FtrRegister& reg) {
    std::string text;
    std::uint64_t taken = 0;
    bool any = false;
    for (const FtrBits& bits : reg.fields) {
      const std::uint64_t its = engine::field_mask(bits.shift, bits.width);
      any = any || (taken & its) != 0;
      taken |= its;
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", bits.shift, entry_words(bits));
    }
    return any ? text : std::string("no overlap");
  };
  add("overlap", overlaps(before), overlaps(after));
}

void diff_register(std::uint32_t encoding, const FtrRegister* before, const FtrRegister* after,
                   std::vector<Change>& changes) {
  Change about{.reg = register_name(encoding),
               .field = "",
               .kind = "missing",
               .before = "",
               .after = "",
               .value = {},
               .limit = {},
               .accepted_by = "",
               .where = (after != nullptr ? after : before)->where};
  if (before == nullptr || after == nullptr) {
    about.before = before == nullptr ? "no row" : "a row";
    about.after = after == nullptr ? "no row" : "a row";
    changes.push_back(about);
  } else {
    diff_form(*before, *after, about, changes);
  }
  const auto was = by_bits(before);
  const auto is = by_bits(after);
  std::set<Bits> all;
  for (const auto& [bits, entry] : was) all.insert(bits);
  for (const auto& [bits, entry] : is) all.insert(bits);
  for (const Bits& bits : all) {
    const auto old_entry = was.find(bits);
    const auto new_entry = is.find(bits);
    Change change = about;
    change.field = name_of(encoding, bits);
    if (new_entry != is.end()) change.where = new_entry->second->where;
    if (old_entry != was.end() && new_entry != is.end()) {
      diff_entry(*old_entry->second, *new_entry->second, change, changes);
      continue;
    }
    change.before = old_entry == was.end() ? "no entry" : entry_words(*old_entry->second);
    change.after = new_entry == is.end() ? "no entry" : entry_words(*new_entry->second);
    changes.push_back(std::move(change));
  }
}

void diff_mask(std::uint32_t encoding, const Tables& before, const Tables& after, std::vector<Change>& changes) {
  const SysRegDesc* was = find_desc(before, encoding);
  const SysRegDesc* is = find_desc(after, encoding);
  const auto mask = [](const SysRegDesc* desc) {
    return desc == nullptr ? std::string("no row") : fmt::format("0x{:x}", desc->val);
  };
  if (mask(was) == mask(is)) return;
  changes.push_back({.reg = register_name(encoding),
                     .field = "",
                     .kind = "mask",
                     .before = mask(was),
                     .after = mask(is),
                     .value = {},
                     .limit = {},
                     .accepted_by = "",
                     .where = is != nullptr ? after.descs_where : before.descs_where});
}

/// Rows out of order are not found by bisection. Empty: there are none.
std::string out_of_order(const Tables& tables) {
  std::string text;
  for (std::size_t i = 1; i < tables.registers.size(); ++i) {
    if (tables.registers[i - 1].encoding < tables.registers[i].encoding) continue;
    text += (text.empty() ? "" : ", ") + register_name(tables.registers[i].encoding);
  }
  return text;
}

void diff_order(const Tables& before, const Tables& after, std::vector<Change>& changes) {
  const std::string was = out_of_order(before);
  const std::string is = out_of_order(after);
  if (was == is) return;
  const auto words = [](const std::string& behind) {
    return behind.empty() ? std::string("in order") : behind + " behind a higher one";
  };
  changes.push_back({.reg = after.registers_symbol,
                     .field = "",
                     .kind = "order",
                     .before = words(was),
                     .after = words(is),
                     .value = {},
                     .limit = {},
                     .accepted_by = "",
                     .where = after.registers.empty() ? SourceLine{} : after.registers.front().where});
}

void add_encodings(const Tables& tables, std::set<std::uint32_t>& all) {
  for (const FtrRegister& reg : tables.registers) all.insert(reg.encoding);
  for (const SysRegDesc& desc : tables.descs) all.insert(sys_reg(desc.op0, desc.op1, desc.crn, desc.crm, desc.op2));
}

}  // namespace

std::vector<Change> diff_tables(const Tables& before, const Tables& after) {
  std::set<std::uint32_t> all;
  add_encodings(before, all);
  add_encodings(after, all);
  std::vector<Change> changes;
  for (const std::uint32_t encoding : all) {
    const FtrRegister* was = find_register(before, encoding);
    const FtrRegister* is = find_register(after, encoding);
    if (was != nullptr || is != nullptr) diff_register(encoding, was, is, changes);
    diff_mask(encoding, before, after, changes);
  }
  diff_order(before, after, changes);
  return changes;
}

}  // namespace idreg::audit
