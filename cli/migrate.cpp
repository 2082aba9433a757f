// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "cli/migrate_kernel.h"
#include "cli/values.h"
#include "cli/vcpu.h"
#include "corpora/arch/lookup.h"
#include "engine/fields.h"

namespace idreg::cli {
namespace {

using corpora::OtherRegister;
using corpora::RegisterGroup;

/// Of one register alone; features that several registers show together are asked for once, at the end.
Question question(std::uint32_t reg, std::uint64_t value, std::uint64_t limit) {
  return {reg, value, limit, std::nullopt, {architectural_entries(arch::registers()[reg]), {}}, {}, {}};
}

void add_offences(const Judgement& judgement, Migration& found) {
  for (const auto* list : {&judgement.violations, &judgement.above}) {
    for (const Offence& offence : *list) {
      found.obstacles.push_back({arch::registers()[judgement.reg].name, "ID register", offence.field,
                                 hex(offence.value), hex(offence.limit), offence.reason});
    }
  }
}

void add_nearest(const Judgement& judgement, Migration& found) {
  const arch::Register& reg = arch::registers()[judgement.reg];
  if (judgement.nearest.raised != 0) {
    found.no_nearest.push_back(fmt::format("{} {}", reg.name, bit_runs(judgement.nearest.raised)));
  }
  found.nearest_values[judgement.reg] = judgement.nearest.value;
  for (const arch::Field& field : arch::fields(reg)) {
    const std::uint64_t from = engine::extract(judgement.value, field.entry.shift, field.entry.width);
    const std::uint64_t to = engine::extract(judgement.nearest.value, field.entry.shift, field.entry.width);
    if (from != to) found.nearest.push_back({reg.name, field.name, from, to});
  }
}

Result<void> judge_id_registers(const Guest& guest, const LoadedDump& destination, const Kernel* kernel,
                                Migration& found) {
  found.nearest_values = guest.values;
  for (const auto& [reg, value] : guest.values) {
    const auto limit = destination.values.find(reg);
    if (limit == destination.values.end()) {
      found.not_judged.push_back(
          {arch::registers()[reg].name, "ID register", register_hex(value), "", "the destination's dump lacks it"});
      continue;
    }
    if (kernel == nullptr && limit->second == value) {
      ++found.same;
      continue;
    }
    const Result<Judgement> judgement = judge(question(reg, value, limit->second));
    if (!judgement) return std::unexpected(judgement.error());
    if (kernel != nullptr) {
      judge_by_kernel(*kernel, *judgement, guest.vcpu, found);
      continue;
    }
    add_offences(*judgement, found);
    if (judgement->permitted && judgement->above.empty()) {
      ++found.lower;
    } else {
      add_nearest(*judgement, found);
    }
  }
  for (const auto& [reg, limit] : destination.values) {
    if (guest.values.contains(reg)) continue;
    found.not_judged.push_back(
        {arch::registers()[reg].name, "ID register", "", register_hex(limit), "the guest's dump lacks it"});
  }
  return {};
}

/// The nearest values once more; and what registers show together, which fields one by one do not say.
Result<void> check_nearest(const LoadedDump& destination, const Kernel* kernel, Migration& found) {
  for (const Implied& one : gained(found.nearest_values, destination.values)) {
    if (!one.depends_on.empty()) continue;
    found.obstacles.push_back({one.feature, "feature", "", "shown", "not shown",
                               "is gained by fields that are permitted one by one, but not together"});
  }
  // What a kernel takes was asked of it.
  if (!found.no_nearest.empty() || kernel != nullptr) return {};
  for (const auto& [reg, value] : found.nearest_values) {
    const auto limit = destination.values.find(reg);
    if (limit == destination.values.end()) continue;
    const Result<Judgement> judgement = judge(question(reg, value, limit->second));
    if (!judgement) return std::unexpected(judgement.error());
    if (!judgement->permitted) {
      return std::unexpected(Error{
          Status::Internal, fmt::format("the nearest value of {} is not permitted", arch::registers()[reg].name)});
    }
  }
  return {};
}

bool subset(const OtherRegister& value, const OtherRegister& limit) {
  for (std::size_t i = 0; i < value.words.size(); ++i) {
    const std::uint64_t room = i < limit.words.size() ? limit.words[i] : 0;
    if ((value.words[i] & ~room) != 0) return false;
  }
  return true;
}

/// Why a register that differs keeps a guest from restoring; empty if it does not; nothing if it is not
/// known. Source of the firmware's orders: Linux, arch/arm64/kvm/hypercalls.c (kvm_arm_set_fw_reg).
std::optional<std::string> judge_other(const OtherRegister& value, const OtherRegister& limit) {
  constexpr std::uint64_t level = 0xf;
  switch (corpora::group_of(value.id)) {
    case RegisterGroup::Identity:
      return "must be equal; only a kernel with KVM_CAP_ARM_WRITABLE_IMP_ID_REGS (Linux 6.15) lets it be written";
    case RegisterGroup::Psci:
      return value.words[0] <= limit.words[0] ? "" : "a newer version than the destination has";
    case RegisterGroup::Workaround:
      return (value.words[0] & level) <= (limit.words[0] & level)
                 ? ""
                 : "promises a higher level (0 not available, then available, then not required) than the "
                   "destination gives";
    case RegisterGroup::Bitmap:
      return subset(value, limit) ? "" : "has services that the destination lacks";
    case RegisterGroup::SveLengths:
      return subset(value, limit) ? "" : "has vector lengths that the destination lacks";
    case RegisterGroup::Cache:
    case RegisterGroup::Timer:
    case RegisterGroup::State:
      break;
  }
  return std::nullopt;
}

void judge_pair(const OtherRegister& value, const OtherRegister& limit, Migration& found) {
  const std::string name = corpora::other_name(value.id);
  const std::string group(corpora::to_text(corpora::group_of(value.id)));
  if (value == limit) {
    ++found.same;
    return;
  }
  const std::optional<std::string> reason = judge_other(value, limit);
  if (!reason) {
    found.not_judged.push_back({name, group, corpora::value_text(value), corpora::value_text(limit), "differs"});
  } else if (reason->empty()) {
    ++found.lower;
  } else {
    found.obstacles.push_back({name, group, "", corpora::value_text(value), corpora::value_text(limit), *reason});
  }
}

void judge_others(const Guest& guest, const LoadedDump& destination, Migration& found) {
  std::map<std::uint64_t, const OtherRegister*> limits;
  for (const OtherRegister& one : destination.others) limits.emplace(one.id, &one);
  for (const OtherRegister& one : guest.others) {
    const auto limit = limits.find(one.id);
    if (limit != limits.end()) {
      judge_pair(one, *limit->second, found);
      limits.erase(limit);
      continue;
    }
    found.not_judged.push_back({corpora::other_name(one.id), std::string(corpora::to_text(corpora::group_of(one.id))),
                                corpora::value_text(one), "", "the destination's dump lacks it"});
  }
  for (const auto& [id, limit] : limits) {
    found.not_judged.push_back({corpora::other_name(id), std::string(corpora::to_text(corpora::group_of(id))), "",
                                corpora::value_text(*limit), "the guest's dump lacks it"});
  }
}

/// SVE and its vector lengths go together.
void judge_sve(const Guest& guest, Migration& found) {
  const arch::Register& pfr0 = *arch::find_register("ID_AA64PFR0_EL1");
  const arch::Field& sve = *arch::find_field(pfr0, "SVE");
  const auto value = guest.values.find(arch::index_of(pfr0));
  if (value == guest.values.end()) return;
  const bool shown = engine::extract(value->second, sve.entry.shift, sve.entry.width) != 0;
  const auto lengths = std::ranges::find_if(
      guest.others, [](const OtherRegister& one) { return corpora::group_of(one.id) == RegisterGroup::SveLengths; });
  if (shown && lengths == guest.others.end()) {
    found.not_judged.push_back({"KVM_REG_ARM64_SVE_VLS", "SVE vector lengths", "", "",
                                "ID_AA64PFR0_EL1.SVE is shown, and the guest's dump has no vector lengths"});
  }
  if (!shown && lengths != guest.others.end()) {
    found.obstacles.push_back({"KVM_REG_ARM64_SVE_VLS", "SVE vector lengths", "", corpora::value_text(*lengths), "",
                               "vector lengths of a guest whose ID_AA64PFR0_EL1.SVE is 0"});
  }
}

}  // namespace

Status Migration::status() const {
  if (!obstacles.empty()) return Status::Finding;
  return not_judged.empty() ? Status::Holds : Status::Inconclusive;
}

Result<Migration> migrate(const Guest& guest, const LoadedDump& destination, const Kernel* kernel) {
  Migration found;
  if (const Result<void> done = judge_id_registers(guest, destination, kernel, found); !done) {
    return std::unexpected(done.error());
  }
  if (const Result<void> done = check_nearest(destination, kernel, found); !done) {
    return std::unexpected(done.error());
  }
  judge_others(guest, destination, found);
  judge_sve(guest, found);
  judge_vcpu(guest, destination, found);
  return found;
}

}  // namespace idreg::cli
