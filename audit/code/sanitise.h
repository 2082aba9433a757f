// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host makes of its CPUs' values of one register (init_cpu_ftr_reg and update_cpu_ftr_reg, with the
// register's own table): merging gains nothing that some CPU lacks, and the command line raises nothing above
// the hardware. For any number of CPUs, by induction: what is kept is at or below each CPU so far.
#pragma once

#include <string>
#include <vector>

#include "audit/code/judge.h"

namespace idreg::audit::code {

/// Terms over one register's values on CPUs, its command-line override, and what was kept.
struct Merging {
  smt::Term boot;    ///< what the first CPU has
  smt::Term first;   ///< what is kept of it, whatever the command line says
  smt::Term kept;    ///< what was kept before a further CPU came up
  smt::Term next;    ///< what that CPU has
  smt::Term merged;  ///< what is kept afterwards
  smt::Term returned;
  std::vector<smt::lift::Obligation> obligations;
  Met met;
};

/// A function of the file that defines the host's registers, by its symbol in the Program; empty: there is none,
/// it may have been inlined.
[[nodiscard]] std::string host_function(const Tree& tree, const char* function);

/// `object`: a key of Tree::host. Unsupported too where the tree has no such functions of their own.
[[nodiscard]] smt::lift::Result<Merging> lift_merging(const Tree& tree, const smt::Context& context,
                                                      const std::string& object);

struct SanitiseVerdict {
  const arch::Register* reg;
  /// Kind::Sanitise: the witness's value is what is kept, its limit what the CPU has that has less.
  std::vector<Flaw> flaws;
  std::string undecided;  ///< why something is not known; empty: all is
};

/// The registers of arm64_ftr_regs that the architecture's facts know, by rising encoding.
[[nodiscard]] std::vector<SanitiseVerdict> judge_sanitising(const Tree& tree, const Options& options);

}  // namespace idreg::audit::code
