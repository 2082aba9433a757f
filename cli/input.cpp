// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/entries.h"
#include "corpora/text.h"

namespace idreg::cli {
namespace {

std::unexpected<Error> unreadable(const corpora::Error& error) { return usage(corpora::to_text(error)); }

using ByRegister = std::map<std::uint32_t, std::vector<Entry>>;

void add(const std::vector<corpora::NamedEntry>& entries, ByRegister& out) {
  for (const corpora::NamedEntry& named : entries) out[named.reg].push_back(named.entry);
}

Result<void> add_override(const std::string& text, const arch::Register* within, ByRegister& out) {
  if (text.find('=') == std::string::npos) {
    const auto entries = corpora::read_entries(text);
    if (!entries) return unreadable(entries.error());
    add(*entries, out);
    return {};
  }
  auto entry = corpora::parse_override(text, within);
  if (!entry) return usage("--override: " + corpora::to_text(entry.error()));
  add({std::move(*entry)}, out);
  return {};
}

}  // namespace

Result<std::uint32_t> register_named(std::string_view name) {
  if (const arch::Register* reg = arch::find_register(name)) return arch::index_of(*reg);
  return usage(fmt::format("{} is no ID register known here{} (idreg list registers)", corpora::quote(name),
                           arch::suggest_register(name)));
}

Result<std::uint64_t> value_of(std::string_view text, std::string_view what) {
  const auto value = parse_value(text);
  if (value) return *value;
  return usage(fmt::format("{}: {}", what, value.error()));
}

Result<LoadedDump> load_dump(const std::string& path, bool strict) {
  const auto dump = corpora::read_dump(path, strict ? corpora::Unknown::Refuse : corpora::Unknown::Skip);
  if (!dump) return unreadable(dump.error());
  LoadedDump loaded{path, std::string(corpora::to_text(dump->kind)), {}, {}, dump->others, dump->vcpu};
  for (const corpora::DumpValue& one : dump->registers) loaded.values.emplace(one.reg, one.value);
  for (const corpora::Skipped& one : dump->skipped) loaded.skipped.push_back(one.name);
  return loaded;
}

Result<std::string> limit_kind(const std::string& stated, const std::string& otherwise) {
  if (stated.empty()) return otherwise;
  if (const auto kind = corpora::parse_dump_kind(stated)) return std::string(corpora::to_text(*kind));
  return usage(
      fmt::format("--limit-kind: {} is none of raw, user, sanitised, kvm-limit, guest", corpora::quote(stated)));
}

std::string skipped_text(const LoadedDump& dump) {
  if (dump.skipped.empty()) return "";
  std::string names;
  for (const std::string& name : dump.skipped) names += (names.empty() ? "" : ", ") + name;
  return fmt::format("{}: skipped {} that are none of the {} registers known here: {}", dump.path, dump.skipped.size(),
                     arch::registers().size(), names);
}

Result<Tables> Tables::load(const TableOptions& options, const std::uint32_t* context) {
  Tables tables;
  if (!options.table.empty()) {
    const auto entries = corpora::read_entries(options.table);
    if (!entries) return unreadable(entries.error());
    add(*entries, tables.general_);
  }
  const arch::Register* within = context == nullptr ? nullptr : &arch::registers()[*context];
  for (const std::string& text : options.overrides) {
    if (const auto added = add_override(text, within, tables.overrides_); !added) {
      return std::unexpected(added.error());
    }
  }
  if (!options.writable.empty()) {
    const Result<std::uint64_t> mask = value_of(options.writable, "--writable");
    if (!mask) return std::unexpected(mask.error());
    tables.writable_ = *mask;
  }
  return tables;
}

Definitions Tables::of(std::uint32_t reg) const {
  Definitions definitions;
  const auto general = general_.find(reg);
  definitions.general = general == general_.end() ? architectural_entries(arch::registers()[reg]) : general->second;
  const auto overrides = overrides_.find(reg);
  if (overrides != overrides_.end()) definitions.overrides = overrides->second;
  return definitions;
}

std::vector<std::uint32_t> Tables::registers() const {
  std::set<std::uint32_t> all;
  for (const auto* list : {&general_, &overrides_}) {
    for (const auto& [reg, entries] : *list) all.insert(reg);
  }
  return {all.begin(), all.end()};
}

}  // namespace idreg::cli
