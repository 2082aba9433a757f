// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/migrate_kernel.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "engine/fields.h"

namespace idreg::cli {
namespace {

using Kind = KernelAnswer::Kind;
using corpora::VcpuFeatures;

constexpr const char* kGroup = "ID register";

/// One register's questions to one kernel.
class Asking {
 public:
  Asking(const Kernel& kernel, const VcpuFeatures& vcpu, std::uint32_t reg, std::uint64_t limit)
      : kernel_(kernel), vcpu_(vcpu), reg_(reg), limit_(limit) {}

  [[nodiscard]] KernelAnswer write(std::uint64_t value) const { return kernel_.write(reg_, value, limit_, vcpu_); }
  [[nodiscard]] bool takes(std::uint64_t value) const {
    const KernelAnswer answer = write(value);
    return answer.kind == Kind::Stored && answer.stored == value;
  }
  [[nodiscard]] const char* name() const { return arch::registers()[reg_].name; }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }

  /// The limit, with one field as in `value`.
  [[nodiscard]] std::uint64_t with(const arch::Field& field, std::uint64_t value) const {
    const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
    return (limit_ & ~mask) | (value & mask);
  }
  [[nodiscard]] bool writable(const arch::Field& field) const {
    const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
    return (kernel_.writable(reg_).value_or(0) & mask) == mask;
  }
  [[nodiscard]] std::vector<const arch::Field*> differing(std::uint64_t value) const {
    std::vector<const arch::Field*> fields;
    for (const arch::Field& field : arch::fields(arch::registers()[reg_])) {
      if (with(field, value) != limit_) fields.push_back(&field);
    }
    return fields;
  }

 private:
  const Kernel& kernel_;
  const VcpuFeatures& vcpu_;
  std::uint32_t reg_;
  std::uint64_t limit_;
};

std::uint64_t code_of(const arch::Field& field, std::uint64_t value) {
  return engine::extract(value, field.entry.shift, field.entry.width);
}

void add(const Asking& asking, const arch::Field& field, std::uint64_t value, std::string reason, Migration& found) {
  found.obstacles.push_back({asking.name(), kGroup, field.name, hex(code_of(field, value)),
                             hex(code_of(field, asking.limit())), std::move(reason)});
}

/// The architecture's own reason against a field; empty if it has none.
std::string architectural_reason(const Judgement& judgement, const arch::Field& field) {
  for (const auto* list : {&judgement.violations, &judgement.above}) {
    for (const Offence& offence : *list) {
      if (offence.field == field.name) return offence.reason;
    }
  }
  return "";
}

/// Why KVM does not take the field's code, all other fields as in the limit; empty if it does.
std::string refusal(const Asking& asking, const Judgement& judgement, const arch::Field& field,
                    const KernelAnswer& answer) {
  if (answer.kind == Kind::Stored && answer.stored == asking.with(field, judgement.value)) return "";
  std::string text = answer.kind == Kind::Stored
                         ? fmt::format("KVM stores {:#x} in its place", code_of(field, answer.stored))
                         : fmt::format("KVM answers {}", answer.why);
  const std::string reason = architectural_reason(judgement, field);
  if (!reason.empty()) return text + "; " + reason;
  return text + (asking.writable(field) ? ", though it is at or below the limit"
                                        : ": the kernel does not let this field be written");
}

/// Names what is refused or changed, field by field; together, where no field is so alone.
void explain(const Asking& asking, const Judgement& judgement, const std::string& answer, Migration& found) {
  bool named = false;
  std::string fields;
  for (const arch::Field* field : asking.differing(judgement.value)) {
    fields += (fields.empty() ? "" : ", ") + std::string(field->name);
    const KernelAnswer alone = asking.write(asking.with(*field, judgement.value));
    if (alone.kind == Kind::Undecided) {
      found.not_judged.push_back({fmt::format("{}.{}", asking.name(), field->name), kGroup,
                                  hex(code_of(*field, judgement.value)), hex(code_of(*field, asking.limit())),
                                  alone.why});
      continue;
    }
    std::string reason = refusal(asking, judgement, *field, alone);
    if (reason.empty()) continue;
    named = true;
    add(asking, *field, judgement.value, std::move(reason), found);
  }
  if (named) return;
  found.obstacles.push_back({asking.name(), kGroup, "", register_hex(judgement.value), register_hex(asking.limit()),
                             fields.empty() ? answer : fmt::format("{} to {} together", answer, fields)});
}

/// KVM takes codes that the architecture's schemes put above the limit.
void accepted_above(const Asking& asking, const Judgement& judgement, Migration& found) {
  for (const arch::Field* field : asking.differing(judgement.value)) {
    const std::string reason = architectural_reason(judgement, *field);
    if (!reason.empty()) add(asking, *field, judgement.value, "KVM takes it, but it is " + reason, found);
  }
}

/// The architecture's nearest value, with the limit's code in fields that KVM does not take so.
std::uint64_t nearest(const Asking& asking, const Judgement& judgement) {
  std::uint64_t value = judgement.nearest.value;
  if (asking.takes(value)) return value;
  std::uint64_t repaired = value;
  for (const arch::Field* field : asking.differing(value)) {
    const std::uint64_t mask = engine::field_mask(field->entry.shift, field->entry.width);
    if (!asking.takes(asking.with(*field, value))) repaired = (repaired & ~mask) | (asking.limit() & mask);
  }
  return asking.takes(repaired) ? repaired : asking.limit();
}

/// `value` stands in place of the guest's.
void add_nearest(const Asking& asking, const Judgement& judgement, std::uint64_t value, Migration& found) {
  found.nearest_values[judgement.reg] = value;
  for (const arch::Field& field : arch::fields(arch::registers()[judgement.reg])) {
    const std::uint64_t from = code_of(field, judgement.value);
    const std::uint64_t to = code_of(field, value);
    if (from != to) found.nearest.push_back({asking.name(), field.name, from, to});
  }
}

std::string answer_words(const KernelAnswer& answer) {
  switch (answer.kind) {
    case Kind::Stored:
      return "KVM stores " + register_hex(answer.stored);
    case Kind::ReadOnly:
      return "this kernel does not let it be written, and it differs";
    case Kind::NotThere:
      return "this kernel's KVM has no such register";
    case Kind::Refused:
    case Kind::Undecided:
      break;
  }
  return "KVM answers " + answer.why;
}

}  // namespace

