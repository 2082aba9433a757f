// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/corpus.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "fuzz/campaign.h"
#include "props/case_io.h"
#include "props/run.h"

namespace idreg::fuzz {
namespace {

namespace fs = std::filesystem;

class CorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "idreg-corpus-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  [[nodiscard]] Corpus open() const {
    auto corpus = Corpus::open(directory_);
    EXPECT_TRUE(corpus.has_value());
    return std::move(*corpus);
  }

  /// The default campaign against the engine, with this corpus.
  static Options options(Corpus& corpus, std::uint64_t runs) {
    Options chosen;
    chosen.claims = {props::find_claim("register-equals-spec"), props::find_claim("extraction")};
    chosen.subject = &props::subjects().front();
    chosen.runs = runs;
    chosen.corpus = &corpus;
    return chosen;
  }

  std::string directory_;
};

TEST_F(CorpusTest, AUnitIsNamedByItsBytes) {
  // The test vectors of FNV-1a: the empty string and "a".
  EXPECT_EQ(unit_name({}), "cbf29ce484222325");
  EXPECT_EQ(unit_name(std::vector<std::uint8_t>{'a'}), "af63dc4c8601ec8c");
}

TEST_F(CorpusTest, KeepsEachUnitOnce) {
  Corpus corpus = open();
  const Unit unit = {1, 2, 3};
  EXPECT_TRUE(corpus.add("part", unit).value());
  EXPECT_FALSE(corpus.add("part", unit).value());
  EXPECT_EQ(corpus.size(), 1U);
  EXPECT_EQ(corpus.units("part").value().at(unit_name(unit)), unit);
  EXPECT_TRUE(corpus.units("absent").value().empty());
}

TEST_F(CorpusTest, IsHeldByOneCampaign) {
  const Corpus corpus = open();
  const auto second = Corpus::open(directory_);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().find("another campaign"), std::string::npos);
}

TEST_F(CorpusTest, ForgetsWhatAnInterruptedWriteLeft) {
  {
    Corpus corpus = open();
    ASSERT_TRUE(corpus.add("part", Unit{1}).has_value());
  }
  std::ofstream(directory_ + "/part/0123.part-1") << "half";
  const Corpus corpus = open();
  EXPECT_EQ(corpus.size(), 1U);
  EXPECT_FALSE(fs::exists(directory_ + "/part/0123.part-1"));
}

TEST_F(CorpusTest, AStateThatIsNoneIsAnError) {
  const Corpus corpus = open();
  EXPECT_TRUE(corpus.load("engine", 1).value().claims.empty());
  ASSERT_TRUE(corpus.save({"engine", 1, {{"extraction", {.batches = 3, .cases = 7, .discarded = 1, .seconds = 2}}}}));
  EXPECT_EQ(corpus.load("engine", 1).value().claims["extraction"].cases, 7U);
  EXPECT_TRUE(corpus.load("engine", 2).value().claims.empty()) << "another seed's stream";
  std::ofstream(directory_ + "/campaign.json") << "{\"subject\": \"engine\", \"seed\": 1, \"claims\": {\"a\": 1}}";
  EXPECT_NE(corpus.load("engine", 1).error().find("campaign.json"), std::string::npos);
}

TEST_F(CorpusTest, AResumedCampaignEndsAsAWholeOne) {
  Options whole;
  whole.claims = {props::find_claim("register-equals-spec"), props::find_claim("extraction")};
  whole.subject = &props::subjects().front();
  whole.runs = 40'000;
  const auto expected = run(whole).value();
  std::vector<ClaimReport> got;
  for (const std::uint64_t until : {10000U, 20000U, 40000U}) {
    Corpus corpus = open();
    got = run(options(corpus, until)).value();
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].cases, expected[i].cases) << got[i].claim->name;
    EXPECT_EQ(got[i].discarded, expected[i].discarded);
    EXPECT_EQ(got[i].reproduce, expected[i].reproduce);
    EXPECT_EQ(got[i].coverage->count_of(*expected[i].coverage), expected[i].coverage->count());
  }
}

TEST_F(CorpusTest, DistillingKeepsEverySituationAndEveryViolation) {
  const props::Claim& claim = *props::find_claim("register-equals-spec");
  const props::Subject& engine = *props::subjects().front().subject;
  Corpus corpus = open();
  ASSERT_TRUE(run(options(corpus, 20'000)).has_value());
  for (std::uint64_t i = 0; i < 50; ++i)
    ASSERT_TRUE(corpus.add(claim.name, props::encode(props::nth_case(claim, 9, i))).has_value());
  const auto shown = [&] {
    props::Coverage all;
    for (const auto& [name, unit] : corpus.units(claim.name).value()) {
      const props::Case input = props::conform(claim, props::decode(unit));
      if (claim.predicate(engine, input) == props::Verdict::Holds) all.add(claim, engine, input);
    }
    return all;
  };
  const props::Coverage before = shown();
  const Distilled distilled = distill(corpus, claim, engine).value();
  EXPECT_LT(distilled.after, distilled.before);
  EXPECT_EQ(corpus.units(claim.name).value().size(), distilled.after);
  EXPECT_EQ(shown(), before);
}

TEST_F(CorpusTest, AStoredViolationIsFoundAgainAtOnce) {
  const props::NamedSubject* twin = nullptr;
  for (const props::NamedSubject& one : props::subjects())
    if (std::string_view(one.name) == "twin-skips-last-field") twin = &one;
  ASSERT_NE(twin, nullptr);
  int told = 0;
  const auto hunt = [&](std::uint64_t seed, std::uint64_t runs) {
    Corpus corpus = open();
    Options chosen = options(corpus, runs);
    chosen.claims = {props::find_claim(twin->refutes)};
    chosen.subject = twin;
    chosen.seed = seed;
    chosen.found = [&](const props::StoredCase&) { ++told; };
    return run(chosen).value().front();
  };
  ASSERT_TRUE(hunt(1, 20'000).finding.has_value());
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(hunt(2, 1).finding.has_value()) << "from the corpus, not from the stream";
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace idreg::fuzz
