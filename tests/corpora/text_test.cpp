// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/text.h"

#include <gtest/gtest.h>

namespace idreg::corpora {
namespace {

TEST(Lines, LeavesOutBlanksAndCommentsAndCountsThem) {
  Lines lines("# comment\n\n  a b # rest\r\nlast");
  const auto first = lines.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 3U);
  EXPECT_EQ(first->text, "a b");
  const auto second = lines.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, 4U);
  EXPECT_EQ(second->text, "last");
  EXPECT_FALSE(lines.next());
  EXPECT_FALSE(Lines("").next());
}

TEST(ParseNumber, TakesThreeBases) {
  EXPECT_EQ(parse_number("0"), 0U);
  EXPECT_EQ(parse_number("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_number("0xFFFF_ffff_ffff_ffff"), UINT64_MAX);
  EXPECT_EQ(parse_number("0b1010"), 10U);
  EXPECT_EQ(parse_number("010"), 10U);
}

TEST(ParseNumber, RefusesTheRest) {
  for (const char* text : {"", "0x", "0b", "0b2", "12a", "-1", "+1", " 1", "0x1_", "_1", "0x_1", "1 2", "0xg",
                           "18446744073709551616", "0x10000000000000000"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(Words, AndParts) {
  EXPECT_EQ(words("  a\tbc  d "), (std::vector<std::string_view>{"a", "bc", "d"}));
  EXPECT_TRUE(words("   ").empty());
  EXPECT_EQ(split("a, b,,", ','), (std::vector<std::string_view>{"a", "b", "", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Quote, CutsAndEscapes) {
  EXPECT_EQ(quote("a\x01\xff"), "'a\\x01\\xff'");
  EXPECT_EQ(quote(std::string(100, 'x')), "'" + std::string(40, 'x') + "...");
}

TEST(Closest, FindsSlipsOnly) {
  const std::vector<std::string_view> names = {"PMUVer", "PMSVer", "DebugVer"};
  EXPECT_EQ(closest("pmuvre", names), "PMUVer");
  EXPECT_EQ(closest("DebgVer", names), "DebugVer");
  EXPECT_EQ(closest("something", names), "");
  EXPECT_EQ(closest("", names), "");
  EXPECT_EQ(closest(std::string(1 << 20, 'P'), names), "");
}

TEST(CodeText, ReadsBack) {
  for (const std::uint64_t code : {0ULL, 9ULL, 10ULL, 15ULL, ~0ULL}) EXPECT_EQ(parse_number(code_text(code)), code);
}

}  // namespace
}  // namespace idreg::corpora
