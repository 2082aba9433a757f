// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding put to a kernel, on a miniature tree: each of the three answers, and `idreg audit --confirm` with a lab
// that answers by rote. tests/lab/lab_test.py asks a real kernel.
#include "lab/confirm.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "corpora/file.h"
#include "tests/audit/code/trees.h"

namespace idreg::lab {
namespace {

using audit::Confirmation;
using audit::code::testing::compile_miniature;
using audit::code::testing::miniature;

constexpr std::uint64_t kBudget = 50'000'000;
constexpr std::uint64_t kLimit = 0x300606;

/// A miniature where PMUVer is signed: its flaw is that 8 is stored under 6.
class Confirm : public ::testing::Test {
 protected:
  Confirm() : tree_(miniature("-DPMUVER_SIGNED=1")) {
    for (const auto& verdict : audit::code::judge_all(tree_, {})) {
      const bool above = std::ranges::any_of(verdict.flaws, [](const auto& flaw) {
        return flaw.kind == audit::Kind::AboveLimit && flaw.what == "PMUVer";
      });
      if (verdict.reg->name == "ID_AA64DFR0_EL1" && above) verdict_ = verdict;
    }
  }

  [[nodiscard]] std::size_t pmuver() const {
    const auto found = std::ranges::find_if(verdict_->flaws, [](const auto& flaw) { return flaw.what == "PMUVer"; });
    return static_cast<std::size_t>(found - verdict_->flaws.begin());
  }

  [[nodiscard]] std::optional<Shot> aimed(const std::vector<Vcpu>& vcpus,
                                          const audit::code::Options& options = {}) const {
    return aim(tree_, *verdict_, vcpus, options)[pmuver()];
  }

  [[nodiscard]] Confirmation answer(const Shot& shot, Call call) const {
    const RegisterCalls reg{shot.features, "ID_AA64DFR0_EL1", 3U << 19 | 5U << 8, kLimit, 0xf00f0f, {std::move(call)}};
    return judge_answer(tree_, audit::Kind::AboveLimit, shot, reg, kBudget);
  }

  audit::code::Tree tree_;
  std::optional<audit::code::Verdict> verdict_;
};

TEST_F(Confirm, TheWriteIsFoundAgainUnderTheHostsLimit) {
  ASSERT_TRUE(verdict_.has_value());
  const auto shot = aimed({{"none", {{"ID_AA64DFR0_EL1", 0x300005}}}, {"pmu", {{"ID_AA64DFR0_EL1", kLimit}}}});
  ASSERT_TRUE(shot.has_value());
  EXPECT_EQ(shot->features, "pmu");
  EXPECT_EQ(shot->witness.limit, kLimit);
  EXPECT_GE(shot->witness.stored >> 8 & 15, 8U);
  EXPECT_EQ(shot->witness.value & ~std::uint64_t{0xf00}, kLimit & ~std::uint64_t{0xf00}) << "no more than PMUVer";
}

TEST_F(Confirm, AHostWithAnotherLimitDoesNotReachIt) {
  ASSERT_TRUE(verdict_.has_value());
  EXPECT_FALSE(aimed({{"pmu", {{"ID_AA64PFR0_EL1", kLimit}}}}).has_value()) << "no such register there";
  EXPECT_FALSE(aimed({{"pmu", {{"ID_AA64DFR0_EL1", 0x300706}}}}).has_value()) << "no such limit";
  EXPECT_FALSE(aimed({}).has_value());
  const std::vector<Vcpu> vcpus = {{"pmu", {{"ID_AA64DFR0_EL1", kLimit}}}};
  EXPECT_FALSE(aimed(vcpus, {.vcpu = {{"pmu", false}}}).has_value()) << "--vcpu is kept to";
  EXPECT_TRUE(aimed(vcpus, {.vcpu = {{"pmu", true}}}).has_value());
}

TEST_F(Confirm, TheKernelsAnswerIsJudged) {
  ASSERT_TRUE(verdict_.has_value());
  const auto shot = aimed({{"pmu", {{"ID_AA64DFR0_EL1", kLimit}}}});
  ASSERT_TRUE(shot.has_value());
  const std::uint64_t value = shot->witness.value;
  EXPECT_EQ(answer(*shot, {value, "", shot->witness.stored}), Confirmation::Confirmed);
  EXPECT_EQ(answer(*shot, {value, "EINVAL", kLimit}), Confirmation::NotConfirmed);
  EXPECT_EQ(answer(*shot, {value, "", kLimit}), Confirmation::NotConfirmed) << "accepted, and nothing stored";
}

TEST_F(Confirm, WhatARestOfTheHostExplainsIsNoError) {
  ASSERT_TRUE(verdict_.has_value());
  auto shot = aimed({{"pmu", {{"ID_AA64DFR0_EL1", kLimit}}}});
  ASSERT_TRUE(shot.has_value());
  // As if the model had promised another value, the kernel doing what it does on every host.
  const std::uint64_t stored = shot->witness.stored;
  shot->witness.stored ^= 0x100;
  EXPECT_EQ(answer(*shot, {shot->witness.value, "", stored}), Confirmation::NotReachable);
}

/// `idreg audit --confirm`; the lab is a script.
class Command : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "idreg-confirm-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::create_directories(folder_ / "ir");
    ASSERT_TRUE(corpora::write_file(folder_ / "ir/miniature.ll", compile_miniature("-DPMUVER_SIGNED=1")).has_value());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// `cpus`: lines of shell, $cpu being the CPU, that set `limit` and `answer` (ERROR, or `ok`).
  int audit(const std::string& cpus, const std::string& options) {
    const std::string script = folder_ / "lab";
    const std::string text =
        "#!/bin/sh\n"
        "while [ $# -gt 0 ]; do\n"
        "  case $1 in --cpu) cpu=$2 ;; --out) out=$2 ;; --requests) requests=$2 ;; --image) image=$2 ;; esac; shift\n"
        "done\n" +
        cpus +
        "\nmkdir -p $out/$cpu && cd $out/$cpu || exit 2\n"
        "printf 'kind = kvm-limit\\nID_AA64DFR0_EL1 = %s\\n' $limit > kvm-limit-pmu.txt\n"
        "if [ -n \"$requests\" ]; then\n"
        "  printf 'kernel 6.99%s\\nfeatures pmu\\n' $image > requests.txt\n"
        "  while read features register value; do\n"
        "    printf 'register %s S3_0_C0_C5_0 limit %s mask 0xf00f0f\\n%s %s\\n' $register $limit $value $answer\n"
        "  done < $OLDPWD/$requests >> requests.txt\n"
        "fi\n";
    EXPECT_TRUE(corpora::write_file(script, text).has_value());
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    const std::string output = folder_ / "output";
    const std::string command = "cd " + folder_.string() + " && IDREG_KVM_LAB=" + script + " " + IDREG_AUDITOR +
                                " audit --ir ir --confirm " + options + " >" + output + " 2>&1";
    const int status = std::system(command.c_str());
    said_ = corpora::read_file(output).value_or("");
    return WEXITSTATUS(status);
  }
  [[nodiscard]] bool said(const std::string& what) const { return said_.find(what) != std::string::npos; }

