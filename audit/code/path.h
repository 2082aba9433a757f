// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A register's write path as terms: what KVM_SET_ONE_REG answers and stores for any value, any state of
// the VM and any host. Everything that the path calls is lifted; what is not is in environment.h.
#pragma once

#include <string>
#include <vector>

#include "audit/code/environment.h"
#include "audit/code/tree.h"
#include "smt/term/term.h"

namespace idreg::audit::code {

/// Terms over one state before the write. Order of events: visibility, reset (the limit), get_user
/// (before), set_user, get_user (stored).
struct Path {
  const Descriptor* reg;
  smt::Term value;     ///< what userspace writes
  smt::Term limit;     ///< what `reset` answers: the largest that may be shown
  smt::Term before;    ///< what userspace would read before the write
  smt::Term stored;    ///< what it reads afterwards
  smt::Term result;    ///< 32 bits: 0 or a negative error number; 0 too where writes are ignored
  smt::Term hidden;    ///< Boolean: the register does not exist for this vCPU
  smt::Term zero;      ///< Boolean: it reads as zero
  smt::Term ignored;   ///< Boolean: writes are answered with 0 and change nothing
  smt::Term returned;  ///< Boolean: every call returned; premise of everything else
  std::vector<smt::lift::Obligation> obligations;
  Met met;

  /// The write is answered with 0, the register being visible.
  [[nodiscard]] smt::Term accepted() const;
};

/// Precondition: the register has a set_user and a reset function.
[[nodiscard]] smt::lift::Result<Path> lift_path(const Tree& tree, const smt::Context& context, const Descriptor& reg);

/// What a fresh vCPU is shown of a register: `reset`, and 0 where visibility hides it or makes it read as zero.
struct Shown {
  const Descriptor* reg;
  smt::Term value;
  smt::Term returned;  ///< Boolean: every call returned; premise of everything else
  Met met;
};

/// Precondition: the register has a reset function. Lifted in one context, several registers' terms are over
/// the same host and VM.
[[nodiscard]] smt::lift::Result<Shown> lift_shown(const Tree& tree, const smt::Context& context, const Descriptor& reg);

/// Names that `--vcpu` takes, with what they mean in words.
struct Feature {
  std::string_view name;
  std::string_view meaning;
  /// Arm's feature without which the host gives it to no VM. Source: Documentation/virt/kvm/api.rst,
  /// KVM_ARM_VCPU_INIT and KVM_CAP_ARM_MTE.
  std::string_view needs;
};
[[nodiscard]] std::span<const Feature> features();
/// "sve,pmu,!ptrauth" as pairs; the first word that is no feature's name is the error.
[[nodiscard]] std::expected<std::vector<std::pair<std::string, bool>>, std::string> parse_features(
    std::string_view text);
/// Whether the VM has a feature, over the state's variables; empty if the tree keeps it elsewhere.
[[nodiscard]] smt::Term has_feature(const Tree& tree, const smt::Context& context, std::string_view name);
/// The VM has run (KVM refuses changes since). Empty if the tree keeps it elsewhere.
[[nodiscard]] smt::Term has_run(const Tree& tree, const smt::Context& context);

}  // namespace idreg::audit::code
