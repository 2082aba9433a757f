// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/case.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace idreg::props {
namespace {

struct Scalar {
  std::string name;
  std::size_t offset;
  std::size_t bytes;
};

std::vector<Scalar> scalars() {
  std::vector<Scalar> result;
  for_each_scalar([](void* state, const char* name, std::size_t offset,
                     std::size_t bytes) { static_cast<std::vector<Scalar>*>(state)->push_back({name, offset, bytes}); },
                  &result);
  return result;
}

TEST(ForEachScalar, NamesEachScalarOnceInDeclarationOrder) {
  std::set<std::string> names;
  std::size_t end = 0;
  for (const Scalar& scalar : scalars()) {
    EXPECT_TRUE(names.insert(scalar.name).second) << scalar.name;
    EXPECT_GE(scalar.offset, end) << scalar.name;
    end = scalar.offset + scalar.bytes;
  }
  EXPECT_EQ(end, sizeof(Case));
  // Six counts and indices; three words, three + three + four more; the scheme; six in each entry.
  EXPECT_EQ(names.size(), 6 + 3 + 10 + 3 + 6 * std::size_t{kMaxOverrides + kMaxGeneral});
  EXPECT_EQ(scalars().front().name, "override_count");
  EXPECT_EQ(scalars().back().name, "general[63].safe");
}

// A scalar left out, or with a wrong offset or size, would be a byte that the comparison sees and the
// walk does not.
TEST(ForEachScalar, CoversEveryByteThatComparisonSees) {
  std::vector<bool> covered(sizeof(Case), false);
  for (const Scalar& scalar : scalars())
    for (std::size_t i = 0; i < scalar.bytes; ++i) covered[scalar.offset + i] = true;
  const Case zero{};
  for (std::size_t i = 0; i < sizeof(Case); ++i) {
    Case changed{};
    unsigned char byte = 1;
    std::memcpy(reinterpret_cast<unsigned char*>(&changed) + i, &byte, 1);
    EXPECT_EQ(covered[i], !(changed == zero)) << "byte " << i;
  }
}

TEST(ForEachScalar, GivesTheMembersByName) {
  Case c{};
  c.general[3].width = 7;
  c.more_limits[1] = 0x1122334455667788;
  for (const Scalar& scalar : scalars()) {
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const unsigned char*>(&c) + scalar.offset, scalar.bytes);
    const std::uint64_t expected = scalar.name == "general[3].width" ? 7
                                   : scalar.name == "more_limits[1]" ? 0x1122334455667788
                                                                     : 0;
    EXPECT_EQ(value, expected) << scalar.name;
  }
}

}  // namespace
}  // namespace idreg::props
