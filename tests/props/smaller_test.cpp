// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/smaller.h"

#include <gtest/gtest.h>

#include <bit>
#include <functional>

#include "corpora/arch/arch.h"
#include "props/run.h"

namespace idreg::props {
namespace {

/// About a register that there is none of, so that fields are bits.
Case nameless() {
  Case c{};
  c.reg = kNoRegister;
  return c;
}

struct Level {
  const char* name;
  std::function<void(Case&)> smaller_one;
  std::function<void(Case&)> larger_one;
};

// One pair for each level, each larger in every later level, so that the order of the levels shows.
const Level kLevels[] = {
    {"overrides", [](Case& c) { c.general_count = 9; }, [](Case& c) { c.override_count = 1; }},
    {"general", [](Case& c) { c.cpu_count = 4; }, [](Case& c) { c.general_count = 1; }},
    {"cpus", [](Case& c) { c.value = 0xff; }, [](Case& c) { c.cpu_count = 1; }},
    {"fields", [](Case& c) { c.value = c.limit = 0xff; }, [](Case& c) { c.value = 1; }},
    {"bits", [](Case& c) { c.value = 0x80; }, [](Case& c) { c.value = 3, c.limit = 2; }},
    {"value", [](Case& c) { c.value = 1, c.limit = 0; }, [](Case& c) { c.value = 2; }},
    {"limit before reg", [](Case& c) { c.limit = 1, c.reg = 99; }, [](Case& c) { c.limit = 2; }},
    {"reg", [](Case& c) { c.reg = 98, c.item = 5; }, [](Case& c) { c.reg = 99; }},
    {"item", [](Case& c) { c.item = 1, c.other = 5; }, [](Case& c) { c.item = 2; }},
    {"other", [](Case& c) { c.other = 1, c.writable = 5; }, [](Case& c) { c.other = 2; }},
    {"writable", [](Case& c) { c.writable = 1, c.more_values[0] = 5; }, [](Case& c) { c.writable = 2; }},
    {"more_values", [](Case& c) { c.more_limits[0] = 5; }, [](Case& c) { c.more_values[2] = 1; }},
    {"more_limits", [](Case& c) { c.cpus[0] = 5; }, [](Case& c) { c.more_limits[2] = 1; }},
    {"cpus' values", [](Case& c) { c.scheme.bias = 5; }, [](Case& c) { c.cpus[3] = 1; }},
    {"scheme", [](Case& c) { c.overrides[0].safe = 5; }, [](Case& c) { c.scheme.safe = 1; }},
    {"overrides' members", [](Case& c) { c.general[0].safe = 5; }, [](Case& c) { c.overrides[15].safe = 1; }},
    {"general's members", [](Case& c) { c.general[63].safe = 5; }, [](Case& c) { c.general[62].safe = 1; }},
};

TEST(Smaller, LevelsInTheirOrder) {
  for (const Level& level : kLevels) {
    Case a = nameless();
    Case b = nameless();
    level.smaller_one(a);
    level.larger_one(b);
    EXPECT_TRUE(smaller(a, b)) << level.name;
    EXPECT_FALSE(smaller(b, a)) << level.name;
  }
}

TEST(Smaller, IsATotalOrder) {
  const Claim& claim = claims().front();
  std::vector<Case> cases;
  for (const Claim& other : claims())
    for (std::uint64_t i = 0; i < 4; ++i) cases.push_back(nth_case(other, 3, i));
  cases.push_back(nth_case(claim, 3, 0));
  for (const Case& a : cases) {
    EXPECT_EQ(compare(a, a), std::strong_ordering::equal);
    for (const Case& b : cases) {
      ASSERT_EQ(compare(a, b) == 0, a == b);
      ASSERT_EQ(compare(a, b) < 0, compare(b, a) > 0);
      for (const Case& c : cases)
        if (smaller(a, b) && smaller(b, c)) {
          ASSERT_TRUE(smaller(a, c));
        }
    }
  }
}

TEST(DifferingFields, OfEntriesOfARegisterAndOfBits) {
  Case c = nameless();
  c.value = 0xff0;
  EXPECT_EQ(differing_fields(c), 8U) << "no entries: bits";
  c.general_count = 1;
  c.general[0] = {4, 4, {}, {}, 0, 0};
  EXPECT_EQ(differing_fields(c), 5U) << "one field and four bits";
  c.override_count = 1;
  c.overrides[0] = c.general[0];
  EXPECT_EQ(differing_fields(c), 6U) << "an override and what it replaces are two";
  c.limit = c.value;
  EXPECT_EQ(differing_fields(c), 0U);
  ASSERT_GT(arch::kRegisterCount, 0U);
  const arch::Register& reg = arch::kRegisters[0];
  c = Case{};
  c.value = ~std::uint64_t{0};
  std::uint64_t covered = 0;
  for (std::uint32_t i = 0; i < reg.field_count; ++i)
    covered |= ((std::uint64_t{1} << reg.entries[i].width) - 1) << reg.entries[i].shift;
  EXPECT_EQ(differing_fields(c), reg.field_count + static_cast<std::uint32_t>(std::popcount(~covered)));
}

TEST(DifferingFields, TakesAnyBytes) {
  Case c = nameless();
  c.override_count = c.general_count = 1000;
  for (Entry& entry : c.general) entry = {255, 255, {}, {}, 0, 0};
  for (Entry& entry : c.overrides) entry = {63, 200, {}, {}, 0, 0};
  c.value = std::uint64_t{1} << 63U;
  EXPECT_EQ(differing_fields(c), kMaxOverrides);
}

}  // namespace
}  // namespace idreg::props
