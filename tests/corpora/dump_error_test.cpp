// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bad dumps of every kind: a short error with the file and the place, never a crash.
#include <gtest/gtest.h>

#include "corpora/dump.h"

namespace idreg::corpora {
namespace {

std::string fault(std::string_view text, Unknown unknown = Unknown::Skip) {
  const auto dump = parse_dump(text, "f", unknown);
  return dump ? "none" : to_text(dump.error());
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(BadDump, ThatIsNone) {
  for (const std::string& text : {std::string(), std::string("\n\n"), std::string("# comment\n"),
                                  std::string("hello\n"), std::string(1 << 20, 'x'), std::string(1 << 20, '\n')}) {
    EXPECT_TRUE(has(fault(text), "f: no registers found; expected arm-cpusysregs text")) << text.substr(0, 20);
  }
  EXPECT_EQ(fault(std::string("kind = raw\nCTR\0 = 1\n", 20)), "f:2: holds a NUL byte, so it is no text file");
  EXPECT_TRUE(has(fault("kind = raw\nMIDR_EL1 = 1\n"), "f: holds none of the 42 known ID registers (1 other things"));
}

TEST(BadDump, NamesTheLineInThePlainFormat) {
  EXPECT_EQ(fault("kind = raw\nCTR = 0x1g\n"),
            "f:2: '0x1g' is not a value of CTR_EL0: expected a number of at most 64 bits (0x..., 0b... or decimal)");
  EXPECT_TRUE(has(fault("kind = raw\nCTR = 0x10000000000000000\n"), "f:2: '0x10000000000000000' is not a value of"));
  EXPECT_EQ(fault("kind = raw\nCTR = 1\nctr_el0 = 1\n"), "f:3: two values for CTR_EL0: 0x1 here and 0x1 in line 2");
  EXPECT_EQ(fault("kind = raw\nCTR =\n"), "f:2: 'CTR =' is not 'NAME = VALUE'");
  EXPECT_EQ(fault("kind = raw\n= 1\n"), "f:2: '= 1' is not 'NAME = VALUE'");
  EXPECT_EQ(fault("kind = raw\nCTR 1\n"), "f:2: 'CTR 1' is not 'NAME = VALUE'");
  EXPECT_EQ(fault("kind = cooked\nCTR = 1\n"),
            "f:1: 'cooked' is not a kind of dump: raw, user, sanitised, kvm-limit or guest");
  EXPECT_EQ(fault("kind = raw\nkind = raw\n"), "f:2: the kind was given before");
  EXPECT_EQ(fault("CTR = 1\n"), "f: no kind given: add a line 'kind = raw' (or user, sanitised, kvm-limit, guest)");
}

constexpr const char* kZeros = "0000 0000 0000 0000 0000 0000 0000 0000 - 0000 0000 0000 0000 0000 0000 0000 0000";

TEST(BadDump, NamesTheLineInCpusysregs) {
  const std::string good = "CTR_EL0: " + std::string(kZeros) + "\n";
  EXPECT_EQ(fault(good), "none");
  const std::string missing = "f:3: CTR_EL0 has no value: expected 64 binary digits after 'CTR_EL0:'";
  for (const std::string& line : {std::string("CTR_EL0: ") + kZeros + " 0", std::string("CTR_EL0: 0000"),
                                  std::string("CTR_EL0:"), std::string("CTR_EL0"), std::string("CTR_EL0: 0x0"),
                                  good.substr(0, good.size() - 2), std::string("CTR_EL0: 2") + (kZeros + 1)}) {
    EXPECT_EQ(fault("MAIR_EL1: 1\n\n" + line), missing) << line;
  }
  EXPECT_EQ(fault(good + good), "f:2: two values for CTR_EL0: 0x0 here and 0x0 in line 1");
}

std::string fingerprint(const std::string& modifiers) {
  return R"({"guest_cpu_config": {"reg_modifiers": [)" + modifiers + "]}}";
}

std::string ctr(const std::string& bitmap) { return R"({"addr": "0x603000000013d801", "bitmap": ")" + bitmap + "\"}"; }

TEST(BadDump, NamesThePathInJson) {
  const std::string zeros(128, '0');
  const std::string at = "f: guest_cpu_config.reg_modifiers[0]";
  EXPECT_EQ(fault(fingerprint(ctr("0b" + zeros))), "none");
  EXPECT_EQ(fault(fingerprint(ctr("0b01"))), at + ".bitmap: CTR_EL0 '0b01' is not 0b and 64 or 128 binary digits");
  EXPECT_TRUE(has(fault(fingerprint(ctr(zeros))), "is not 0b and 64 or 128"));
  EXPECT_TRUE(has(fault(fingerprint(ctr("0b2" + zeros.substr(1)))), "is not 0b and 64 or 128"));
  EXPECT_EQ(fault(fingerprint(ctr("0b1" + zeros.substr(1)))), at + ".bitmap: CTR_EL0 has bits above 63");
  EXPECT_EQ(fault(fingerprint(ctr("0bx" + zeros.substr(1)))),
            at + ".bitmap: CTR_EL0 leaves bits open ('x'), so this is a template and no dump");
  EXPECT_EQ(fault(fingerprint(ctr("0b" + zeros) + "," + ctr("0b" + zeros))),
            "f: guest_cpu_config.reg_modifiers[1]: two values for CTR_EL0: 0x0 here and 0x0 before");
  EXPECT_EQ(fault(fingerprint("1")), at + ": expected an object with the strings addr and bitmap");
  EXPECT_EQ(fault(fingerprint(R"({"addr": 1, "bitmap": "0b0"})")),
            at + ": expected an object with the strings addr and bitmap");
  EXPECT_EQ(fault(fingerprint(R"({"addr": "CTR", "bitmap": "0b0"})")), at + ".addr: 'CTR' is not a register id");
}

TEST(BadDump, NamesWhatIsMissingInJson) {
  EXPECT_EQ(fault("[]"), "f: JSON without the list reg_modifiers, so no Firecracker fingerprint");
  EXPECT_EQ(fault("{}"), "f: JSON without the list reg_modifiers, so no Firecracker fingerprint");
  for (const char* text : {R"({"guest_cpu_config": 1})", R"({"guest_cpu_config": {"reg_modifiers": {}}})"}) {
    EXPECT_EQ(fault(text), "f: JSON without the list guest_cpu_config.reg_modifiers, so no Firecracker fingerprint");
  }
  EXPECT_TRUE(has(fault(fingerprint("")), "f: holds none of the 42 known ID registers"));
  EXPECT_EQ(fault("{\n\"guest_cpu_config\": {"),
            "f:2: not JSON: it ends in the middle of a value; is the file truncated?");
  EXPECT_EQ(fault(std::string(200000, '[')), "f:1: JSON nested more than 64 levels deep");
}

TEST(BadDump, UnknownRegistersOnRequest) {
  EXPECT_EQ(fault("kind = raw\nCTR = 1\nMAIR_EL1 = 1\n", Unknown::Refuse),
            "f:3: 'MAIR_EL1' is none of the 42 known ID registers");
  EXPECT_EQ(fault("kind = raw\nID_AA64PRF0_EL1 = 1\n", Unknown::Refuse),
            "f:2: 'ID_AA64PRF0_EL1' is none of the 42 known ID registers, did you mean ID_AA64PFR0_EL1?");
}

TEST(BadDump, OfEndlessNoise) {
  std::string names;
  for (int i = 0; i < 20000; ++i) names += "a:\n";
  EXPECT_EQ(fault(names), "f:10001: more than 10000 things that are no known ID registers; is this a dump?");
  const auto dump = parse_dump("kind = raw\nCTR = 1\n" + std::string(1 << 20, 'a') + " = 1\n", "f");
  ASSERT_TRUE(dump);
  EXPECT_LT(dump->skipped[0].name.size(), 64U);
}

TEST(BadDump, Files) {
  const auto directory = read_dump("corpora");
  ASSERT_FALSE(directory);
  EXPECT_EQ(to_text(directory.error()), "corpora: cannot be read: Is a directory");
  EXPECT_FALSE(read_dump("/nonexistent"));
}

}  // namespace
}  // namespace idreg::corpora
