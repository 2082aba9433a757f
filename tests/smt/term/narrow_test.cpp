// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A narrowed term equals the term, for every value of its variables: asked of the solver for random terms of the
// operators that narrowing rewrites, and for what a kernel does to a field.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "smt/term/narrow.h"
#include "tests/smt/term/operators.h"

namespace idreg::smt::test {
namespace {

constexpr unsigned kWidth = 12;

class NarrowTerms : public testing::Test {
 protected:
  /// How narrowing goes wrong here is told by the one judge of all these tests.
  ::testing::AssertionResult same(const Term& narrowed, const Term& term) {
    if (judge_.differ(narrowed, term) == Answer::Unsat) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "narrowed: " << narrowed.text() << "\nmeant: " << term.text();
  }

  Context context_;
  Narrow narrow_;
  Judge judge_{context_};
};

/// Random terms, of operands that are extensions, masks, shifts and choices more often than chance has it.
class Terms {
 public:
  Terms(const Context& context, unsigned seed) : context_(context), random_(seed) {}

  Term word(unsigned depth, unsigned width = kWidth) {
    if (depth == 0 || width == 1) return leaf(width);
    const Term a = word(depth - 1, width);
    switch (below(12)) {
      case 0:
        return unfolded_zero_extend(word(depth - 1, below(width - 1) + 1), width);
      case 1:
        return unfolded_sign_extend(word(depth - 1, below(width - 1) + 1), width);
      case 2:
        return bvshl(a, amount(width));
      case 3:
        return bvlshr(a, amount(width));
      case 4:
        return bvashr(a, amount(width));
      case 5:
        return bvand(a, mask(width));
      case 6:
        return bvor(a, word(depth - 1, width));
      case 7:
        return bvxor(a, word(depth - 1, width));
      case 8:
        return bvnot(a);
      case 9: {
        const unsigned low = below(width);
        return unfolded_extract(low + width - 1, low, word(depth - 1, 2 * width));
      }
      case 10: {
        const unsigned split = below(width - 1) + 1;
        return unfolded_concat(word(depth - 1, width - split), word(depth - 1, split));
      }
      default:
        return unfolded_ite(truth(depth - 1), a, word(depth - 1, width));
    }
  }

  Term truth(unsigned depth) {
    const Term a = word(depth);
    const Term b = below(3) == 0 ? leaf(kWidth) : word(depth);
    switch (below(3)) {
      case 0:
        return unfolded_equal(a, b);
      case 1:
        return bvule(a, b);
      default:
        return bvsle(a, b);
    }
  }

 private:
  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  Term leaf(unsigned width) {
    if (below(2) == 0) return bv(context_, width, random_() & ones(width));
    return variable(context_, (below(2) == 0 ? "x" : "y") + std::to_string(width), width);
  }
  Term amount(unsigned width) { return bv(context_, width, below(width + 2)); }
  Term mask(unsigned width) {
    const std::uint64_t run = ones(below(width) + 1) << below(width);
    return bv(context_, width, below(4) == 0 ? random_() : run);
  }

  const Context& context_;
  std::mt19937 random_;
};

TEST_F(NarrowTerms, RandomTermsKeepTheirMeaning) {
  unsigned changed = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Terms terms(context_, seed);
    const Term term = seed % 2 == 0 ? terms.word(3) : terms.truth(3);
    const Term narrowed = narrow_(term);
    ASSERT_TRUE(same(narrowed, term)) << "seed " << seed;
    changed += narrowed.same(term) ? 0U : 1U;
  }
  EXPECT_GT(changed, 200U);
}

TEST_F(NarrowTerms, AFieldIsToldByItsBits) {
  const Term value = variable(context_, "value", 64);
  const Term limit = variable(context_, "limit", 64);
  const auto code = [&](const Term& word, bool is_signed) {
    const Term high = bvshl(word, bv(context_, 64, 32));
    const Term amount = bv(context_, 64, 60);
    return is_signed ? bvashr(high, amount) : bvlshr(high, amount);
  };
  const auto of = [&](const Term& word) { return extract(31, 28, word); };
  EXPECT_TRUE(narrow_(bvsle(code(value, false), code(limit, false))).same(bvule(of(value), of(limit))));
  EXPECT_TRUE(narrow_(bvsle(code(value, true), code(limit, true))).same(bvsle(of(value), of(limit))));
  const Term masked = bvand(bv(context_, 64, 0xf0000000), value);
  EXPECT_TRUE(narrow_(equal(masked, bv(context_, 64, 0x30000000))).same(equal(of(value), bv(context_, 4, 3))));
}

TEST_F(NarrowTerms, AnOrderThatIsNotTheWordsIsNoticed) {
  // What narrowing must not do: words that a sign extends are not in the signed order of what was extended.
  const Term a = variable(context_, "a", 4);
  const Term b = variable(context_, "b", 4);
  const Term wide = bvule(sign_extend(a, kWidth), zero_extend(b, kWidth));
  EXPECT_FALSE(same(bvsle(a, b), wide));
  EXPECT_FALSE(same(bvule(a, b), wide));
  EXPECT_TRUE(same(narrow_(wide), wide));
}

}  // namespace
}  // namespace idreg::smt::test
