// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/calls.h"

#include <gtest/gtest.h>

#include "corpora/arch/lookup.h"
#include "lab/schemes.h"

namespace idreg::lab {
namespace {

constexpr const char* kGood =
    "# from somewhere\n"
    "kernel 6.12.1\n"
    "seed 1 random 2\n"
    "features pmu\n"
    "hidden ID_AA64SMFR0_EL1 ENOENT\n"
    "register ID_AA64DFR0_EL1 S3_0_C0_C5_0 limit 0x606 mask 0xf0f\n"
    "0x606 ok\n"
    "0xf06 ok 0x6\n"
    "0x706 EINVAL\n"
    "0x6 EINVAL 0x806\n"
    "0x506 ok unreadable\n"
    "features none\n"
    "register S3_3_C0_C0_1 S3_3_C0_C0_1 limit 0 mask 0\n";

Calls good() { return parse_calls(kGood, "f").value(); }

TEST(Calls, AreReadWithWhatTheRegisterHeldAfterwards) {
  const Calls calls = good();
  EXPECT_EQ(calls.kernel, "6.12.1");
  EXPECT_EQ(calls.count(), 5U);
  ASSERT_EQ(calls.registers.size(), 2U);
  const RegisterCalls& dfr0 = calls.registers[0];
  EXPECT_EQ(dfr0.features, "pmu");
  EXPECT_EQ(dfr0.encoding, 3U << 19 | 5U << 8);
  EXPECT_EQ(dfr0.limit, 0x606U);
  EXPECT_EQ(dfr0.mask, 0xf0fU);
  const std::vector<Call> expected = {
      {0x606, "", 0x606}, {0xf06, "", 6}, {0x706, "EINVAL", 0x606}, {6, "EINVAL", 0x806}, {0x506, "", std::nullopt}};
  EXPECT_EQ(dfr0.calls, expected);
  EXPECT_EQ(calls.registers[1].features, "none");
  EXPECT_EQ(calls.registers[1].encoding, 3U << 19 | 3U << 16 | 1U << 5);
  ASSERT_EQ(calls.hidden.size(), 1U);
  EXPECT_EQ(calls.hidden[0].error, "ENOENT");
}

TEST(Calls, LinesThatMeanNothingAreRefusedByNumber) {
  const std::string head = "kernel 6.12.1\n";
  const std::string reg = "features pmu\nregister A S3_0_C0_C5_0 limit 0x1 mask 0x1\n";
  for (const std::string line : {"0x1 ok", "register A S3_0_C0_C5_0 limit 1 mask 1", "hidden A ENOENT"}) {
    const auto read = parse_calls(head + line, "f");
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error().line, 2U) << line;
  }
  for (const std::string line :
       {"0x1", "0x1 ok 0x1 0x1", "0xg ok", "0x1 ok 1x", "nonsense", "register A B limit 1 mask 1",
        "register A S3_0_C0_C5_16 limit 1 mask 1", "register A S3_0_C0_C5 limit 1 mask 1",
        "register A S3_0_C0_C5_0_ limit 1 mask 1", "register A S3_0_C0_C5_0 limit x mask 1",
        "register A S3_0_C0_C5_0 mask 1 limit 1", "hidden A"}) {
    const auto read = parse_calls(head + reg + line, "f");
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error().line, 4U) << line;
    EXPECT_NE(read.error().message.find("is not understood"), std::string::npos);
  }
  EXPECT_FALSE(parse_calls(reg, "f")) << "no kernel";
  EXPECT_FALSE(parse_calls(head + reg + "seed 1 random 2\n0x1 ok", "f")) << "a call below no register";
}

TEST(Schemes, WhatIsStoredAboveTheLimitIsFound) {
  const std::vector<AboveLimit> found = above_limit(good());
  ASSERT_EQ(found.size(), 1U) << "0x806 was stored, although the call failed";
  EXPECT_STREQ(found[0].field->name, "PMUVer");
  EXPECT_EQ(found[0].value, 6U);
  EXPECT_EQ(found[0].stored, 0x806U);
  EXPECT_EQ(found[0].limit, 0x606U);
  EXPECT_TRUE(above_limit(parse_calls("kernel 1\nfeatures none\nregister ID_AA64DFR0_EL1 S3_0_C0_C5_0 limit 0x606 "
                                      "mask 0\n0xf06 ok\n0x6 ok\n0x706 EINVAL\n",
                                      "f")
                              .value())
                  .empty());
}

TEST(Schemes, AnswersToTheCodesOfAField) {
  const arch::Register& dfr0 = *arch::find_register("ID_AA64DFR0");
  const auto answers = answers_of(good(), dfr0, *arch::find_field(dfr0, "PMUVer"));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].limit, 6U);
  ASSERT_EQ(answers[0].codes.size(), 4U) << "what cannot be read back is no answer";
  EXPECT_EQ(answers[0].codes[0].code, 0U);
  EXPECT_EQ(answers[0].codes[0].stored, 8U);
  EXPECT_EQ(answers[0].codes[2].error, "EINVAL");
  EXPECT_EQ(answers[0].codes[3].code, 15U);
  EXPECT_EQ(answers[0].codes[3].stored, 0U);
  const auto others = answers_of(good(), dfr0, *arch::find_field(dfr0, "DebugVer"));
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others[0].codes.size(), 1U) << "calls that change another field say nothing of this one";
}

}  // namespace
}  // namespace idreg::lab
