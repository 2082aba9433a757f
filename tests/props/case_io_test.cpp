// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/case_io.h"

#include <gtest/gtest.h>

#include <string>

#include "props/run.h"

namespace idreg::props {
namespace {

/// Bytes with many zeros and small numbers, so that counts and lists come in all sizes.
std::vector<std::uint8_t> any_bytes(Random& random) {
  std::vector<std::uint8_t> bytes(random.below(400));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.one_in(2) ? random.below(8) : random.next());
  return bytes;
}

/// A readable case with something of everything.
StoredCase sample_case() {
  Case c{};
  c.reg = kNoRegister;
  c.item = 8;
  c.value = 0x800;
  c.writable = ~std::uint64_t{0};
  c.general_count = 1;
  c.general[0] = {8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 8};
  c.override_count = 2;
  c.overrides[0] = {8, 4, Policy::Exact, OrderKind::None, 0, 3};
  c.overrides[1] = {60, 9, static_cast<Policy>(7), static_cast<OrderKind>(200), 77, ~std::uint64_t{0}};
  c.scheme = {OrderKind::ReverseRotation, 15, 0};
  c.cpus[2] = 5;
  return {"never-above-limit", "pmuver-signed", c};
}

std::string error_of(std::string_view text) {
  const auto stored = from_json(text);
  return stored ? "no error" : stored.error();
}

/// The JSON of a case with one member replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string text = to_json(sample_case());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(CaseBytes, RoundTripOverGeneratedCases) {
  for (const Claim& claim : claims())
    for (std::uint64_t i = 0; i < 300; ++i) {
      const Case c = nth_case(claim, 1, i);
      ASSERT_EQ(decode(encode(c)), c) << claim.name << " case " << i;
    }
}

TEST(CaseBytes, EveryStringIsACaseWithinBounds) {
  Random random(7);
  for (int i = 0; i < 5000; ++i) {
    const std::vector<std::uint8_t> bytes = any_bytes(random);
    const Case c = decode(bytes);
    ASSERT_LE(c.override_count, kMaxOverrides);
    ASSERT_LE(c.general_count, kMaxGeneral);
    ASSERT_LE(c.cpu_count, kMaxCpus);
    ASSERT_EQ(decode(encode(c)), c);
  }
}

TEST(CaseBytes, MissingBytesAreZero) {
  std::vector<std::uint8_t> bytes = encode(sample_case().input);
  EXPECT_EQ(decode({}), Case{});
  EXPECT_EQ(encode(Case{}).size(), 0U);
  bytes.push_back(0);
  EXPECT_EQ(decode(bytes), sample_case().input);
  for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
    std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
    const Case short_one = decode(cut);
    cut.resize(bytes.size());
    ASSERT_EQ(decode(cut), short_one) << kept;
  }
}

// The check above can fail: every byte that encode writes matters to decode.
TEST(CaseBytes, EveryByteMatters) {
  const std::vector<std::uint8_t> bytes = encode(sample_case().input);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::vector<std::uint8_t> changed = bytes;
    changed[i] ^= 1U;
    EXPECT_NE(decode(changed), sample_case().input) << "byte " << i;
  }
}

TEST(CaseJson, RoundTripOverGeneratedCases) {
  for (const Claim& claim : claims())
    for (std::uint64_t i = 0; i < 100; ++i) {
      const StoredCase stored{claim.name, "engine", nth_case(claim, 2, i)};
      const std::string text = to_json(stored);
      const auto again = from_json(text);
      ASSERT_TRUE(again.has_value()) << again.error() << text;
      ASSERT_EQ(again->input, stored.input) << text;
      ASSERT_EQ(again->claim, stored.claim);
      ASSERT_EQ(again->subject, stored.subject);
    }
}

TEST(CaseJson, RoundTripOverAnyCase) {
  Random random(11);
  for (int i = 0; i < 1000; ++i) {
    const StoredCase stored{"no such claim", "nobody", decode(any_bytes(random))};
    const std::string text = to_json(stored);
    const auto again = from_json(text);
    ASSERT_TRUE(again.has_value()) << again.error() << text;
    ASSERT_EQ(again->input, stored.input) << text;
  }
}

