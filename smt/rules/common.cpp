// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/common.h"

#include <algorithm>
#include <stdexcept>

#include "corpora/arch/lookup.h"
#include "engine/order.h"

namespace idreg::smt::rules {

void require(bool holds, const std::string& what) {
  if (!holds) throw std::logic_error("solver and direct evaluation differ: " + what);
}

void check_kept(const World& world, const Values& values, const Symbols& symbols,
                const std::vector<std::size_t>& waived) {
  for (std::size_t i = 0; i < world.rules().rules().size(); ++i) {
    if (std::ranges::binary_search(waived, i)) continue;
    const idreg::rules::Rule& rule = world.rules().rules()[i];
    require(idreg::rules::evaluate(rule.formula, values, symbols) == true, rule.text);
  }
}

Values completed(World& world, const Model& model, Values values) {
  for (const FieldKey& field : world.fields()) {
    std::uint64_t& value = values[field.reg];
    value = idreg::rules::with_code(value, field, world.code_in(model, field));
  }
  return values;
}

void sort_by_rank(const FieldKey& key, std::vector<std::uint64_t>& codes) {
  const arch::Field* field = arch::field_at(arch::registers()[key.reg], key.shift, key.width);
  if (field == nullptr) return;
  std::ranges::sort(codes, [&](std::uint64_t a, std::uint64_t b) {
    const bool above = engine::at_or_below(field->scheme, key.width, b, a);
    const bool below = engine::at_or_below(field->scheme, key.width, a, b);
    return above != below ? above : a > b;
  });
}

std::vector<std::uint64_t> at_or_below(const FieldKey& key, std::uint64_t code) {
  const arch::Field* field = arch::field_at(arch::registers()[key.reg], key.shift, key.width);
  std::vector<std::uint64_t> codes{code};
  if (field == nullptr || key.width > 8) return codes;
  for (std::uint64_t other = 0; other >> key.width == 0; ++other) {
    if (other != code && engine::at_or_below(field->scheme, key.width, other, code)) codes.push_back(other);
  }
  sort_by_rank(key, codes);
  return codes;
}

}  // namespace idreg::smt::rules
