// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a proof is worth that rests on other proofs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "smt/prove/prove.h"

namespace idreg::smt::prove {

/// What became of claims about the engine, by name: lemmas are claims about the engine.
using Settled = std::map<std::string, Outcome>;

/// A proved result that rests on a lemma which is not proved becomes Unknown, with a part that says so; where
/// it is itself a lemma, so does what rests on it, and so on. `about_the_engine`: the results are of the engine
/// as it is, so that `settled` speaks of them too and is brought up to date.
/// A lemma that is not settled yet withdraws nothing.
void withdraw(std::vector<ClaimResult>& results, Settled& settled, bool about_the_engine);

/// Whether no later result can withdraw this one: its lemmas are settled, and those that these rest on.
[[nodiscard]] bool firm(const ClaimResult& result, const std::vector<ClaimResult>& results, const Settled& settled,
                        bool about_the_engine);

}  // namespace idreg::smt::prove
