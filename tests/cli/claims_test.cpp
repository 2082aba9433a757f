// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fuzz, replay, prove and minimise, on claims that are decided in a second.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

std::string out_option() { return " --out " + scratch() + "/out-dir"; }

/// A stored counterexample, found by sampling.
std::string found_case(const std::string& subject, const std::string& claim) {
  const Ran ran = idreg("fuzz --json --runs 20000 --subject " + subject + " --claim " + claim + out_option());
  EXPECT_EQ(ran.status, 1) << ran.err;
  return ran.json()["results"][0]["counterexample"]["case"];
}

TEST(Fuzz, TheEngineSurvives) {
  const Ran ran = idreg("fuzz --claim extraction --runs 2000 --seed 7");
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_TRUE(contains(ran.out, "seed 7"));
  EXPECT_TRUE(contains(ran.out, "survived"));
  EXPECT_EQ(idreg("fuzz --claim extraction --runs 200 --rapidcheck").status, 0);
}

TEST(Fuzz, NamesTheSituationsThatWereNotTried) {
  const auto coverage = idreg("fuzz --json --claim register-equals-spec --runs 40").json()["coverage"];
  EXPECT_GT(coverage["reached"], 0);
  EXPECT_EQ(coverage["reached"].get<std::size_t>() + coverage["missing"].size(), coverage["possible"]);
  const Ran ran = idreg("fuzz --claim register-equals-spec --runs 40");
  EXPECT_TRUE(contains(ran.out, "situations of a field: "));
  EXPECT_TRUE(contains(ran.out, "not tried: Exact unsigned"));
  EXPECT_FALSE(contains(idreg("fuzz --claim precedence --runs 40").out, "situations"));
}

TEST(Fuzz, AWrongSubjectIsFoundOutAndTheFindingStored) {
  const std::string arguments = "fuzz --claim never-above-limit --subject pmuver-signed --runs 20000" + out_option();
  const Ran ran = idreg(arguments);
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_TRUE(contains(ran.out, "PMUVer!")) << "drawn, and marked";
  EXPECT_TRUE(contains(ran.out, "again: idreg fuzz"));
  const auto one = idreg(arguments + " --json").json()["results"][0];
  EXPECT_EQ(one["outcome"], "violated");
  EXPECT_EQ(one["counterexample"]["register"], "ID_AA64DFR0_EL1");
  EXPECT_TRUE(std::filesystem::exists(one["counterexample"]["case"].get<std::string>()));
}

TEST(Replay, JudgesTheStoredSubjectOrAnother) {
  const std::string file = found_case("pmuver-signed", "never-above-limit");
  EXPECT_EQ(idreg("replay " + file).status, 1);
  EXPECT_EQ(idreg("replay " + file + " --subject engine").status, 0);
  EXPECT_EQ(idreg("replay " + file + " --subject engine --override ID_AA64DFR0_EL1.PMUVer=signed,LowerSafe").status, 1);
  const auto json = idreg("replay --json " + file).json();
  EXPECT_EQ(json["results"][0]["verdict"], "violated");
  EXPECT_EQ(json["results"][0]["claim"], "never-above-limit");
}

TEST(Replay, WalksADirectoryInOrder) {
  (void)found_case("pmuver-signed", "never-above-limit");
  (void)found_case("twin-narrow-extract", "extraction");
  const auto json = idreg("replay --json " + scratch() + "/out-dir").json();
  ASSERT_GE(json["results"].size(), 2U);
  for (std::size_t i = 1; i < json["results"].size(); ++i) {
    EXPECT_LT(json["results"][i - 1]["case"], json["results"][i]["case"]);
  }
}

TEST(Prove, AnswersWithOutcomeScopeAndProvenance) {
  const Ran ran = idreg("prove --claim extraction --expect " + file_of("right", "# all\nengine extraction proved\n"));
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  for (const char* part : {"extraction  proved", "not covered", "bitcode sha256", "clang 19", "Z3", "native cases"}) {
    EXPECT_TRUE(contains(ran.out, part)) << part << "\n" << ran.out;
  }
  const auto json = idreg("prove --claim extraction --json").json();
  EXPECT_EQ(json["schema"], 1);
  const auto& one = json["results"][0];
  EXPECT_EQ(one["claim"], "extraction");
  EXPECT_EQ(one["subject"], "engine");
  EXPECT_EQ(one["outcome"], "proved");
  EXPECT_TRUE(one["seconds"].is_number());
  EXPECT_TRUE(one["assumptions"].is_array());
}

TEST(Prove, IsComparedWithWhatWasExpected) {
  const std::string prove = "prove --claim extraction --expect ";
  const Ran wrong = idreg(prove + file_of("wrong", "engine extraction refuted\n"));
  EXPECT_EQ(wrong.status, 1);
  EXPECT_TRUE(contains(wrong.out, "different: engine extraction is proved")) << wrong.out;
  const Ran extra = idreg(prove + file_of("extra", "engine no-leak proved\n"));
  EXPECT_EQ(extra.status, 1);
  EXPECT_TRUE(contains(extra.out, "extra: engine extraction")) << extra.out;
  EXPECT_TRUE(contains(extra.out, "missing: engine no-leak")) << extra.out;
  EXPECT_EQ(idreg(prove + file_of("malformed", "engine extraction\n")).status, 2);
}

TEST(Prove, AFullDiskIsNoSuccess) { EXPECT_EQ(idreg("prove --claim extraction >/dev/full").status, 4); }

}  // namespace
}  // namespace idreg::cli::test