void judge_by_kernel(const Kernel& kernel, const Judgement& judgement, const VcpuFeatures& vcpu, Migration& found) {
  const Asking asking(kernel, vcpu, judgement.reg, judgement.limit);
  const KernelAnswer answer = asking.write(judgement.value);
  const bool equal = judgement.value == judgement.limit;
  const bool fixed = answer.kind == Kind::ReadOnly || answer.kind == Kind::NotThere;
  if (answer.kind == Kind::Undecided) {
    found.not_judged.push_back(
        {asking.name(), kGroup, register_hex(judgement.value), register_hex(judgement.limit), answer.why});
    return;
  }
  if (fixed && equal) {
    ++found.same;
    return;
  }
  const std::size_t before = found.obstacles.size();
  if (fixed) {
    found.obstacles.push_back({asking.name(), kGroup, "", register_hex(judgement.value), register_hex(judgement.limit),
                               answer_words(answer)});
    add_nearest(asking, judgement, judgement.limit, found);
    return;
  }
  if (answer.kind == Kind::Stored && answer.stored == judgement.value) {
    accepted_above(asking, judgement, found);
    if (found.obstacles.size() == before) {
      ++(equal ? found.same : found.lower);
      return;
    }
  } else {
    explain(asking, judgement, answer_words(answer), found);
  }
  const std::uint64_t value = nearest(asking, judgement);
  if (asking.takes(value)) {
    add_nearest(asking, judgement, value, found);
  } else {
    found.nearest_values.erase(judgement.reg);
    found.no_nearest.push_back(fmt::format("{} (KVM's answer depends on more than the limit)", asking.name()));
  }
}

void judge_template(const Kernel& kernel, const Values& base, const Guest& guest, Migration& found) {
  for (const auto& [reg, value] : guest.values) {
    const auto limit = base.find(reg);
    if (limit == base.end() || limit->second == value) continue;
    const KernelAnswer answer = kernel.write(reg, value, limit->second, guest.vcpu);
    if (answer.kind == Kind::Stored && answer.stored == value) continue;
    const char* name = arch::registers()[reg].name;
    if (answer.kind == Kind::Undecided) {
      found.not_judged.push_back({name, "template", register_hex(value), register_hex(limit->second), answer.why});
    } else {
      found.obstacles.push_back({name, "template", "", register_hex(value), register_hex(limit->second),
                                 "already where the template is applied: " + answer_words(answer)});
    }
  }
}

}  // namespace idreg::cli
