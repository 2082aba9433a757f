// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops cut at their header: a right invariant is proved for every length, a wrong one is not.
#include <gtest/gtest.h>

#include "smt/term/solver.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

// Sums one n times; writes the sum so far to *p.
const char* const kLoop = R"(define i64 @f(i64 %n, ptr %p) {
 br label %head
head:
 %i = phi i64 [ 0, %0 ], [ %j, %body ]
 %s = phi i64 [ 5, %0 ], [ %t, %body ]
 %d = icmp eq i64 %i, %n
 br i1 %d, label %end, label %body
body:
 %t = add i64 %s, 3
 %j = add i64 %i, 1
 store i64 %t, ptr %p
 br label %head
end:
 ret i64 %s
})";

struct Proof {
  bool entry = true;
  bool step = true;
  bool result = true;
  std::optional<Unsupported> error;
};

bool holds(const Context& context, const Term& violated) {
  Solver solver(context, 0);
  solver.add(violated);
  return solver.check().answer == Answer::Unsat;
}

/// Cuts the loop with the invariant sum == start + factor * i, and asks for the sum at the end.
Proof prove(std::uint64_t start, std::uint64_t factor, bool name_memory) {
  const Program program = load_text(kLoop);
  const Context context;
  Machine machine(program, context);
  const Term n = variable(context, "n", 64);
  const Term p = machine.allocate("p", 8);
  Cut cut;
  cut.invariant = [&](Machine&, std::span<const Term> phis) -> Result<Term> {
    return equal(phis[1], bvadd(bv(context, 64, start), bvmul(bv(context, 64, factor), phis[0])));
  };
  if (name_memory) cut.regions.push_back({p, {{0, 64}}});
  machine.cut("f", 0, cut);
  EXPECT_TRUE(machine.store(p, 0, bv(context, 64, 0)).has_value());
  const Term arguments[] = {n, p};
  const Result<Term> result = machine.run("f", arguments);
  Proof proof;
  if (!result) {
    proof.error = result.error();
    return proof;
  }
  for (const Obligation& obligation : machine.obligations()) {
    if (obligation.kind == "invariant-entry") proof.entry = proof.entry && holds(context, obligation.violated);
    if (obligation.kind == "invariant-step") proof.step = proof.step && holds(context, obligation.violated);
  }
  // The exit path has the invariant as a premise, which the result alone does not show: i == n there.
  const Term at_exit = bvadd(bv(context, 64, 5), bvmul(bv(context, 64, 3), n));
  Solver solver(context, 0);
  solver.add(machine.reached());
  solver.add(logical_not(equal(*result, at_exit)));
  proof.result = solver.check().answer == Answer::Unsat;
  return proof;
}

}  // namespace

TEST(Cut, RightInvariantIsProvedForEveryLength) {
  const Proof proof = prove(5, 3, true);
  ASSERT_FALSE(proof.error.has_value()) << describe(*proof.error);
  EXPECT_TRUE(proof.entry);
  EXPECT_TRUE(proof.step);
  EXPECT_TRUE(proof.result);
}

TEST(Cut, WrongAtTheEntry) {
  const Proof proof = prove(6, 3, true);
  EXPECT_FALSE(proof.entry);
}

TEST(Cut, NotKept) {
  const Proof proof = prove(5, 4, true);
  EXPECT_TRUE(proof.entry);
  EXPECT_FALSE(proof.step);
}

TEST(Cut, WritesToMemoryThatIsNotNamedAreRefused) {
  const Proof proof = prove(5, 3, false);
  ASSERT_TRUE(proof.error.has_value());
  EXPECT_NE(proof.error->what.find("writes to p"), std::string::npos) << proof.error->what;
}

}  // namespace idreg::smt::lift::testing
