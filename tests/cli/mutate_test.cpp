// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg mutate: a seeded sample in every run, all that are expected in a campaign (IDREG_MUTANTS).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/mutate.h"
#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

constexpr const char* kExpected = "tests/expect/mutants.txt";

TEST(Mutate, ThoseThatAreExpectedAreKilledOrEquivalent) {
  const Ran ran = idreg(fmt::format("mutate --json --expect {} {}", kExpected, IDREG_MUTANTS));
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  const auto summary = ran.json()["summary"];
  EXPECT_EQ(summary["unexpected"], 0);
  EXPECT_EQ(summary["killed"].get<int>() + summary["equivalent"].get<int>(), summary["mutants"].get<int>());
  fmt::print("{}\n", summary.dump());
}

TEST(Mutate, AComparisonThatOneWayDoesNotDecideIsAskedInAnother) {
  // With the widths of a free table folded alone it was unknown (smt/prove/same.h, ways_to_ask).
  const Ran ran = idreg(
      "mutate --only check.explain/icmp.0/edge --claim batch-equals-packed --fuzz-time 0 --property-cases 0 --corpus "
      "''");
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_TRUE(contains(ran.out, "1 proved equivalent")) << ran.out;
}

// A loop that treats only long lists otherwise: no short one tells it apart, so the longest are compared, too.
TEST(Mutate, AMergeThatOnlyLongListsTellApartIsNotEquivalent) {
  const Ran ran =
      idreg("mutate --json --only tables.merge/icmp.4/edge --claim helper-agrees --fuzz-time 0 --property-cases 0");
  ASSERT_EQ(ran.json()["results"].size(), 1U) << ran.err;
  EXPECT_EQ(ran.json()["results"][0]["outcome"], "survived") << ran.out;
}

TEST(Mutate, TheListIsNotEmptied) {
  std::ifstream file(kExpected);
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) lines += line.empty() || line[0] == '#' ? 0U : 1U;
  EXPECT_GE(lines, 150U);
}

TEST(Mutate, ANameThatNoLongerAppliesFailsTheRun) {
  const std::string stale = file_of("stale.txt", "fields.extract/mul.0/as-add killed extraction\n");
  const Ran ran = idreg("mutate --expect " + stale);
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.err, "fields.extract/mul.0/as-add no longer applies")) << ran.err;
  EXPECT_EQ(idreg("mutate --only fields.extract/mul.0/as-add").status, 2);
}

/// Three mutants of a field of four bits, one of them equivalent: the safe value of a LowerSafe row is not used.
constexpr const char* kFew =
    "mutate --json --only 'arch_tables.ID_AA64DFR0_EL1.PMUVer/s*' --fuzz-time 0 --property-cases 20 --record ";

/// The results, without what they cost.
nlohmann::ordered_json results_of(const Ran& ran) {
  nlohmann::ordered_json results = ran.json()["results"];
  for (auto& one : results) {
    one.erase("cpu_seconds");
    for (const char* method : {"property", "corpus"})
      if (one.contains(method)) one[method].erase("cpu_seconds");
  }
  return results;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Mutate, ARowOfATableIsBrokenLikeCode) {
  const Ran ran = idreg(kFew + scratch() + "/rows.json");
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  const auto summary = ran.json()["summary"];
  EXPECT_EQ(summary["killed"], 3) << ran.out;  // sign, shifted, swap
  EXPECT_EQ(summary["equivalent"], 1);         // safe
  EXPECT_EQ(summary["corpus"]["noticed"], 3) << "a native run sees the library's own tables";
}

TEST(Mutate, AnInterruptedRunGoesOnWhereItStopped) {
  const std::string record = scratch() + "/record.json";
  const Ran whole = idreg(kFew + record);
  ASSERT_EQ(whole.status, 0) << whole.err;
  // As it stands after the second mutant of four, one result changed to see that it is taken over.
  auto kept = nlohmann::ordered_json::parse(text_of(record));
  ASSERT_EQ(kept["results"].size(), 4U);
  while (kept["results"].size() > 2) kept["results"].erase(2);
  kept["results"][0]["detail"] = "taken over";
  ASSERT_EQ(file_of("record.json", kept.dump()), record);
  const Ran rest = idreg(kFew + record);
  EXPECT_EQ(rest.status, 0) << rest.err;
  auto expected = results_of(whole);
  for (auto& one : expected) {
    if (one["mutant"] == kept["results"][0]["mutant"]) one["detail"] = "taken over";
  }
  EXPECT_EQ(results_of(rest), expected);
}

