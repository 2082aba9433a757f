// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/report/style.h"
#include "cli/scope.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "engine/fields.h"

namespace idreg::cli::report {
namespace {

std::string offences_text(const std::vector<Offence>& offences, const arch::Register& reg, const Terminal& terminal) {
  const Style style(terminal.colour);
  std::string text;
  for (const Offence& offence : offences) {
    const arch::Field* field = arch::field_at(reg, offence.lsb, offence.msb - offence.lsb + 1);
    const std::string place =
        field == nullptr ? offence.field : fmt::format("{} {}", offence.field, bits(offence.msb, offence.lsb));
    text += fmt::format("  {}  {} under the limit's {}\n", style.bad(place), hex(offence.value), hex(offence.limit));
    text += wrapped(offence.reason, 6, terminal.width);
  }
  return text;
}

std::string nearest_text(const Judgement& judgement, const char* by) {
  const Nearest& nearest = judgement.nearest;
  std::string text = fmt::format("nearest permitted value{}: {}\n", by, register_hex(nearest.value));
  if (nearest.raised != 0) {
    text += fmt::format("  bits {} hold the limit's: nothing at or below the wanted code is permitted there\n",
                        bit_runs(nearest.raised));
  }
  return text;
}

std::string verdict_text(const Judgement& judgement, const Terminal& terminal) {
  const Style style(terminal.colour);
  const arch::Register& reg = arch::registers()[judgement.reg];
  if (judgement.status() == Status::Holds) return style.good("permitted") + "\n";
  std::string text;
  if (!judgement.permitted) {
    text += style.bad("not permitted") + "\n" + offences_text(judgement.violations, reg, terminal);
  }
  if (!judgement.above.empty()) {
    text += style.bad(judgement.permitted
                          ? "permitted by this table, but above the limit in the architecture's scheme"
                          : "and above the limit in the architecture's scheme, though the table permits it");
    text += "\n" + offences_text(judgement.above, reg, terminal);
  }
  if (judgement.permitted && judgement.above.empty()) {
    text += style.bad("permitted field by field, but it gains a feature that the limit does not have") + "\n";
  }
  if (!judgement.permitted || !judgement.above.empty()) {
    text += nearest_text(judgement, judgement.above.empty() ? "" : " by the architecture's own table");
  }
  return text;
}

}  // namespace

std::string Columns::text(std::size_t indent) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string all;
  for (const auto& row : rows_) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    all += line + "\n";
  }
  return all;
}

std::string wrapped(const std::string& text, std::size_t indent, unsigned width) {
  const std::size_t room = width > indent + 20 ? width - indent : 20;
  std::string all;
  std::string line;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, blank);
    if (!line.empty() && line.size() + 1 + word.size() > room) {
      all += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  return line.empty() ? all : all + std::string(indent, ' ') + line + "\n";
}

std::string fields_text(const arch::Register& reg, std::uint64_t value, bool skip_zero) {
  Columns columns;
  std::uint64_t outside = value;
  const auto fields = arch::fields(reg);
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    const unsigned shift = field->entry.shift;
    const unsigned width = field->entry.width;
    const std::uint64_t code = engine::extract(value, shift, width);
    outside &= ~engine::field_mask(shift, width);
    if (skip_zero && code == 0) continue;
    columns.add({bits(shift + width - 1, shift), field->name, hex(code), std::string(arch::meaning_of(*field, code))});
  }
  std::string text = columns.text(2);
  if (outside != 0) text += fmt::format("  bits in no field are set: {}\n", bit_runs(outside));
  return text;
}

std::string features_text(const std::vector<Implied>& features, std::size_t indent, unsigned width) {
  std::string certain;
  std::string open;
  for (const Implied& item : features) {
    std::string& list = item.depends_on.empty() ? certain : open;
    if (!list.empty()) list += ", ";
    list += item.feature;
    if (!item.depends_on.empty()) list += fmt::format(" (depends on {})", item.depends_on);
  }
  std::string text = wrapped(certain.empty() ? "none" : certain, indent, width);
  if (!open.empty()) text += wrapped("open: " + open, indent, width);
  return text;
}

std::string architectural_heading(const std::string& limit_kind) {
  if (limit_kind == "kvm-limit") return "";
  if (limit_kind == "unstated")
    return "architectural only, not what KVM accepts (the kind of the limit is not stated)\n";
  return fmt::format("architectural only, not what KVM accepts (the limit is of kind {})\n", limit_kind);
}

std::string not_covered_text(unsigned width) {
  std::string all;
  for (const char* item : kNotCovered) all += (all.empty() ? "not covered: " : "; ") + std::string(item);
  return wrapped(all, 0, width);
}

std::string judgement_text(const Judgement& judgement, const Terminal& terminal) {
  const Style style(terminal.colour);
  const arch::Register& reg = arch::registers()[judgement.reg];
  std::string text;
  for (const Misfit& misfit : judgement.misfits) {
    text += wrapped(fmt::format("warning: {}.{}: {}", reg.name, misfit.field, misfit.why), 0, terminal.width);
  }
  text += fmt::format("{} {} under {}: ", style.strong(reg.name), register_hex(judgement.value),
                      register_hex(judgement.limit));
  text += verdict_text(judgement, terminal);
  if (!judgement.gained.empty()) {
    text += "features that the limit does not have:\n" + features_text(judgement.gained, 2, terminal.width);
  }
  return text;
}

}  // namespace idreg::cli::report
