// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A real KVM's recorded answers against the write paths that the audit lifts from the same source: each call is
// compared in result and stored value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/code/tree.h"
#include "lab/calls.h"

namespace idreg::lab {

/// A call to which the model answers otherwise than the kernel did, whatever the host.
struct Disagreement {
  Call kernel;
  std::string model_error;  ///< empty: the model accepts
  std::uint64_t model_stored = 0;
};

/// One register of one vCPU.
struct RegisterConformance {
  std::string name;
  std::string features;
  std::size_t compared = 0;  ///< calls; 0 where `why` says why none was
  /// Limit and vCPU features alone determine the model's answer to every value. Otherwise the rest of the host is
  /// chosen so that it explains the kernel's answers, if any can.
  bool determined = false;
  std::size_t learned = 0;   ///< calls from which the rest of the host was learned
  std::string why;           ///< why nothing was compared: no such register in the tree, not lifted, ...
  std::vector<Disagreement> disagreements;  ///< the first is enough: no host explains the calls up to it
};

/// Compares. `budget`: solver units for each question. One entry for each block of calls, in order.
[[nodiscard]] std::vector<RegisterConformance> compare(const audit::code::Tree& tree, const Calls& calls,
                                                       std::uint64_t budget);

}  // namespace idreg::lab
