// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/vcpu.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/text.h"
#include "engine/fields.h"
#include "engine/order.h"

namespace idreg::cli {
namespace {

using corpora::GovernedField;
using corpora::VcpuFeature;

constexpr const char* kFeatureGroup = "vCPU feature";

std::uint64_t code_of(const GovernedField& one, std::uint64_t value) {
  return engine::extract(value, one.field->entry.shift, one.field->entry.width);
}

/// Whether the field promises more than code 0, which is what KVM shows.
bool promises(const GovernedField& one, std::uint64_t value) {
  const std::uint64_t code = code_of(one, value);
  return code != 0 && !engine::at_or_below(one.field->scheme, one.field->entry.width, code, 0);
}

std::string name_of(const GovernedField& one) {
  return fmt::format("{}.{}", arch::registers()[one.reg].name, one.field->name);
}

/// What was said of fields whose limit is another once the vCPU has the feature is not known.
void take_back(const VcpuFeature& feature, Migration& found) {
  const auto governed = [&](const Obstacle& obstacle) {
    return std::ranges::any_of(corpora::governed_fields(), [&](const GovernedField& one) {
      return one.feature->bits == feature.bits && obstacle.field == one.field->name &&
             obstacle.reg == arch::registers()[one.reg].name;
    });
  };
  std::erase_if(found.obstacles, governed);
}

/// The guest's vCPU has the feature, the destination's in the dump has not.
void judge_missing(const VcpuFeature& feature, Migration& found) {
  take_back(feature, found);
  std::string fields;
  for (const GovernedField& one : corpora::governed_fields()) {
    if (one.feature->bits == feature.bits) fields += (fields.empty() ? "" : ", ") + name_of(one);
  }
  found.not_judged.push_back(
      {std::string(feature.name), kFeatureGroup, "on", "off",
       fields.empty() ? "the destination's dump is of a vCPU without it"
                      : "the destination's dump is of a vCPU without it, so it does not show the limits of " + fields});
}

bool of_hardware(const LoadedDump& dump) {
  return dump.kind == "raw" || dump.kind == "sanitised" || dump.kind == "user";
}

/// A capability that the template demands of the host.
void judge_capability(std::uint64_t number, const LoadedDump& destination, Migration& found) {
  const std::vector<GovernedField> fields = corpora::shown_by(number);
  bool known = !fields.empty();
  bool there = false;
  for (const GovernedField& one : fields) {
    const auto value = destination.values.find(one.reg);
    known = known && value != destination.values.end();
    there = there || (value != destination.values.end() && promises(one, value->second));
  }
  const std::string name = corpora::capability_name(number);
  if (there) return;
  if (known && of_hardware(destination)) {
    found.obstacles.push_back(
        {name, "KVM capability", "", "demanded", "",
         "the template demands it, and no field of this hardware shows it (" + name_of(fields.front()) + ")"});
    return;
  }
  if (!fields.empty() && corpora::has(destination.vcpu, *fields.front().feature) == true) return;
  found.not_judged.push_back(
      {name, "KVM capability", "demanded", "",
       "the template demands it; the destination's dump does not show whether KVM has it there"});
}

}  // namespace

std::string Hidden::name() const { return fmt::format("{}.{}", arch::registers()[reg].name, field->name); }

std::string Hidden::why() const {
  return fmt::format("the vCPU is created without {} ({}), and KVM then shows 0", feature->name, feature->symbol);
}

std::vector<Hidden> hidden_fields(const Values& values, const corpora::VcpuFeatures& vcpu) {
  std::vector<Hidden> found;
  for (const GovernedField& one : corpora::governed_fields()) {
    const auto value = values.find(one.reg);
    if (value == values.end() || corpora::has(vcpu, *one.feature) != false || !promises(one, value->second)) continue;
    found.push_back({one.reg, one.field, code_of(one, value->second), one.feature});
  }
  return found;
}

void judge_vcpu(const Guest& guest, const LoadedDump& destination, Migration& found) {
  for (const VcpuFeature& feature : corpora::vcpu_feature_names()) {
    const bool missing = corpora::has(guest.vcpu, feature) == true && corpora::has(destination.vcpu, feature) == false;
    if (missing) judge_missing(feature, found);
  }
  for (const Hidden& one : hidden_fields(guest.values, guest.vcpu)) {
    found.obstacles.push_back(
        {arch::registers()[one.reg].name, kFeatureGroup, one.field->name, hex(one.code), "0x0", one.why()});
  }
  if (!guest.cpu) return;
  for (const std::string& text : guest.cpu->kvm_capabilities) {
    // "!170" takes a demand back that Firecracker makes of its own.
    if (const auto number = corpora::parse_number(text)) judge_capability(*number, destination, found);
  }
}

}  // namespace idreg::cli
