// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A flaw that the audit found, taken to a booted kernel: which write shows it on that host, and what the kernel's
// answer means.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audit/code/judge.h"
#include "lab/calls.h"

namespace idreg::lab {

/// What a fresh vCPU with certain features reads on a host.
struct Vcpu {
  std::string features;                         ///< as the probe names them: "pmu+sve", "none"
  std::map<std::string, std::uint64_t> limits;  ///< by Arm's names of the registers
};

/// A write that shows a flaw on a host, by the model.
struct Shot {
  std::string features;
  audit::code::Witness witness;  ///< the smallest under the limit of that vCPU
};

/// One for each flaw of the verdict, in order; none where the flaw cannot be shown under any limit that these vCPUs
/// have (and for undefined behaviour, of which a kernel's answer says nothing). The register is judged again under
/// each different limit; of several vCPUs with one limit the first is taken. `options.vcpu` is kept to.
[[nodiscard]] std::vector<std::optional<Shot>> aim(const audit::code::Tree& tree, const audit::code::Verdict& verdict,
                                                   std::span<const Vcpu> vcpus, const audit::code::Options& options);

/// What the kernel's answer to a shot means. Confirmed: it did what the model says. NotConfirmed: it did not, and no
/// host of the model with this limit explains that. NotReachable: it did not, as on some such host, or the budget ran
/// out. Precondition: `answer` holds the one call that the shot made.
[[nodiscard]] audit::Confirmation judge_answer(const audit::code::Tree& tree, audit::Kind kind, const Shot& shot,
                                               const RegisterCalls& answer, std::uint64_t budget);

}  // namespace idreg::lab
