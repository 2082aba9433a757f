// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/json.h"

#include <gtest/gtest.h>

namespace idreg::corpora {
namespace {

std::string fault(std::string_view text) {
  const auto value = parse_json(text, "f.json");
  return value ? "none" : to_text(value.error());
}

TEST(ParseJson, ReadsDocuments) {
  const auto value = parse_json(R"({"a": [1, "[[[", "\"]"], "b": {"a": null, "c": {}}})", "f.json");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("a").size(), 3U);
}

TEST(ParseJson, NamesThePlace) {
  EXPECT_EQ(fault("{\"a\": 1,\n \"b\": }"), "f.json:2: not JSON: unexpected text at byte 16");
  EXPECT_EQ(fault("[1,\n2"), "f.json:2: not JSON: it ends in the middle of a value; is the file truncated?");
  EXPECT_EQ(fault("\"abc"), "f.json:1: not JSON: it ends in the middle of a value; is the file truncated?");
  EXPECT_NE(fault(""), "none");
  EXPECT_NE(fault("[1] [2]"), "none");
  EXPECT_NE(fault("\"\xff\xfe\""), "none");
  EXPECT_NE(fault("[1e999]"), "none");
}

TEST(ParseJson, RefusesDepth) {
  const std::string deepest = std::string(kJsonDepth, '[') + std::string(kJsonDepth, ']');
  EXPECT_EQ(fault(deepest), "none");
  EXPECT_EQ(fault("[" + deepest + "]"), "f.json:1: JSON nested more than 64 levels deep");
  EXPECT_EQ(fault("\n" + std::string(200000, '[')), "f.json:2: JSON nested more than 64 levels deep");
  std::string objects;
  for (int i = 0; i < 200000; ++i) objects += "{\"a\":";
  EXPECT_EQ(fault(objects), "f.json:1: JSON nested more than 64 levels deep");
  EXPECT_EQ(fault("\"" + std::string(200000, '[') + "\""), "none");
}

TEST(ParseJson, RefusesDuplicates) {
  EXPECT_EQ(fault(R"({"a": 1, "b": {"a": 2}})"), "none");
  EXPECT_EQ(fault(R"([{"a": 1, "b": 2, "a": 1}])"), "f.json: key 'a' stands twice in one JSON object");
}

TEST(ParseJson, TakesLinearTime) {
  // A parser that looks at all siblings for each one would take hours here.
  std::string list = "[{}";
  for (int i = 0; i < 1000000; ++i) list += ",{}";
  EXPECT_EQ(fault(list + "]"), "none");
}

}  // namespace
}  // namespace idreg::corpora
