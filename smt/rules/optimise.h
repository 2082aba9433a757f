// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The least that has to be given up: among solutions of what is hard, one that loses the least weight of
// what is wished for. That nothing is better rests on unsat answers (each says that one of a few wishes has
// to go) and on the cheapest way to obey them all, not on the absence of a better solution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "smt/term/solver.h"

namespace idreg::smt::rules {

/// Something wished for: a Boolean variable, and what losing it costs (at least 1).
struct Wish {
  Term literal;
  std::uint64_t weight = 1;
};

struct Optimum {
  enum class Kind : std::uint8_t {
    Best,        ///< proved: no solution costs less
    Impossible,  ///< the hard assumptions do not go together
    Unknown,     ///< out of budget
  };
  Kind kind = Kind::Unknown;
  std::vector<std::size_t> lost;  ///< places in the wishes, rising
  std::uint64_t cost = 0;
  std::size_t cores = 0;          ///< Best: the unsat answers that prove it
  std::vector<std::size_t> core;  ///< Impossible: places in the hard assumptions
  std::string reason;             ///< Unknown: why
  Model model;                    ///< Best: the solution
};

/// What does not go together, kept for later questions to the same solver: such answers stay true, because
/// assertions are only ever added. By Term::id.
struct KnownCore {
  std::vector<unsigned> wishes;
  std::vector<unsigned> hard;
};
struct CoreMemory {
  std::vector<KnownCore> cores;
  std::size_t questions = 0;    ///< asked of the solver by all searches with this memory
  std::uint64_t resources = 0;  ///< solver units that they took: the same on every machine
};

/// `hard` are Boolean variables that have to hold, besides what the solver holds already.
[[nodiscard]] Optimum optimise(Solver& solver, std::span<const Term> hard, std::span<const Wish> wishes,
                               CoreMemory* memory = nullptr);

/// A subset of `assumptions` that does not go together either, and of which none can be left out.
/// `core` is a first such set, as places; the result is rising.
[[nodiscard]] std::vector<std::size_t> minimal_core(Solver& solver, std::span<const Term> assumptions,
                                                    std::vector<std::size_t> core);

}  // namespace idreg::smt::rules
