// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second opinions: solvers that agree, and fake ones that lie, babble, crash or never answer.
#include "smt/prove/opinions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace idreg::smt::prove {
namespace {

namespace fs = std::filesystem;

class SecondOpinion : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  /// A solver that is a script of these lines.
  [[nodiscard]] SecondSolver fake(const std::string& name, const std::string& lines) const {
    const fs::path path = folder_ / name;
    std::ofstream(path) << "#!/bin/sh\n" << lines << "\n";
    fs::permissions(path, fs::perms::owner_all);
    return *second_solver(name + "=" + path.string(), 0, 1);
  }

  /// The answer about a script that says nothing, so is satisfiable.
  [[nodiscard]] Opinion of(const SecondSolver& solver) const {
    const fs::path script = folder_ / "empty.smt2";
    std::ofstream(script) << "(set-logic QF_BV)\n(check-sat)\n(exit)\n";
    return ask(solver, script.string());
  }

  /// Of the engine, its fields with a sign and those of PMU versions, with a second solver.
  [[nodiscard]] Options asking(const SecondSolver& solver) const {
    Options options;
    options.claims = "signed-and-pmuver";
    options.settled = std::make_shared<std::map<std::string, Outcome>>();
    for (const props::Claim& claim : props::claims())
      (*options.settled)[claim.name] = Outcome::Proved;  // other tests' task
    options.samples = 10;
    options.second = SecondOpinions{(folder_ / "scripts").string(), false, {solver}};
    return options;
  }

  [[nodiscard]] std::size_t scripts_left() const {
    std::size_t count = 0;
    if (!fs::exists(folder_ / "scripts")) return 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "scripts")) count += entry.is_regular_file();
    return count;
  }

 private:
  fs::path folder_ = fs::path(testing::TempDir()) / fmt::format("idreg_opinions_{}", getpid());
};

// The solver that lies: idreg says unsat, it says sat.
TEST_F(SecondOpinion, ALieIsAnInternalErrorWithBothAnswersAndTheScript) {
  const auto results = prove(asking(fake("liar", "echo sat")));
  ASSERT_FALSE(results.has_value());
  EXPECT_NE(results.error().what.find("idreg says unsat, liar says sat"), std::string::npos) << results.error().what;
  const std::size_t at = results.error().what.find("the script is ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_TRUE(fs::exists(results.error().what.substr(at + 14))) << "what the dispute is about stays";
  EXPECT_LE(scripts_left(), 2U) << "and nothing else: one for each thread";
}

TEST_F(SecondOpinion, WhateverElseASolverDoesIsNoAnswer) {
  const struct {
    const char* name;
    const char* lines;
    const char* reason;
  } fakes[] = {
      {"babbler", "echo unsat; echo sat", "answered 'unsat\nsat'"},
      {"parser", "echo '(error \"line 1\")'", "answered '(error \"line 1\")'"},
      {"silent", "exit 0", "no answer"},
      {"crasher", "echo unsat; kill -SEGV $$", "ended by signal 11"},
      {"hanger", "sleep 1000", "no answer in 5 s"},
      {"spinner", "while :; do :; done", "no answer in 1 s of CPU"},
      {"flood", "yes unsat", "ended by signal 9"},
  };
  for (const auto& one : fakes) {
    const Opinion opinion = of(fake(one.name, one.lines));
    EXPECT_EQ(opinion.answer, Answer::Unknown) << one.name;
    EXPECT_EQ(opinion.reason, one.reason) << one.name;
  }
  EXPECT_EQ(of({"absent", {"idreg-no-such-solver"}, 1}).reason, "not installed: idreg-no-such-solver");
}

TEST_F(SecondOpinion, ASolverIsNamedOrACommand) {
  EXPECT_EQ(second_solver("mine=my-solver --quiet", 0, 1)->command, (std::vector<std::string>{"my-solver", "--quiet"}));
  EXPECT_NE(second_solver("nobody", 0, 1).error().find("'nobody' is no solver"), std::string::npos);
  EXPECT_FALSE(second_solver("nobody=", 0, 1).has_value());
}

// One claim about the engine: all scripts are read and decided alike. All claims: a campaign.
TEST_F(SecondOpinion, Z3Cvc5AndBoolectorAgreeAndOneThatIsShyDoesNot) {
  Options options = asking({});
  options.second->keep = true;
  options.second->solvers.clear();
  for (const std::string name : {"z3", "cvc5", "boolector"}) {
    if (std::system((name + " --version >/dev/null 2>&1").c_str()) != 0)
      GTEST_SKIP() << "no " << name << " (tools/setup installs it)";
    options.second->solvers.push_back(*second_solver(name, 1'000'000, 60));
  }
  options.second->solvers.push_back(fake("shy", "echo unknown"));
  const auto results = prove(options);
  ASSERT_TRUE(results.has_value()) << results.error().what;
  ASSERT_EQ(results->front().second.size(), 4U);
  const std::size_t asked = results->front().parts.size();
  EXPECT_GE(asked, 15U) << "a question for each field";
  for (const Agreement& agreement : results->front().second) {
    const bool real = agreement.solver != "shy";
    EXPECT_EQ(agreement.agreed, real ? asked : 0U) << agreement.solver;
    EXPECT_EQ(agreement.undecided.size(), real ? 0U : asked) << "what is not decided is listed, and no agreement";
  }
  EXPECT_NE(results->front().second.back().undecided[0].find("answered 'unknown'"), std::string::npos);
  EXPECT_EQ(scripts_left(), asked) << "each under its name";
}

}  // namespace
}  // namespace idreg::smt::prove
