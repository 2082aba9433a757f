// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small file in the shape of Arm's, written for this test.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "corpora/rules/rules.h"

namespace idreg::rules {
namespace {

std::string id(const std::string& name) { return R"({"_type": "AST.Identifier", "value": ")" + name + "\"}"; }

std::string binary(const std::string& left, const std::string& op, const std::string& right) {
  return R"({"_type": "AST.BinaryOp", "left": )" + left + R"(, "op": ")" + op + R"(", "right": )" + right + "}";
}

std::string field(const std::string& reg, const std::string& name, const std::string& state = "AArch64") {
  return R"({"_type": "Types.Field", "value": {"field": ")" + name + R"(", "instance": null, "name": ")" + reg +
         R"(", "slices": null, "state": ")" + state + R"("}})";
}

std::string compare(const std::string& of, const std::string& function, const std::string& op, int number) {
  return binary(R"({"_type": "AST.Function", "name": ")" + function + R"(", "arguments": [)" + of + "]}", op,
                R"({"_type": "AST.Integer", "value": )" + std::to_string(number) + "}");
}

std::string file(const std::string& constraints) {
  return R"({"_type": "Features", "_meta": {"version": {"architecture": "v0"}}, "constraints": [], "parameters": [
    {"_type": "Parameters.Boolean", "name": "FEAT_A", "constraints": [)" +
         constraints + "]}]}";
}

std::string fault(const std::string& text) {
  const auto rules = parse_features_file(text, "f.json");
  return rules ? "" : corpora::to_text(rules.error());
}

TEST(FeaturesFile, ConstraintsBecomeTheSameRulesAsOnesOwn) {
  const std::string fp = compare(field("ID_AA64PFR0_EL1", "FP"), "SInt", ">=", 0);
  const std::string ivipt = binary(field("CTR_EL0", "L1Ip"), "IN",
                                   R"({"_type": "AST.Set", "values": [{"_type": "Values.Value", "value": "'10'"}]})");
  const auto rules = parse_features_file(
      file(binary(id("FEAT_A"), "-->", binary(id("FEAT_B"), "&&", id("FEAT_C"))) + "," +
           binary(binary(id("v8Ap1"), "&&", id("FEAT_D")), "-->", id("FEAT_A")) + "," +
           binary(id("FEAT_A"), "-->", R"({"_type": "AST.UnaryOp", "op": "!", "expr": )" + id("FEAT_E") + "}") + "," +
           binary(id("FEAT_AA64EL1"), "-->", binary(id("FEAT_FP"), "<->", fp)) + "," +
           binary(id("FEAT_IVIPT"), "<->", ivipt) + R"(, {"_type": "AST.Bool", "value": true})"),
      "f.json");
  ASSERT_TRUE(rules) << corpora::to_text(rules.error());
  std::vector<std::string> texts;
  for (const Rule& rule : rules->rules()) texts.push_back(rule.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"FEAT_A requires FEAT_B", "FEAT_A requires FEAT_C",
                                             "Armv8.1 demands FEAT_A where there is FEAT_D", "FEAT_A excludes FEAT_E",
                                             "FEAT_FP is shown by signed ID_AA64PFR0_EL1.FP >= 0 (where FEAT_AA64EL1)",
                                             "FEAT_IVIPT is shown by CTR_EL0.L1Ip = 2"}));
  EXPECT_EQ(rules->left_out, 0U);
  EXPECT_EQ(rules->source, "f.json (v0)");
}

TEST(FeaturesFile, OtherRegistersAreCountedAndLeftOut) {
  const auto rules =
      parse_features_file(file(binary(id("FEAT_A"), "-->", id("FEAT_B")) + "," +
                               binary(id("FEAT_A"), "<->", compare(field("EDPFR", "AMU", "ext"), "UInt", ">=", 1)) +
                               "," + binary(id("FEAT_A"), "<->", compare(field("PMSIDR_EL1", "FnE"), "UInt", ">=", 1))),
                          "f.json");
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->rules().size(), 1U);
  EXPECT_EQ(rules->left_out, 2U);
}

TEST(FeaturesFile, FaultsNameTheConstraint) {
  EXPECT_EQ(fault("{}"), "f.json: is no Features file of Arm's (_type is not Features)");
  EXPECT_EQ(fault(file(binary(id("FEAT_A"), "xor", id("FEAT_B")))),
            "f.json: FEAT_A[0]: the operator 'xor' is not understood");
  EXPECT_EQ(fault(file(R"({"_type": "AST.New"})")), "f.json: FEAT_A[0]: 'AST.New' is not understood");
  EXPECT_EQ(fault(file(binary(id("FEAT_A"), ">=", id("FEAT_B")))),
            "f.json: FEAT_A[0]: a comparison that is not UInt or SInt of a field with a number");
  EXPECT_NE(fault("[").find("f.json:1"), std::string::npos);
  EXPECT_EQ(fault(file("")), "f.json: holds no constraint that is used here");
}

}  // namespace
}  // namespace idreg::rules
