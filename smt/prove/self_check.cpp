// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/self_check.h"

#include <fmt/format.h>

#include "smt/prove/discharge.h"
#include "smt/prove/plan.h"

namespace idreg::smt::prove {

namespace {

/// Of a claim about one field: the part of four bits.
PartPlan nibble_of(const char* claim) {
  return {.claim = props::find_claim(claim), .name = "width 4", .fixed = {{"general[0].width", 4}}, .open = "*"};
}

std::expected<Workshop, InternalError> shop_of(const char* subject, const Tampering& tampering) {
  Options options;
  options.tampering.solver_lies = tampering.solver_lies;
  options.subject = subject;
  return Workshop::open(options);
}

InternalError broken(const Canary& canary, const std::string& what) {
  return {fmt::format("the prover is broken: {} on {} {}", canary.claim, canary.subject, what)};
}

}  // namespace

std::expected<void, InternalError> check_canary(const Canary& canary, const Tampering& tampering) {
  const auto shop = shop_of(canary.subject, tampering);
  if (!shop) return std::unexpected(shop.error());
  const Context context;
  const auto done = discharge(*shop, context, nibble_of(canary.claim));
  if (!done) return std::unexpected(done.error());
  if (done->part.outcome == Outcome::Refuted) return {};
  return std::unexpected(broken(canary, fmt::format("must be refuted, but is {}", to_string(done->part.outcome))));
}

std::expected<void, InternalError> check_identity(const Canary& canary, const Tampering& tampering) {
  auto engine = shop_of("engine", tampering);
  if (!engine) return std::unexpected(engine.error());
  const auto other = shop_of(canary.subject, tampering);
  if (!other) return std::unexpected(other.error());
  const Context context;
  const PartPlan part = nibble_of(canary.claim);
  const auto once = lift_part(*engine, context, part);
  engine->tampering.lifter_fault = tampering.unstable_fault;
  const auto twice = lift_part(*engine, context, part);
  const auto differs = lift_part(*other, context, part);
  if (!once || !twice || !differs) return std::unexpected(broken(canary, "is not lifted"));
  const auto equal_for_all = [&](const Question& a, const Question& b) {
    return a.facts->decide(logical_not(equal(a.violated, b.violated)), engine->budget).answer == Answer::Unsat;
  };
  if (!equal_for_all(*once, *twice)) return std::unexpected(broken(canary, "is lifted to two things"));
  if (equal_for_all(*once, *differs)) return std::unexpected(broken(canary, "is lifted to the same as on the engine"));
  return {};
}

}  // namespace idreg::smt::prove