TEST(Mutate, AnInterruptedOrKilledRunLeavesAWholeRecord) {
  const auto afresh = results_of(idreg(kFew + scratch() + "/afresh.json"));
  for (const char* signal : {"INT", "KILL"}) {
    const std::string record = fmt::format("{}/{}.json", scratch(), signal);
    for (const char* seconds : {"0.7", "1.5", "3"}) {
      const std::string ended =
          fmt::format("timeout -s {} {} '{}' {}{} >/dev/null 2>&1", signal, seconds, IDREG_COMMAND, kFew, record);
      [[maybe_unused]] const int status = std::system(ended.c_str());  // NOLINT: a shell that sends signals
    }
    const Ran rest = idreg(kFew + record);
    EXPECT_EQ(rest.status, 0) << rest.err;
    EXPECT_EQ(results_of(rest), afresh);
  }
}

TEST(Mutate, ARecordThatIsNotThisRunsIsRefused) {
  const std::string record = scratch() + "/other.json";
  ASSERT_EQ(idreg(kFew + record).status, 0);
  const Ran other = idreg(kFew + record + " --seed 2");
  EXPECT_EQ(other.status, 2);
  EXPECT_TRUE(contains(other.err, "other.json: of a run with another engine or other options")) << other.err;
  const std::string text = text_of(record);
  const std::string torn = file_of("torn.json", text.substr(0, text.size() / 2));
  EXPECT_EQ(idreg(kFew + torn).status, 2);
  EXPECT_EQ(text_of(torn), text.substr(0, text.size() / 2)) << "what is not understood is not overwritten";
  EXPECT_EQ(idreg(kFew + file_of("list.json", "[]")).status, 2);
}

TEST(Mutate, AKillCountsOnlyForTheClaimThatIsNamed) {
  // The mutant breaks extraction, and not what is expected here.
  const std::string wrong = file_of("wrong.txt", "fields.extract/and.0/forget killed orders-equal-spec\n");
  const Ran ran = idreg("mutate --fuzz-time 0 --property-cases 0 --corpus '' --expect " + wrong);
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_TRUE(contains(ran.out, "expected killed orders-equal-spec")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "property tests not asked"));
}

TEST(Mutate, WhatANativeMethodTellsApartIsNotEquivalent) {
  MutantReport report{};
  report.proof.fate = smt::prove::Fate::Equivalent;
  report.property = fuzz::Notice{};
  doubt(report);
  EXPECT_EQ(report.proof.fate, smt::prove::Fate::Equivalent) << "asked, and nothing noticed";
  report.fuzzing = fuzz::Notice{};
  report.fuzzing->noticed = true;
  doubt(report);
  EXPECT_EQ(report.proof.fate, smt::prove::Fate::Survived);
  EXPECT_TRUE(contains(report.proof.detail, "tells them apart")) << report.proof.detail;

  // One that is equivalent is hunted for, too.
  const Ran ran = idreg("mutate --json --only arch_tables.CTR_EL0.IDC/as-higher-or-zero --fuzz-time 0.1");
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  const auto result = ran.json()["results"][0];
  EXPECT_EQ(result["outcome"], "equivalent");
  EXPECT_EQ(result["fuzzing"]["noticed"], false);
  EXPECT_GT(result["fuzzing"]["cases"].get<int>(), 0);
}

TEST(Mutate, RefusesWhatItCannotRead) {
  const std::string bad = file_of("bad.txt", "fields.extract/and.0/forget dead\n");
  const Ran ran = idreg("mutate --expect " + bad);
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.err, "bad.txt:1: expected \"MUTANT killed CLAIM\"")) << ran.err;
}

}  // namespace
}  // namespace idreg::cli::test
