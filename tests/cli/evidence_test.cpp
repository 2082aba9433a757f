// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `prove --fuzz --enumerate`: what is known of a claim, from what, in one document; nothing green about a subject
// that is broken, and an enumerator that lies or is missing is noticed.
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

namespace fs = std::filesystem;

Ran prove(const std::string& arguments) {
  return idreg("prove --samples 50 --json --out " + scratch() + " " + arguments);
}

bool has_gxx() { return fs::exists(fs::path(IDREG_COMMAND).parent_path() / "idreg-enumerator"); }

TEST(Evidence, OfAClaimByEveryMethodAtOneCommit) {
  if (!has_gxx()) GTEST_SKIP() << "g++ is not installed (tools/setup names it)";
  const Ran ran = prove("--claim extraction --fuzz 500 --enumerate 20000 --seed 7");
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto json = ran.json();
  const std::string commit = json["provenance"]["commit"];
  EXPECT_TRUE(contains(idreg("--version").out, "commit " + commit)) << commit;
  const auto evidence = json["results"][0]["evidence"];
  EXPECT_EQ(evidence["proved"]["solver"], json["provenance"]["solver"]);
  EXPECT_GT(evidence["proved"]["resources"], 0U);
  EXPECT_EQ(evidence["proved"]["parts"], json["results"][0]["parts"].size());
  EXPECT_EQ(evidence["sampled"], (nlohmann::ordered_json{{"cases", 50}, {"seed", 7}}));
  EXPECT_EQ(evidence["fuzzed"]["violated"], false);
  EXPECT_EQ(evidence["fuzzed"]["cases"].get<unsigned>() + evidence["fuzzed"]["discarded"].get<unsigned>(), 500U);
  EXPECT_TRUE(contains(evidence["fuzzed"]["reproduce"].get<std::string>(), "--seed 7"));
  EXPECT_EQ(evidence["exhausted"]["violated"], false);
  EXPECT_GT(evidence["exhausted"]["cases"], 10'000U);
  ASSERT_EQ(evidence["exhausted"]["widths"].size(), 8U);
  EXPECT_EQ(evidence["exhausted"]["widths"][1]["left_out"], 0U);
}

TEST(Evidence, OnlyOfWhatWasAsked) {
  const auto evidence = prove("--subject linux-unsigned --claim no-leak").json()["results"][0]["evidence"];
  EXPECT_TRUE(evidence.contains("proved") && evidence.contains("sampled"));
  EXPECT_FALSE(evidence.contains("fuzzed") || evidence.contains("exhausted"));
}

TEST(Evidence, NothingGreenAboutABrokenSubject) {
  if (!has_gxx()) GTEST_SKIP() << "g++ is not installed (tools/setup names it)";
  const std::string broken = "--subject full-table --claim raising-the-limit --fuzz 500 --enumerate 20000";
  const Ran ran = prove(broken);
  EXPECT_EQ(ran.status, 1) << ran.err;
  const auto evidence = ran.json()["results"][0]["evidence"];
  EXPECT_FALSE(evidence.contains("proved") || evidence.contains("sampled")) << evidence;
  EXPECT_EQ(evidence["fuzzed"]["violated"], true);
  EXPECT_EQ(evidence["exhausted"]["violated"], true);
  const Ran text = idreg("prove --out " + scratch() + " " + broken);
  EXPECT_TRUE(contains(text.out, "violated:")) << text.out;
  EXPECT_FALSE(contains(text.out, "none violated")) << text.out;
}

TEST(Evidence, AnEnumerationThatTriedNothingSaysSo) {
  if (!has_gxx()) GTEST_SKIP() << "g++ is not installed (tools/setup names it)";
  const Ran text = idreg("prove --out " + scratch() + " --subject full-table --claim raising-the-limit --enumerate 1");
  EXPECT_TRUE(contains(text.out, "not tried:")) << text.out;
  EXPECT_TRUE(contains(text.out, "too few cases: raising-the-limit")) << text.out;
}

TEST(Evidence, FuzzingDoesNotKnowOneMask) { EXPECT_EQ(prove("--claim no-leak --fuzz 10 --writable 1").status, 2); }

/// The prover, beside an enumerator that is this script.
class Beside : public testing::Test {
 protected:
  /// Empty: none at all.
  Ran prove_beside(const std::string& script) {
    const fs::path folder = fs::path(scratch()) / "beside";
    fs::remove_all(folder);
    fs::create_directories(folder);
    fs::copy_file(fs::path(IDREG_COMMAND).parent_path() / "idreg-prover", folder / "idreg-prover");
    if (!script.empty()) {
      fs::copy_file(file_of("enumerator", "#!/bin/sh\n" + script + "\n"), folder / "idreg-enumerator");
      fs::permissions(folder / "idreg-enumerator", fs::perms::owner_all);
    }
    const std::string err = (folder / "err").string();
    const int status = std::system(((folder / "idreg-prover").string() + " prove --claim extraction --samples 1 " +
                                    "--enumerate 10 --out " + scratch() + " >/dev/null 2>" + err)
                                       .c_str());
    Ran ran;
    ran.status = WEXITSTATUS(status);
    std::ifstream said(err);
    ran.err.assign(std::istreambuf_iterator<char>(said), {});
    return ran;
  }
};

TEST_F(Beside, NoEnumeratorIsNoSilence) {
  const Ran ran = prove_beside("");
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.err, "built where g++ is installed")) << ran.err;
}

TEST_F(Beside, AnEnumeratorThatLiesIsCaught) {
  const std::string says = "echo compiler g++ 1; echo extraction width 1 ";
  const Ran wrong = prove_beside(says + "violated 00; exit 1");
  EXPECT_EQ(wrong.status, 4);
  EXPECT_TRUE(contains(wrong.err, "does not violate it here")) << wrong.err;
  EXPECT_EQ(prove_beside(says + "cases 4 shapes 1 left-out 0; exit 1").status, 4);
  EXPECT_EQ(prove_beside(says + "cases 4 shapes 1").status, 4);
  EXPECT_EQ(prove_beside(says + "cases 4 shapes 1 left-out 0; kill -9 $$").status, 4);
}

}  // namespace
}  // namespace idreg::cli::test
