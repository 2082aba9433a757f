// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that every host permits, that together are a CPU that could exist, and that keep the most.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "smt/rules/lint.h"

namespace idreg::smt::rules {

/// What a feature is worth; those not named are worth 1, those of weight 0 are not counted.
using Weights = std::map<std::string, std::uint64_t>;

/// A rule that the baseline breaks, because hosts do.
struct Waived {
  std::size_t rule = 0;
  std::vector<std::size_t> hosts;  ///< that break it themselves
};

/// A feature that some host has and the baseline does not show.
struct Lost {
  std::string feature;
  std::vector<std::size_t> lacking;  ///< hosts that do not show it; none: the rules cost it
};

struct Baseline {
  bool possible = false;
  Values values;                          ///< of registers that every host holds
  std::vector<Waived> waived;             ///< fewest, proved
  std::vector<Lost> lost;                 ///< by name; least weight, proved
  std::vector<std::string> kept;          ///< features shown, by name
  std::vector<Change> below;              ///< fields below what every host permits, because of the rules
  std::vector<std::vector<std::string>> gains;  ///< for each host: features kept if it were dropped
  std::size_t unsat = 0;                  ///< unsat answers that the proof rests on
  std::vector<std::size_t> core_rules;    ///< not possible: rules that no permitted values obey
  std::vector<FieldKey> core_fields;
};

/// Precondition: at least one host. `values` is made of the hosts' registers by the architecture's table.
/// Each host's values, the rules and the result are held against direct evaluation (std::logic_error).
[[nodiscard]] Answered<Baseline> baseline(World& world, const std::vector<Values>& hosts, const Weights& weights);

}  // namespace idreg::smt::rules
