// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/variant.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "engine/tables.h"
#include "props/case.h"

namespace idreg::cli {
namespace {

std::uint16_t encoding_of(const arch::Register& reg) {
  return props::encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
}

/// What is not simply the architecture's: claims about registers always start from its table.
std::vector<Entry> own_entries(const arch::Register& reg, const Definitions& definitions) {
  std::vector<Entry> own;
  for (const Entry& entry : definitions.general) {
    if (std::ranges::count(arch::entries(reg), entry) == 0) own.push_back(entry);
  }
  own.insert(own.end(), definitions.overrides.begin(), definitions.overrides.end());
  return own;
}

Result<void> check_mergeable(const arch::Register& reg, const std::vector<Entry>& overrides) {
  if (overrides.size() > props::kMaxOverrides) {
    return usage(fmt::format("{}: {} entries of your own, but claims take at most {} for one register", reg.name,
                             overrides.size(), props::kMaxOverrides));
  }
  const auto general = arch::entries(reg);
  Table table;
  const TableError error = engine::merge(general.data(), static_cast<std::uint32_t>(general.size()), overrides.data(),
                                         static_cast<std::uint32_t>(overrides.size()), &table);
  if (error.kind == TableErrorKind::None) return {};
  return usage(fmt::format("{}: {}", reg.name, corpora::describe(error, reg, general, overrides)));
}

}  // namespace

props::Subject Variant::subject(const props::Subject& base) const {
  props::Subject changed = base;
  changed.overrides = all.data();
  changed.override_count = static_cast<std::uint32_t>(all.size());
  return changed;
}

Result<Variant> variant_of(const props::Subject& base, const Tables& tables) {
  Variant variant;
  variant.all.assign(base.overrides, base.overrides + base.override_count);
  for (const std::uint32_t index : tables.registers()) {
    const arch::Register& reg = arch::registers()[index];
    for (const Entry& entry : own_entries(reg, tables.of(index))) variant.added.push_back({encoding_of(reg), entry});
  }
  variant.all.insert(variant.all.end(), variant.added.begin(), variant.added.end());
  for (const arch::Register& reg : arch::registers()) {
    std::vector<Entry> overrides;
    for (const props::NamedOverride& one : variant.all) {
      if (one.encoding == encoding_of(reg)) overrides.push_back(one.entry);
    }
    if (const auto merges = check_mergeable(reg, overrides); !merges) return std::unexpected(merges.error());
    for (const Entry& entry : overrides) {
      auto found = misfit_of(reg, entry);
      if (!found) continue;
      found->field = fmt::format("{}.{}", reg.name, found->field);
      variant.misfits.push_back(std::move(*found));
    }
  }
  return variant;
}

}  // namespace idreg::cli
