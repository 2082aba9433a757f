// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/values.h"

#include <gtest/gtest.h>

#include "cli/status.h"

namespace idreg::cli {
namespace {

TEST(Values, AreReadInThreeBases) {
  EXPECT_EQ(parse_value("0x900"), 0x900U);
  EXPECT_EQ(parse_value("0XfF"), 0xffU);
  EXPECT_EQ(parse_value("0b1010"), 10U);
  EXPECT_EQ(parse_value("2304"), 2304U);
  EXPECT_EQ(parse_value("0x0000_0011_1100_0010"), 0x11'1100'0010U);
  EXPECT_EQ(parse_value("0xffffffffffffffff"), ~std::uint64_t{0});
  EXPECT_EQ(parse_value("18446744073709551615"), ~std::uint64_t{0});
}

TEST(Values, ThatAreNoneAreRefused) {
  for (const char* text : {"", "0x", "0b", "0xg", "0b2", "12ab", "-1", "+1", " 1", "1 ", "_1", "1_", "0x_1", "1.5"}) {
    EXPECT_FALSE(parse_value(text)) << text;
  }
}

TEST(Values, ThatAreTooWideAreRefusedWithTheReason) {
  for (const char* text : {"0x1_0000_0000_0000_0000", "18446744073709551616", "0xfffffffffffffffff",
                           "0b1_0000000000000000000000000000000000000000000000000000000000000000"}) {
    const auto value = parse_value(text);
    ASSERT_FALSE(value) << text;
    EXPECT_NE(value.error().find("64 bits"), std::string::npos) << value.error();
  }
}

TEST(Values, OfRegistersAreReadBack) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0x110305408}, ~std::uint64_t{0}}) {
    EXPECT_EQ(parse_value(register_hex(value)), value);
    EXPECT_EQ(parse_value(hex(value)), value);
  }
  EXPECT_EQ(register_hex(0x1'0000'0002), "0x00000001_00000002");
}

TEST(Bits, AreNamedByRuns) {
  EXPECT_EQ(bits(11, 8), "[11:8]");
  EXPECT_EQ(bits(3, 3), "[3]");
  EXPECT_EQ(bit_runs(0), "");
  EXPECT_EQ(bit_runs(1), "[0]");
  EXPECT_EQ(bit_runs(~std::uint64_t{0}), "[63:0]");
  EXPECT_EQ(bit_runs(0x8000'0000'0000'0f01), "[63], [11:8], [0]");
}

TEST(Status, TheWorstWins) {
  const Status order[] = {Status::Internal, Status::Finding, Status::Usage, Status::Inconclusive, Status::Holds};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) EXPECT_EQ(worse(order[i], order[j]), order[std::min(i, j)]);
  }
}

}  // namespace
}  // namespace idreg::cli
