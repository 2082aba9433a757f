// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/diff_tables.h"

#include <fmt/format.h>

#include "cli/values.h"

namespace idreg::cli {

report::Json json_of(const audit::Change& change) {
  report::Json json{{"register", change.reg}, {"field", change.field}, {"kind", change.kind},
                    {"old", change.before},   {"new", change.after},   {"location", to_text(change.where)}};
  if (change.value) {
    json["witness"] = {
        {"value", hex(*change.value)}, {"limit", hex(change.limit.value_or(0))}, {"accepted_by", change.accepted_by}};
  }
  return json;
}

std::string text_of(const audit::Change& change) {
  std::string text =
      fmt::format("{}{}{}  {} in the table\n    {} becomes {}\n", change.reg, change.field.empty() ? "" : ".",
                  change.field, change.kind, change.before, change.after);
  if (const std::string where = to_text(change.where); !where.empty()) text += fmt::format("    {}\n", where);
  if (change.value) {
    text += fmt::format("    value {} under limit {}: permitted by the {} entry only\n", hex(*change.value),
                        hex(change.limit.value_or(0)), change.accepted_by);
  }
  return text;
}

}  // namespace idreg::cli
