// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "corpora/arch/lookup.h"
#include "corpora/template.h"
#include "engine/fields.h"

namespace idreg::corpora {

namespace {

std::string bitmap(std::uint64_t mask, std::uint64_t value) {
  std::string text = "0b";
  for (unsigned bit = 64; bit > 0; --bit) {
    const bool set = (mask >> (bit - 1) & 1) != 0;
    text += !set ? 'x' : (value >> (bit - 1) & 1) != 0 ? '1' : '0';
  }
  return text;
}

std::string bitmap(const OtherRegister& reg) {
  std::string text = "0b";
  for (unsigned bit = size_of(reg.id); bit > 0; --bit) {
    text += (reg.words[(bit - 1) / 64] >> ((bit - 1) % 64) & 1) != 0 ? '1' : '0';
  }
  return text;
}

}  // namespace

std::vector<std::string> open_bits(const Template& cpu, const std::map<std::uint32_t, std::uint64_t>& base) {
  std::vector<std::string> open;
  for (const Setting& setting : cpu.settings) {
    if (~setting.mask == 0 || base.contains(setting.reg)) continue;
    std::string bits;
    for (unsigned high = 64; high > 0; --high) {
      if ((setting.mask >> (high - 1) & 1) != 0) continue;
      unsigned low = high - 1;
      while (low > 0 && (setting.mask >> (low - 1) & 1) == 0) --low;
      bits += fmt::format("{}[{}:{}]", bits.empty() ? "" : ",", high - 1, low);
      high = low + 1;
    }
    open.push_back(fmt::format("{} {}", arch::registers()[setting.reg].name, bits));
  }
  return open;
}

std::map<std::uint32_t, std::uint64_t> applied(const Template& cpu, std::map<std::uint32_t, std::uint64_t> base) {
  for (const Setting& setting : cpu.settings) {
    std::uint64_t& value = base[setting.reg];
    value = (value & ~setting.mask) | setting.value;
  }
  return base;
}

std::string write_template(const Template& cpu) {
  nlohmann::ordered_json document;
  document["kvm_capabilities"] = cpu.kvm_capabilities;
  document["vcpu_features"] = nlohmann::ordered_json::array();
  for (const std::string& feature : cpu.vcpu_features) {
    const auto parsed = nlohmann::ordered_json::parse(feature, nullptr, false);
    document["vcpu_features"].push_back(parsed.is_discarded() ? nlohmann::ordered_json(feature) : parsed);
  }
  document["reg_modifiers"] = nlohmann::ordered_json::array();
  for (const Setting& setting : cpu.settings) {
    document["reg_modifiers"].push_back({{"addr", fmt::format("{:#x}", kvm_id(arch::registers()[setting.reg]))},
                                         {"bitmap", bitmap(setting.mask, setting.value)}});
  }
  for (const OtherSetting& other : cpu.others) {
    if (!other.whole) continue;
    document["reg_modifiers"].push_back(
        {{"addr", fmt::format("{:#x}", other.value.id)}, {"bitmap", bitmap(other.value)}});
  }
  return document.dump(2) + "\n";
}

std::string write_cpu_properties(const Template& cpu, std::string_view model) {
  std::string text = fmt::format("-cpu {}", model);
  for (const Setting& setting : cpu.settings) {
    const arch::Register& reg = arch::registers()[setting.reg];
    for (const arch::Field& field : arch::fields(reg)) {
      const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
      if ((setting.mask & mask) != mask) continue;
      text += fmt::format(",SYSREG_{}_{}={:#x}", reg.name, field.name, (setting.value & mask) >> field.entry.shift);
    }
  }
  return text + "\n";
}

}  // namespace idreg::corpora
