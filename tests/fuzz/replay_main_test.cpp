// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fuzz targets as the ordinary build makes them: what they say about files that are not there,
// names that are not known, and violations.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>

namespace idreg::fuzz {
namespace {

struct Outcome {
  int status;
  std::string output;
};

/// Runs a shell command, with standard error in the output.
Outcome run(const std::string& command) {
  Outcome outcome{-1, {}};
  FILE* pipe = popen(("{ " + command + "; } 2>&1").c_str(), "r");  // NOLINT(cert-env33-c)
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    outcome.output.append(buffer.data(), got);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

const std::string kClaims = std::string(IDREG_TARGETS) + "/fuzz_claims ";
const std::string kPlain = std::string(IDREG_TARGETS) + "/fuzz_parse_plain ";
const std::string kCase = " corpora/regressions/claims/pmuver-signed.bin";

TEST(ReplayMain, CountsWhatItReplayed) {
  const Outcome outcome = run(kPlain + "corpora/seeds/plain corpora/seeds/plain/two.txt");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(outcome.output, "2 inputs replayed\n");
}

TEST(ReplayMain, MissingFileIsAnError) {
  const Outcome outcome = run(kPlain + "corpora/seeds/plain no/such/file");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.output.find("no/such/file: no such file or directory"), std::string::npos) << outcome.output;
}

TEST(ReplayMain, NothingToReplayIsAnError) {
  const Outcome outcome = run(kPlain);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.output.find("nothing to replay"), std::string::npos) << outcome.output;
}

// The same bytes: harmless to the engine, a violation by the subject that they refute.
TEST(FuzzClaims, AViolationAbortsAndShowsTheCase) {
  EXPECT_EQ(run(kClaims + kCase).status, 0);
  const Outcome outcome = run("IDREG_SUBJECT=pmuver-signed " + kClaims + kCase);
  EXPECT_EQ(outcome.status, 128 + SIGABRT) << outcome.output;
  EXPECT_NE(outcome.output.find("violated: never-above-limit"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("\"subject\": \"pmuver-signed\""), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("\"value\": \"0x800\""), std::string::npos) << outcome.output;
}

TEST(FuzzClaims, OneClaimAloneJudgesOnlyItself) {
  EXPECT_EQ(run("IDREG_CLAIM=extraction IDREG_SUBJECT=pmuver-signed " + kClaims + kCase).status, 0);
  EXPECT_EQ(run("IDREG_CLAIM=never-above-limit IDREG_SUBJECT=pmuver-signed " + kClaims + kCase).status, 128 + SIGABRT);
}

TEST(FuzzClaims, UnknownNamesAreErrorsThatListTheKnown) {
  const Outcome subject = run("IDREG_SUBJECT=nobody " + kClaims + kCase);
  EXPECT_EQ(subject.status, 2);
  EXPECT_NE(subject.output.find("IDREG_SUBJECT=nobody: no such name"), std::string::npos) << subject.output;
  EXPECT_NE(subject.output.find("\n  pmuver-signed\n"), std::string::npos) << subject.output;
  const Outcome claim = run("IDREG_CLAIM=nothing " + kClaims + kCase);
  EXPECT_EQ(claim.status, 2);
  EXPECT_NE(claim.output.find("\n  never-above-limit\n"), std::string::npos) << claim.output;
}

}  // namespace
}  // namespace idreg::fuzz
