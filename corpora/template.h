// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CPU templates: bits of registers that somebody wants a guest to see, on top of a base. Three formats,
// told apart by content:
//   Firecracker's custom CPU template (JSON): reg_modifiers with bitmaps, x for bits of the base
//   QEMU: an answer of query-cpu-model-expansion (JSON), or -cpu MODEL,PROPERTY=VALUE,...
//   plain: kind = template, then REGISTER = VALUE or REGISTER.FIELD = CODE
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/dump.h"
#include "corpora/file.h"

namespace idreg::corpora {

/// What a template says of one register: `mask` has the bits that it sets, `value` what to.
struct Setting {
  std::uint32_t reg = 0;  ///< index into arch::registers()
  std::uint64_t mask = 0;
  std::uint64_t value = 0;  ///< 0 outside of mask

  friend bool operator==(const Setting&, const Setting&) = default;
};

/// The same of a register that is no ID register.
struct OtherSetting {
  OtherRegister value;
  bool whole = true;  ///< every bit of the register is set; false: bits of the base stay

  friend bool operator==(const OtherSetting&, const OtherSetting&) = default;
};

struct Template {
  std::string file;
  std::string format;                         ///< for people: "Firecracker template", "QEMU ... (version)", "plain"
  std::vector<Setting> settings;              ///< by rising register, each once
  std::vector<OtherSetting> others;
  std::vector<std::string> kvm_capabilities;  ///< as they stand there: "171", "!170"
  std::vector<std::string> vcpu_features;     ///< "index 0: 0b..." as text
  VcpuFeatures vcpu = {};                     ///< what it says of them; Firecracker: those of the vCPU that it makes
  std::vector<Skipped> skipped;               ///< properties that are no field of an ID register
};

/// Reads a template. Errors name file and line, or the path in JSON: neither format, a malformed bitmap
/// or code, a field or register named twice, a code that the field cannot hold, nothing set at all.
[[nodiscard]] std::expected<Template, Error> parse_template(std::string_view text, const std::string& file);
[[nodiscard]] std::expected<Template, Error> read_template(const std::string& path);

/// What the template leaves open of registers that the base lacks: "ID_AA64PFR0_EL1 [63:0]". Empty if
/// it can be applied.
[[nodiscard]] std::vector<std::string> open_bits(const Template& cpu,
                                                 const std::map<std::uint32_t, std::uint64_t>& base);

/// The base with the template's bits. Precondition: open_bits is empty.
[[nodiscard]] std::map<std::uint32_t, std::uint64_t> applied(const Template& cpu,
                                                             std::map<std::uint32_t, std::uint64_t> base);

/// The Firecracker format; parse_template gives back the same settings.
[[nodiscard]] std::string write_template(const Template& cpu);
/// -cpu MODEL,SYSREG_...=...: the same for QEMU, without bits that no field has.
[[nodiscard]] std::string write_cpu_properties(const Template& cpu, std::string_view model);

}  // namespace idreg::corpora
