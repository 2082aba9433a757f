// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small changes of structure for libFuzzer, whose own changes to bytes rarely keep lists well formed.
#include <algorithm>
#include <utility>

#include "props/generate.h"

namespace idreg::props {

namespace {

Entry* any_entry(const Claim& claim, Random& random, Case& c) {
  if (claim.reads.one_entry) return &c.general[0];
  const std::uint64_t count = std::uint64_t{c.general_count} + c.override_count;
  if (!claim.reads.lists || count == 0) return nullptr;
  const std::uint64_t chosen = random.below(count);
  return chosen < c.general_count ? &c.general[chosen] : &c.overrides[chosen - c.general_count];
}

void mutate_entry(Random& random, Entry& entry) {
  switch (random.below(6)) {
    case 0:
      return spoil_entry(random, entry);
    case 1:
      entry.safe = boundary_code(random, entry);
      return;
    case 2:
      entry.policy = static_cast<Policy>(random.below(kPolicies));
      return;
    case 3:
      entry.bias = boundary_code(random, entry);
      return;
    default: {
      const auto width = static_cast<std::uint8_t>(std::clamp<std::uint32_t>(entry.width, 1, kRegisterBits));
      const auto shift = static_cast<std::uint8_t>(std::min<std::uint32_t>(entry.shift, kRegisterBits - width));
      entry = well_formed_entry(random, {shift, width});
      return;
    }
  }
}

void mutate_register(Random& random, const std::vector<Entry>& fields, std::uint64_t& reg, std::uint64_t origin) {
  reg = register_near(random, fields, random.one_in(4) ? origin : reg);
}

}  // namespace

Case mutate(const Claim& claim, const Case& input, Random& random) {
  Case c = conform(claim, input);
  const Case fresh = generate(claim, random, 60);
  Entry* entry = any_entry(claim, random, c);
  const std::vector<Entry> fields =
      entry != nullptr ? std::vector<Entry>{*entry} : std::vector<Entry>{{0, 64, {}, {}, 0, 0}};
  switch (random.below(9)) {
    case 0:
      return fresh;
    case 1:  // its lists under other registers
      c.value = fresh.value;
      c.limit = fresh.limit;
      break;
    case 2:  // other lists under its registers
      std::ranges::copy(fresh.overrides, c.overrides);
      std::ranges::copy(fresh.general, c.general);
      c.override_count = fresh.override_count;
      c.general_count = fresh.general_count;
      break;
    case 3:
      c.scheme = entry != nullptr && random.one_in(2) ? scheme_for(random, *entry) : fresh.scheme;
      break;
    case 4:
      if (entry != nullptr) mutate_entry(random, *entry);
      break;
    case 5:
      c.writable = fresh.writable;
      c.item = fresh.item;
      c.other = fresh.other;
      break;
    case 6:
      for (std::uint64_t& cpu : c.cpus) mutate_register(random, fields, cpu, c.cpus[0]);
      std::ranges::copy(fresh.more_values, c.more_values);
      break;
    case 7:
      std::swap(c.value, c.limit);
      break;
    default:
      mutate_register(random, fields, c.value, c.limit);
      break;
  }
  return conform(claim, c);
}

}  // namespace idreg::props
