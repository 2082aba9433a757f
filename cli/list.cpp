// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <map>

#include "cli/commands.h"
#include "cli/report/json.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/values.h"
#include "cli/words.h"
#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "props/claims.h"

namespace idreg::cli {
namespace {

std::string encoding(const arch::Register& reg) {
  return fmt::format("S{}_{}_C{}_C{}_{}", reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
}

/// A list in both forms: rows for people, objects for programs.
struct Listing {
  report::Columns columns;
  report::Json items = report::Json::array();
  std::size_t count = 0;

  void add(std::vector<std::string> row, report::Json item) {
    columns.add(std::move(row));
    items.push_back(std::move(item));
    ++count;
  }
};

Listing list_registers() {
  Listing list;
  for (const arch::Register& reg : arch::registers()) {
    list.add({reg.name, encoding(reg), fmt::format("{} fields", reg.field_count)},
             {{"register", reg.name}, {"encoding", encoding(reg)}, {"fields", reg.field_count}});
  }
  return list;
}

Listing list_fields(const std::uint32_t* only) {
  Listing list;
  for (const arch::Register& reg : arch::registers()) {
    if (only != nullptr && *only != arch::index_of(reg)) continue;
    for (const arch::Field& field : arch::fields(reg)) {
      const Entry& entry = field.entry;
      const unsigned msb = entry.shift + entry.width - 1U;
      const std::string order = order_name(field.scheme.kind, field.scheme.bias, entry.width);
      list.add({fmt::format("{}.{}", reg.name, field.name), bits(msb, entry.shift), field.letter, order,
                corpora::describe(entry), basis_name(field.basis)},
               {{"register", reg.name},
                {"field", field.name},
                {"msb", msb},
                {"lsb", entry.shift},
                {"letter", field.letter},
                {"scheme", order},
                {"layout", field.layout != 0},
                {"entry", report::to_json(entry)},
                {"basis", basis_name(field.basis)},
                {"source", field.source}});
    }
  }
  return list;
}

Listing list_features(const std::uint32_t* only) {
  std::map<std::string, std::vector<std::string>> read_by;
  for (const arch::Definition& definition : arch::definitions()) {
    bool chosen = only == nullptr;
    std::string read;
    for (std::uint32_t place = 0; place < definition.register_count; ++place) {
      const std::uint32_t reg = definition.registers[place];
      chosen = chosen || reg == *only;
      read += std::string(read.empty() ? "" : " and ") + arch::registers()[reg].name;
    }
    if (chosen) read_by[definition.feature].push_back(read);
  }
  Listing list;
  for (const auto& [feature, definitions] : read_by) {
    std::string all;
    for (const std::string& one : definitions) all += (all.empty() ? "" : "; ") + one;
    list.add({feature, all}, {{"feature", feature}, {"registers", definitions}});
  }
  return list;
}

Listing list_claims() {
  Listing list;
  for (const props::Claim& claim : props::claims()) {
    list.add({std::to_string(claim.theorem), claim.name, claim.sentence}, {{"claim", claim.name},
                                                                           {"theorem", claim.theorem},
                                                                           {"sentence", claim.sentence},
                                                                           {"source", claim.source},
                                                                           {"precondition", claim.precondition}});
  }
  return list;
}

Listing list_subjects() {
  Listing list;
  for (const props::NamedSubject& subject : props::subjects()) {
    const std::string refutes = subject.refutes == nullptr ? "" : subject.refutes;
    list.add({subject.name, refutes.empty() ? "" : "refuted by " + refutes, subject.sentence},
             {{"subject", subject.name}, {"sentence", subject.sentence}, {"refuted_by", refutes}});
  }
  return list;
}

}  // namespace

Result<Status> run_list(const ListOptions& options, Console& console) {
  const bool of_register = options.what == "fields" || options.what == "features";
  if (!options.reg.empty() && !of_register) {
    return usage(fmt::format("list {} takes no register; list fields and list features do", options.what));
  }
  std::uint32_t reg = 0;
  const std::uint32_t* only = nullptr;
  if (!options.reg.empty()) {
    const Result<std::uint32_t> found = register_named(options.reg);
    if (!found) return std::unexpected(found.error());
    reg = *found;
    only = &reg;
  }
  Listing listing;
  if (options.what == "registers") listing = list_registers();
  if (options.what == "fields") listing = list_fields(only);
  if (options.what == "features") listing = list_features(only);
  if (options.what == "claims") listing = list_claims();
  if (options.what == "subjects") listing = list_subjects();
  if (options.json) {
    report::Json json = report::document();
    json[options.what] = std::move(listing.items);
    console.print(report::dump(json));
  } else {
    console.print(listing.columns.text());
    console.print(fmt::format("{} {}\n", listing.count, options.what));
  }
  return Status::Holds;
}

}  // namespace idreg::cli
