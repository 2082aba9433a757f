// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/sanitise.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

constexpr int kRounds = 5000;

int disagreements(decltype(&sanitise_pair) function) {
  model::Random random(10);
  int wrong = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::vector<Entry> fields = random.fields();
    const std::uint64_t a = random.word();
    const std::uint64_t b = random.value(fields, a);
    wrong += function(model::table_of(fields), a, b) == model::sanitise_pair(fields, a, b) ? 0 : 1;
  }
  return wrong;
}

TEST(SanitisePair, AgreesWithTheModel) { EXPECT_EQ(disagreements(sanitise_pair), 0); }

TEST(SanitisePair, TheComparisonNoticesBitsOutsideFieldsThatAreKept) {
  EXPECT_GT(disagreements([](const Table& table, std::uint64_t a, std::uint64_t b) noexcept {
              std::uint64_t fields = 0;
              for (const Entry& slot : table.slots) fields |= model::word_of(model::span_of(slot));
              return sanitise_pair(table, a, b) | (a & ~fields);
            }),
            0);
}

TEST(SanitisePair, EveryEntryAndCodeAtSmallWidths) {
  for (unsigned width = 1; width <= 3; ++width) {
    model::for_each_entry(width, [&](Entry entry) {
      entry.shift = static_cast<std::uint8_t>(64 - width);
      const Table table = model::table_of({entry});
      for (std::uint64_t x = 0; x < std::uint64_t{1} << width; ++x) {
        for (std::uint64_t y = 0; y < std::uint64_t{1} << width; ++y) {
          const std::uint64_t a = model::with_code(0x6, entry, x);
          const std::uint64_t b = model::with_code(0xC, entry, y);
          ASSERT_EQ(sanitise_pair(table, a, b), model::sanitise_pair({entry}, a, b)) << model::to_string(entry);
        }
      }
    });
  }
}

TEST(Sanitise, NoCpuIsZeroAndOneIsItself) {
  const std::uint64_t cpu = 0x123456789ABCDEF0;
  EXPECT_EQ(sanitise(Table{}, nullptr, 0), 0U);
  EXPECT_EQ(sanitise(Table{}, &cpu, 1), cpu);
}

TEST(Sanitise, IsTheFoldOverTheCpus) {
  model::Random random(11);
  for (int i = 0; i < kRounds; ++i) {
    const std::vector<Entry> fields = random.fields();
    const std::uint64_t first = random.word();
    std::vector<std::uint64_t> cpus{first};
    for (std::uint64_t more = random.below(4); more > 0; --more) cpus.push_back(random.value(fields, first));
    std::uint64_t expected = first;
    for (std::size_t k = 1; k < cpus.size(); ++k) expected = model::sanitise_pair(fields, expected, cpus[k]);
    const Table table = model::table_of(fields);
    ASSERT_EQ(sanitise(table, cpus.data(), static_cast<std::uint32_t>(cpus.size())), expected) << "round " << i;
  }
}

/// The header promises that the order of CPUs does not matter: three CPUs, every entry, every code.
TEST(Sanitise, TheOrderOfThreeCpusDoesNotMatter) {
  for (unsigned width = 1; width <= 3; ++width) {
    model::for_each_entry(width, [&](const Entry& entry) {
      const Table table = model::table_of({entry});
      const std::uint64_t codes = std::uint64_t{1} << width;
      for (std::uint64_t all = 0; all < codes * codes * codes; ++all) {
        std::uint64_t cpus[] = {all % codes, all / codes % codes, all / codes / codes};
        if (cpus[0] > cpus[1] || cpus[1] > cpus[2]) continue;
        const std::uint64_t sorted = sanitise(table, cpus, 3);
        while (std::next_permutation(std::begin(cpus), std::end(cpus))) {
          ASSERT_EQ(sanitise(table, cpus, 3), sorted)
              << model::to_string(entry) << ": " << cpus[0] << ", " << cpus[1] << ", " << cpus[2];
        }
      }
    });
  }
}

}  // namespace
}  // namespace idreg::engine
