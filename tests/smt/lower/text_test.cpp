// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cannot be lowered is refused in words.
#include <gtest/gtest.h>

#include "smt/lower/lower.h"

namespace idreg::smt::lower {
namespace {

constexpr const char* kParameters[] = {"a", "b"};

TEST(FunctionText, IsOneFunctionOfTheParameters) {
  const Context context;
  const Term a = variable(context, "a", 64);
  const auto text = function_text("f", kParameters, bvadd(a, bv(context, 64, 3)));
  ASSERT_TRUE(text.has_value()) << text.error();
  EXPECT_NE(text->find("extern \"C\" std::uint64_t f("), std::string::npos) << *text;
  EXPECT_EQ(text, function_text("f", kParameters, bvadd(a, bv(context, 64, 3)))) << "the same text every time";
}

TEST(FunctionText, RefusesWhatIsNoParameter) {
  const Context context;
  const auto text = function_text("f", kParameters, variable(context, "c", 64));
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error(), "f: no parameter c");
}

TEST(FunctionText, RefusesWideWords) {
  const Context context;
  const Term a = variable(context, "a", 64);
  const auto text = function_text("f", kParameters, extract(63, 0, bvadd(zero_extend(a, 65), zero_extend(a, 65))));
  ASSERT_FALSE(text.has_value());
  EXPECT_NE(text.error().find("wider than 64 bits"), std::string::npos) << text.error();
}

TEST(FunctionText, RefusesSignedDivision) {
  const Context context;
  const Term a = variable(context, "a", 64);
  const auto text = function_text("f", kParameters, bvsdiv(a, variable(context, "b", 64)));
  ASSERT_FALSE(text.has_value());
  EXPECT_NE(text.error().find("cannot be lowered"), std::string::npos) << text.error();
}

}  // namespace
}  // namespace idreg::smt::lower
