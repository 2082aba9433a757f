// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/baseline.h"

#include <algorithm>
#include <set>

#include "corpora/arch/lookup.h"
#include "engine/sanitise.h"
#include "engine/tables.h"

namespace idreg::cli {
namespace {

std::set<std::string> certain_features(std::uint32_t reg, const Values& values) {
  std::set<std::string> names;
  for (const Implied& item : implied_by(reg, values)) {
    if (item.depends_on.empty()) names.insert(item.feature);
  }
  return names;
}

Result<std::uint64_t> sanitised(std::uint32_t reg, const std::vector<LoadedDump>& dumps) {
  const std::vector<Entry> entries = architectural_entries(arch::registers()[reg]);
  Table table;
  const TableError error =
      engine::merge(entries.data(), static_cast<std::uint32_t>(entries.size()), nullptr, 0, &table);
  if (error.kind != TableErrorKind::None) {
    return std::unexpected(Error{Status::Internal, "the architecture's table is refused by the engine"});
  }
  std::vector<std::uint64_t> values;
  for (const LoadedDump& dump : dumps) values.push_back(dump.values.at(reg));
  return engine::sanitise(table, values.data(), static_cast<std::uint32_t>(values.size()));
}

/// Asks every machine, and compares features with it.
Result<void> judge_hosts(BaselineRegister& one, const Values& common, const std::vector<LoadedDump>& dumps) {
  std::set<std::string> had;
  for (const LoadedDump& dump : dumps) {
    Question question{one.reg, one.value, dump.values.at(one.reg), std::nullopt, {}, common, dump.values};
    question.definitions.general = architectural_entries(arch::registers()[one.reg]);
    Result<Judgement> judgement = judge(question);
    if (!judgement) return std::unexpected(judgement.error());
    if (!judgement->permitted) one.prevented.push_back({dump.path, std::move(judgement->violations)});
    for (Implied& feature : judgement->gained) {
      if (std::ranges::count(one.gained, feature) == 0) one.gained.push_back(std::move(feature));
    }
    had.merge(certain_features(one.reg, dump.values));
  }
  const std::set<std::string> kept = certain_features(one.reg, common);
  std::ranges::set_difference(had, kept, std::back_inserter(one.lost));
  return {};
}

}  // namespace

Status Baseline::status() const {
  const bool safe = std::ranges::all_of(registers, [](const BaselineRegister& one) {
    return one.prevented.empty() &&
           std::ranges::none_of(one.gained, [](const Implied& item) { return item.depends_on.empty(); });
  });
  return safe ? Status::Holds : Status::Finding;
}

Result<Baseline> baseline(const std::vector<LoadedDump>& dumps, const Values& chosen) {
  Baseline all;
  Values common;
  for (std::uint32_t reg = 0; reg < arch::registers().size(); ++reg) {
    const auto holders =
        std::ranges::count_if(dumps, [&](const LoadedDump& dump) { return dump.values.contains(reg); });
    if (holders == 0) continue;
    if (static_cast<std::size_t>(holders) < dumps.size()) {
      all.not_judged.push_back(reg);
      continue;
    }
    const auto choice = chosen.find(reg);
    const Result<std::uint64_t> value = choice == chosen.end() ? sanitised(reg, dumps) : choice->second;
    if (!value) return std::unexpected(value.error());
    common[reg] = *value;
    all.registers.push_back({reg, *value, {}, {}, {}});
  }
  for (BaselineRegister& one : all.registers) {
    if (const Result<void> judged = judge_hosts(one, common, dumps); !judged) return std::unexpected(judged.error());
  }
  return all;
}

}  // namespace idreg::cli
