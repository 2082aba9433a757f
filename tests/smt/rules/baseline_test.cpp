// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/baseline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"

namespace idreg::smt::rules {
namespace {

constexpr std::uint64_t kBudget = 400'000'000;

Values machine(const std::string& name) {
  const auto dump = corpora::read_dump("corpora/cpus/" + name + ".txt");
  Values values;
  for (const corpora::DumpValue& one : dump.value().registers) values.emplace(one.reg, one.value);
  return values;
}

FieldKey field(const char* reg, const char* name) {
  const arch::Register* found = arch::find_register(reg);
  const arch::Field* of = arch::find_field(*found, name);
  return {arch::index_of(*found), of->entry.shift, of->entry.width};
}

std::uint64_t code(const Values& values, const char* reg, const char* name) {
  const FieldKey key = field(reg, name);
  return idreg::rules::code_in(values.at(key.reg), key);
}

Values isar0(std::uint64_t aes, std::uint64_t sha1, std::uint64_t crc32) {
  Values values{{field("ID_AA64ISAR0_EL1", "AES").reg, 0}};
  for (const auto& [name, of] : {std::pair("AES", aes), std::pair("SHA1", sha1), std::pair("CRC32", crc32)}) {
    const FieldKey key = field("ID_AA64ISAR0_EL1", name);
    values[key.reg] = idreg::rules::with_code(values[key.reg], key, of);
  }
  return values;
}

Baseline solved(const RuleSet& rules, const std::vector<Values>& hosts, const Weights& weights = {}) {
  World world(rules, kBudget);
  auto found = baseline(world, hosts, weights);
  EXPECT_TRUE(found);
  return found ? std::move(*found) : Baseline{};
}

RuleSet rules_of(const std::string& text) { return idreg::rules::parse_rules(text, "f").value(); }

/// Hosts that each lower some fields of a Neoverse V1, 40 registers each; the first are those of a smaller fleet.
std::vector<Values> fleet(std::size_t hosts) {
  std::mt19937_64 random(5);
  const auto dump = corpora::read_dump("tests/cli/fleet/neoverse-v1.txt");
  std::vector<Values> all;
  for (std::size_t host = 0; host < hosts; ++host) {
    Values values;
    for (const corpora::DumpValue& one : dump.value().registers) {
      if (values.size() < 40) values.emplace(one.reg, one.value);
    }
    for (int change = 0; change < 6; ++change) {
      auto& value = std::next(values.begin(), static_cast<std::ptrdiff_t>(random() % values.size()))->second;
      const std::uint64_t shift = 4 * (random() % 16);
      const std::uint64_t code = value >> shift & 15;
      if (code != 0) value = (value & ~(std::uint64_t{15} << shift)) | (random() % code) << shift;
    }
    all.push_back(std::move(values));
  }
  return all;
}

/// What a baseline of so many hosts costs: {questions, solver units}.
std::pair<std::size_t, std::uint64_t> cost(std::size_t hosts) {
  const RuleSet rules = idreg::rules::own_rules();
  World world(rules, kBudget);
  const auto found = baseline(world, fleet(hosts), {});
  EXPECT_TRUE(found && found->possible);
  return {world.memory().questions, world.memory().resources};
}

TEST(Baseline, CostGrowsNoFasterThanHosts) {
  const auto small = cost(15);
  const auto large = cost(60);
  EXPECT_GT(small.first, 15U) << "what is counted is counted";
  EXPECT_LE(large.first, 4 * small.first);
  EXPECT_LE(large.second, 4 * small.second);
}

TEST(Baseline, ThreeMachinesAndWhoCostsWhat) {
  const RuleSet rules = idreg::rules::own_rules();
  const Baseline found = solved(rules, {machine("ampere-altra"), machine("graviton-3"), machine("raspberry-pi-4")});
  ASSERT_TRUE(found.possible);
  EXPECT_TRUE(found.waived.empty());
  EXPECT_EQ(found.kept.size(), 17U);
  const auto lse = std::ranges::find(found.lost, "FEAT_LSE", &Lost::feature);
  ASSERT_NE(lse, found.lost.end());
  EXPECT_EQ(lse->lacking, std::vector<std::size_t>{2});
  EXPECT_TRUE(found.gains[0].empty());
  EXPECT_EQ(found.gains[1], std::vector<std::string>{"FEAT_DoubleLock"});
  EXPECT_EQ(std::ranges::count(found.gains[2], "FEAT_LSE"), 1);
}

TEST(Baseline, FewestBrokenRulesComeBeforeFeatures) {
  const RuleSet rules = idreg::rules::own_rules();
  const Baseline found = solved(rules, {machine("graviton-3")});
  ASSERT_TRUE(found.possible);
  EXPECT_TRUE(found.waived.empty()) << "the machine breaks two, and none need be";
  EXPECT_EQ(code(found.values, "ID_AA64ISAR0_EL1", "RNDR"), 0U);
  EXPECT_EQ(code(found.values, "ID_AA64MMFR2_EL1", "EVT"), 0U);
  EXPECT_EQ(found.below.size(), 2U) << "no other field is touched";
}

TEST(Baseline, WeightsDecideWhatIsKept) {
  const RuleSet rules = rules_of("feature FEAT_AES\n  excludes FEAT_CRC32\n");
  const Baseline aes = solved(rules, {isar0(1, 0, 1)}, {{"FEAT_AES", 5}});
  EXPECT_EQ(code(aes.values, "ID_AA64ISAR0_EL1", "AES"), 1U);
  EXPECT_EQ(code(aes.values, "ID_AA64ISAR0_EL1", "CRC32"), 0U);
  const Baseline crc = solved(rules, {isar0(1, 0, 1)}, {{"FEAT_CRC32", 5}});
  EXPECT_EQ(code(crc.values, "ID_AA64ISAR0_EL1", "AES"), 0U);
  EXPECT_EQ(code(crc.values, "ID_AA64ISAR0_EL1", "CRC32"), 1U);
}

TEST(Baseline, ARuleThatEveryHostBreaksIsWaivedWithTheirNames) {
  // Nothing at or below satisfies it, and the hosts break it themselves.
  const RuleSet rules = rules_of("never ID_AA64ISAR0_EL1.AES < 3\nfeature FEAT_AES\n  needs FEAT_CRC32\n");
  const Baseline found = solved(rules, {isar0(1, 0, 1), isar0(2, 0, 1)});
  ASSERT_TRUE(found.possible);
  ASSERT_EQ(found.waived.size(), 1U);
  EXPECT_EQ(found.waived[0].rule, 0U);
  EXPECT_EQ(found.waived[0].hosts, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(code(found.values, "ID_AA64ISAR0_EL1", "AES"), 1U);
}

TEST(Baseline, HardRulesThatConflictGiveTheirCore) {
  const RuleSet rules = rules_of("code ID_AA64ISAR0_EL1.AES < 1\n  needs ID_AA64ISAR0_EL1.SHA1 >= 1\n");
  const Baseline found = solved(rules, {isar0(1, 0, 0), isar0(0, 1, 0)});
  EXPECT_FALSE(found.possible);
  EXPECT_EQ(found.core_rules, std::vector<std::size_t>{0});
  EXPECT_EQ(found.core_fields,
            (std::vector<FieldKey>{field("ID_AA64ISAR0_EL1", "AES"), field("ID_AA64ISAR0_EL1", "SHA1")}));
}

// Small fleets against trying every combination of permitted codes of three fields.
TEST(Baseline, NothingThatIsPermittedKeepsMore) {
  const RuleSet rules =
      rules_of("feature FEAT_PMULL\n  needs FEAT_SHA1\n  excludes FEAT_CRC32\nfeature FEAT_SHA1\n  needs FEAT_AES\n");
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<Values> hosts;
    for (int host = 0; host < 3; ++host) hosts.push_back(isar0(random() % 3, random() % 2, random() % 2));
    const Baseline found = solved(rules, hosts);
    ASSERT_TRUE(found.possible);
    const auto broken = [](std::uint64_t aes, std::uint64_t sha1, std::uint64_t crc32) {
      return (aes >= 2 && sha1 == 0) + (aes >= 2 && crc32 == 1) + (sha1 == 1 && aes == 0);
    };
    std::pair<int, int> best{100, 0};  // broken rules, features kept as a negative number
    for (std::uint64_t aes = 0; aes < 3; ++aes) {
      for (std::uint64_t sha1 = 0; sha1 < 2; ++sha1) {
        for (std::uint64_t crc32 = 0; crc32 < 2; ++crc32) {
          const bool permitted = std::ranges::all_of(hosts, [&](const Values& host) {
            return aes <= code(host, "ID_AA64ISAR0_EL1", "AES") && sha1 <= code(host, "ID_AA64ISAR0_EL1", "SHA1") &&
                   crc32 <= code(host, "ID_AA64ISAR0_EL1", "CRC32");
          });
          const int kept = (aes >= 1) + (aes >= 2) + (sha1 == 1) + (crc32 == 1);
          if (permitted) best = std::min(best, {broken(aes, sha1, crc32), -kept});
        }
      }
    }
    const std::uint64_t aes = code(found.values, "ID_AA64ISAR0_EL1", "AES");
    const std::uint64_t sha1 = code(found.values, "ID_AA64ISAR0_EL1", "SHA1");
    const std::uint64_t crc32 = code(found.values, "ID_AA64ISAR0_EL1", "CRC32");
    EXPECT_EQ(std::pair(broken(aes, sha1, crc32), -((aes >= 1) + (aes >= 2) + (sha1 == 1) + (crc32 == 1))), best)
        << "round " << round;
  }
}

}  // namespace
}  // namespace idreg::smt::rules
