// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lifted write path on one host: terms in which everything but the written value has become a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/code/path.h"
#include "lab/calls.h"

namespace idreg::lab {

class Model {
 public:
  /// What KVM_SET_ONE_REG returns, and what KVM_GET_ONE_REG reads afterwards.
  struct Answer {
    std::int32_t error = 0;  ///< 0, or a negative error number
    std::uint64_t stored = 0;
  };
  enum class Fit : std::uint8_t { Found, None, Unknown };

  /// The path as on a host where the register has this limit for a vCPU with these features, and holds it.
  Model(const audit::code::Tree& tree, const audit::code::Path& path, const RegisterCalls& reg, std::uint64_t budget);

  /// Chooses the rest of the host: by all that was learned. None: there is no such host.
  [[nodiscard]] Fit choose();
  /// From now on only hosts on which the path answers like this.
  void learn(const Call& call);
  /// Whether every host with this limit and these features answers like the chosen one, to every value.
  /// Precondition: choose() found one.
  [[nodiscard]] bool determined() const;
  /// Of the chosen host.
  [[nodiscard]] Answer answer(std::uint64_t value) const;

 private:
  [[nodiscard]] smt::Term on_chosen(const smt::Term& term) const;

  const audit::code::Path& path_;
  std::uint64_t budget_;
  smt::Term premise_;
  std::vector<smt::Term> variables_;  ///< of the host; without the written value
  std::vector<smt::Term> numbers_;    ///< what the chosen host has for them
  smt::Term result_, stored_;         ///< of the chosen host, over the written value alone
};

/// A vCPU's features as the audit takes them, from the probe's words ("pmu+sve", "none"): each one that the audit
/// knows, there or not.
[[nodiscard]] std::vector<std::pair<std::string, bool>> vcpu_features(std::string_view features);

/// "EINVAL" for -22 and so on, empty for 0: as the probe writes it.
[[nodiscard]] std::string error_name(std::int32_t error);

/// Whether a model's answer is what the kernel did.
[[nodiscard]] bool same_answer(const Call& kernel, const Model::Answer& model);

}  // namespace idreg::lab
