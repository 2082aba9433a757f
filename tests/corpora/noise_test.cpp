// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Damaged input: every reader returns, whatever it is given, and what it accepts it can write.
#include <gtest/gtest.h>

#include <random>

#include "corpora/dump.h"
#include "corpora/entries.h"
#include "corpora/facts.h"

namespace idreg::corpora {
namespace {

constexpr unsigned kSeed = 20260314;
constexpr int kRounds = 3000;

/// A few random edits: bytes replaced, parts removed or doubled.
std::string damaged(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
  for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
    const std::size_t at = below(text.size());
    const std::size_t length = below(std::min<std::size_t>(40, text.size() - at));
    switch (below(4)) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(below(text.size()), text.substr(at, length));
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

/// Runs `read` on damaged copies of `good`; it returns whether the text was accepted. Both must occur.
template <typename Read>
void torture(const std::string& good, Read read) {
  std::mt19937 random(kSeed);
  int accepted = 0;
  ASSERT_TRUE(read(good));
  for (int i = 0; i < kRounds; ++i) accepted += read(damaged(good, random)) ? 1 : 0;
  EXPECT_GT(accepted, 0) << "seed " << kSeed;
  EXPECT_LT(accepted, kRounds) << "seed " << kSeed;
}

bool reads_dump(const std::string& text) {
  const auto dump = parse_dump(text, "f");
  if (!dump) {
    EXPECT_LT(dump.error().message.size(), 400U);
    return false;
  }
  const auto again = parse_dump(write_dump(*dump), "g");
  EXPECT_TRUE(again) << to_text(again.error());
  if (again) {
    EXPECT_EQ(again->registers, dump->registers);
  }
  return true;
}

TEST(Noise, PlainDumps) { torture("# x\nkind = raw\nCTR = 0x1234\nID_PFR0 = 0b11\nID_PFR1_EL1 = 99\n", reads_dump); }

TEST(Noise, Cpusysregs) {
  const std::string digits = ": 0000 0000 0000 0000 0000 0000 0000 0000 - 0001 0000 0000 0000 0000 0000 0000 0000\n";
  torture("CTR_EL0" + digits + "\n  DIC: 1\n\nID_PFR0_EL1" + digits, reads_dump);
}

TEST(Noise, Fingerprints) {
  const std::string bitmap = R"(", "bitmap": "0b)" + std::string(128, '0') + "\"}";
  torture(R"({"guest_cpu_config": {"reg_modifiers": [{"addr": "0x603000000013d801)" + bitmap +
              R"(, {"addr": "0x603000000013c020)" + bitmap + "]}}",
          reads_dump);
}

TEST(Noise, Entries) {
  torture(
      "register ID_AA64DFR0\n PMUVer signed LowerSafe\n 15:12 unsigned Exact 5\nregister CTR\n CWG flags LowerSafe\n",
      [](const std::string& text) { return parse_entries(text, "f").has_value(); });
}

TEST(Noise, Overrides) {
  torture("ID_AA64DFR0.PMUVer=signed,LowerSafe,-8",
          [](const std::string& text) { return parse_override(text).has_value(); });
}

TEST(Noise, Facts) {
  torture(
      "register R 3 0 0 4 0\n field 7:4 F S feature LowerSafe 8\n  source x\n  codes 0 = a; 1 = b\n"
      "feature X\n when signed R.F >= -1 && R.F < 5\n",
      [](const std::string& text) {
        const Source source{"f", text};
        return parse_facts({&source, 1}).has_value();
      });
}

}  // namespace
}  // namespace idreg::corpora
