// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of dump.h: the readers of the formats, and what they have in common.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "corpora/arch/arch.h"
#include "corpora/dump.h"
#include "corpora/file.h"

namespace idreg::corpora {

/// A dump in the making; keeps what holds in every format.
class DumpBuilder {
 public:
  DumpBuilder(std::string file, DumpFormat format, Unknown unknown);

  /// A known register; refused if it has a value already. `place` says where, for JSON.
  std::expected<void, Error> add(const arch::Register& reg, std::uint64_t value, std::uint32_t line,
                                 std::string_view place = {});
  /// Something else; refused with Unknown::Refuse.
  std::expected<void, Error> skip(std::string_view name, std::uint32_t line);

  /// A register that is no ID register, by its KVM id; refused if it has a value already, if the value does
  /// not fit, and with Unknown::Refuse. `name` is what stands in the file.
  std::expected<void, Error> add_other(std::uint64_t id, std::string_view value, std::string_view name,
                                       std::uint32_t line, std::string_view place = {});

  void set_kind(DumpKind kind) { dump_.kind = kind; }
  /// The features of the vCPU, which the file says in words or as Firecracker's list.
  std::expected<void, Error> set_vcpu(std::string_view words, std::uint32_t line);
  void set_vcpu(const VcpuFeatures& vcpu) { dump_.vcpu = vcpu; }
  void add_provenance(std::string_view line) { dump_.provenance.emplace_back(line); }
  [[nodiscard]] std::unexpected<Error> error(std::uint32_t line, std::string message) const;
  [[nodiscard]] const std::string& file() const { return dump_.file; }
  [[nodiscard]] Dump take() &&;

 private:
  struct Value {
    std::uint64_t value;
    std::uint32_t line;
  };
  Dump dump_;
  Unknown unknown_;
  std::map<std::uint32_t, Value> values_;
  std::map<std::uint64_t, OtherRegister> others_;
};

/// Firecracker's list "vcpu_features" in a CPU configuration, over a vCPU as it makes one. The error names the place.
[[nodiscard]] std::expected<VcpuFeatures, std::string> firecracker_features(const nlohmann::json& config);

[[nodiscard]] std::expected<void, Error> add_cpusysregs(std::string_view text, DumpBuilder& builder);
[[nodiscard]] std::expected<void, Error> add_fingerprint(std::string_view text, DumpBuilder& builder);
[[nodiscard]] std::expected<void, Error> add_plain(std::string_view text, DumpBuilder& builder);
[[nodiscard]] std::expected<void, Error> add_pairs(std::string_view text, DumpBuilder& builder);

}  // namespace idreg::corpora