  std::filesystem::path folder_;
  std::string said_;
};

TEST_F(Command, AKernelThatDoesItConfirms) {
  EXPECT_EQ(audit("limit=0x300606 answer=ok", "--cpu max --image -of-mine"), 1) << said_;
  EXPECT_TRUE(said("CONFIRMED: Linux 6.99-of-mine on max, a vCPU with pmu,")) << said_;
  EXPECT_TRUE(said("0x300806 written")) << said_;
  EXPECT_TRUE(said(" 0 not confirmed")) << said_;
}

TEST_F(Command, AKernelThatRefusesWhatTheModelAcceptsIsAnInternalError) {
  EXPECT_EQ(audit("limit=0x300606 answer=EINVAL", "--cpu max"), 4) << said_;
  EXPECT_TRUE(said("NOT CONFIRMED, an error of idreg's unless that kernel is another tree's:")) << said_;
  EXPECT_EQ(audit("limit=0x300606 answer=EINVAL", "--cpu max --json"), 4) << said_;
  EXPECT_TRUE(said("\"answer\": \"not-confirmed\"")) << said_;
}

TEST_F(Command, CpusAreTriedUntilOneReachesIt) {
  const std::string cpus = "case $cpu in max) limit=0x300706 ;; *) limit=0x300606 ;; esac; answer=ok";
  EXPECT_EQ(audit(cpus, "--cpu max"), 1) << said_;
  EXPECT_TRUE(said("not reachable on this CPU: no vCPU of max has a limit that shows it")) << said_;
  EXPECT_TRUE(said("a booted kernel: 0 confirmed, 0 not confirmed,")) << said_;
  EXPECT_EQ(audit(cpus, "--cpu max,cortex-a76,neoverse-n1"), 1) << said_;
  EXPECT_TRUE(said("CONFIRMED: Linux 6.99 on cortex-a76,")) << said_;
  EXPECT_EQ(audit(cpus, "--cpu max,cortex-a76 --json"), 1) << said_;
  EXPECT_TRUE(said("\"answer\": \"confirmed\"")) << said_;
}

TEST_F(Command, WithoutAnAnswerThereIsNone) {
  EXPECT_EQ(audit("exit 2", "--cpu max"), 2) << said_;
  EXPECT_TRUE(said("no answer from an emulated machine")) << said_;
  EXPECT_EQ(audit("", "--tables-only"), 2) << "there is nothing to confirm: " << said_;
}

}  // namespace
}  // namespace idreg::lab
