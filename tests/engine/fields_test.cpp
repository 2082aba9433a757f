// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/fields.h"

#include <gtest/gtest.h>

#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

struct Functions {
  decltype(&field_mask) mask = field_mask;
  decltype(&extract) get = extract;
  decltype(&insert) put = insert;
};

/// How many of the 2080 places of a field (each with these words) the functions get wrong.
int disagreements(const Functions& f) {
  model::Random random(1);
  int wrong = 0;
  for (unsigned width = 1; width <= 64; ++width) {
    for (unsigned shift = 0; shift + width <= 64; ++shift) {
      const Entry place{static_cast<std::uint8_t>(shift), static_cast<std::uint8_t>(width), {}, {}, 0, 0};
      for (const std::uint64_t word : {std::uint64_t{0}, ~std::uint64_t{0}, random.word(), random.word()}) {
        const std::uint64_t code = random.word();
        const bool right = f.mask(shift, width) == model::word_of(model::span_of(place)) &&
                           f.get(word, shift, width) == model::code_of(word, place) &&
                           f.put(word, shift, width, code) == model::with_code(word, place, code);
        wrong += right ? 0 : 1;
      }
    }
  }
  return wrong;
}

TEST(Fields, AgreeWithBitByBitAtEveryShiftAndWidth) { EXPECT_EQ(disagreements({}), 0); }

TEST(Fields, TheComparisonNoticesAMaskThatIsWrongAtWidth64Only) {
  Functions wrong;
  wrong.mask = [](std::uint32_t shift, std::uint32_t width) noexcept {
    return width == 64 ? 0 : field_mask(shift, width);
  };
  EXPECT_GT(disagreements(wrong), 0);
}

TEST(Fields, TheComparisonNoticesAnInsertThatSpills) {
  Functions wrong;
  wrong.put = [](std::uint64_t reg, std::uint32_t shift, std::uint32_t width, std::uint64_t code) noexcept {
    return (reg & ~field_mask(shift, width)) | (code << shift);
  };
  EXPECT_GT(disagreements(wrong), 0);
}

TEST(Fields, TheComparisonNoticesAnExtractThatKeepsHigherBits) {
  Functions wrong;
  wrong.get = [](std::uint64_t reg, std::uint32_t shift, std::uint32_t) noexcept { return reg >> shift; };
  EXPECT_GT(disagreements(wrong), 0);
}

}  // namespace
}  // namespace idreg::engine