TEST(CaseJson, IsReadable) {
  const std::string text = to_json(sample_case());
  for (const char* part : {"\"schema\": 1", "\"claim\": \"never-above-limit\"", "\"reg\": \"none\"",
                           "\"value\": \"0x800\"", "\"bits\": \"[11:8]\"", "\"order\": \"signed\"",
                           "\"policy\": \"LowerSafe\"", "\"kind\": \"ReverseRotation\"", "\"width\": 9"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  EXPECT_EQ(text.find("\"more_values\""), std::string::npos) << "unused members are left out";
}

TEST(CaseJson, NamesRegistersAndFields) {
  const auto stored = from_json(R"({"schema": 1, "claim": "no-leak", "subject": "engine",
                                    "case": {"register": "id_aa64dfr0_el1", "value": "0x800", "limit": 0}})");
  ASSERT_TRUE(stored.has_value()) << stored.error();
  const std::string text = to_json(*stored);
  EXPECT_NE(text.find("\"register\": \"ID_AA64DFR0_EL1\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"field\": \"PMUVer\""), std::string::npos) << text;
}

TEST(CaseJson, ErrorsNameThePlace) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "not JSON"},
      {"[]", "expected a stored case (an object), found array"},
      {"{}", "schema: expected 1"},
      {R"({"schema": 2})", "schema: expected 1"},
      {R"({"schema": "1"})", "schema: expected 1"},
      {R"({"schema": 1})", "claim: expected a text, found nothing"},
      {R"({"schema": 1, "claim": "c", "subject": 4, "case": {}})", "subject: expected a text, found 4"},
      {R"({"schema": 1, "claim": "c", "subject": "s"})", "case: expected an object, found nothing"},
      {R"({"schema": 1, "claim": "c", "subject": "s", "case": []})", "case: expected an object, found array"},
      {with("\"0x800\"", "\"0x800000000000000000\""), "case.value: expected a number"},
      {with("\"0x800\"", "-1"),
       "case.value: expected a number from 0 to 0xffffffffffffffff such as \"0x1f\", found -1"},
      {with("\"0x800\"", "1.5"), "case.value"},
      {with("\"0x800\"", "null"), "case.value"},
      {with("\"override_count\": 2", "\"override_count\": 17"),
       "case.override_count: expected a number from 0 to 0x10"},
      {with("\"general_count\": 1", "\"general_count\": 4294967297"), "case.general_count"},
      {with("\"item\": 8", "\"itme\": 8"), "case: unknown member 'itme'"},
      {with("\"reg\": \"none\"", "\"register\": \"ID_NONE_EL1\""), "case.register: 'ID_NONE_EL1'"},
      {with("\"reg\": \"none\"", "\"register\": \"ID_AA64DFR0_EL1\", \"reg\": 0"), "case.reg: 0 is not"},
      {with("\"[11:8]\"", "\"[8:11]\""), "case.overrides[0].bits: expected bits such as"},
      {with("\"[11:8]\"", "\"[64:8]\""), "case.overrides[0].bits"},
      {with("\"width\": 9", "\"width\": 256"), "case.overrides[1].width: expected a number from 0 to 0xff"},
      {with("\"signed\"", "\"sideways\""), "case.general[0].order: expected unsigned, signed"},
      {with("\"LowerSafe\"", "\"Lowest\""), "case.general[0].policy: expected Exact"},
      {with("\"ReverseRotation\"", "\"Reverse\""), "case.scheme.kind: expected Rotation"},
      {with("\"bits\": \"[11:8]\",", "\"bits\": \"[11:8]\", \"shift\": 1,"), "either \"bits\" or \"shift\""},
      {with("\"order\": \"signed\"", "\"order\": \"signed\", \"bias\": 0"), "either \"order\" or \"kind\""},
      {with("\"overrides\": [", "\"overrides\": [[],"), "case.overrides[0]: expected an object, found array"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_NE(error_of(text).find(expected), std::string::npos)
        << "expected: " << expected << "\n   found: " << error_of(text) << "\n   text: " << text;
}

TEST(CaseJson, TooManyElementsAreRefused) {
  std::string list = "\"cpus\": [1, 2, 3, 4, 5]";
  const std::string text = R"({"schema": 1, "claim": "c", "subject": "s", "case": {)" + list + "}}";
  EXPECT_EQ(error_of(text), "case.cpus: at most 4 elements, found 5");
}

TEST(CaseJson, HostileTextIsRefusedQuickly) {
  EXPECT_NE(error_of(std::string(200'000, '[')).find("nested"), std::string::npos);
  EXPECT_NE(error_of(std::string(200'000, '{')).find("JSON"), std::string::npos);
  EXPECT_NE(error_of(std::string(std::size_t{3} << 20U, ' ')).find("bytes are too many"), std::string::npos);
  EXPECT_NE(error_of(std::string("\0\0\0", 3)).find("not JSON"), std::string::npos);
  EXPECT_NE(error_of("{\"schema\": 1, \"claim\": \"\xff\xfe\"}").find("not JSON"), std::string::npos);
}

// Wherever a file is cut off, there is an error and it is about the text.
TEST(CaseJson, EveryTruncationIsAnError) {
  std::string text = to_json(sample_case());
  text.resize(text.rfind('}'));
  for (std::size_t kept = 0; kept <= text.size(); ++kept) ASSERT_NE(error_of(text.substr(0, kept)), "no error") << kept;
}

TEST(CaseJson, BrokenTextInNamesIsReplaced) {
  const std::string text = to_json({"\xff", "s", Case{}});
  const auto stored = from_json(text);
  ASSERT_TRUE(stored.has_value()) << stored.error();
  EXPECT_EQ(stored->claim, "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace idreg::props
