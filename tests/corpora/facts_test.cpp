// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of corpora/arch/*.txt: what it makes of a good file, and that it refuses each kind of bad
// line at exactly that line.
#include "corpora/facts.h"

#include <gtest/gtest.h>

#include "corpora/letters.h"
#include "engine/order.h"
#include "engine/tables.h"

namespace idreg::corpora {
namespace {

std::expected<Facts, Error> parse(std::string_view text) {
  const Source source{"x.txt", text};
  return parse_facts({&source, 1});
}

constexpr std::string_view kGood = R"(# comment
register ID_B 3 0 0 4 1
  field 3:0 Low U feature LowerSafe 0
register ID_A 3 0 0 4 0
  field 11:8 PMU P feature LowerSafe 0xf layout
    source first line,   # comment
    source second line
    codes 0xf = other; 0 = none
    codes 1 = some
  field 3:0 Sign S principle LowerSafe 8
feature FEAT_X
  when ID_A.PMU >= 1 && ID_A.PMU < 15
  when signed ID_A.Sign == -1 && ID_B.Low == 0b11
)";

TEST(Facts, ReadsAGoodFile) {
  const auto facts = parse(kGood);
  ASSERT_TRUE(facts) << to_text(facts.error());
  ASSERT_EQ(facts->registers.size(), 2U);
  const RegisterFact& a = facts->registers[0];
  EXPECT_EQ(a.name, "ID_A") << "registers are sorted by encoding";
  ASSERT_EQ(a.fields.size(), 2U);
  EXPECT_EQ(a.fields[0].name, "Sign") << "fields are sorted by bits";
  EXPECT_EQ(a.fields[0].scheme, (Scheme{OrderKind::Rotation, 8, 0}));
  const FieldFact& pmu = a.fields[1];
  EXPECT_EQ(pmu.entry, (Entry{8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 15}));
  EXPECT_EQ(pmu.scheme, (Scheme{OrderKind::Rotation, 1, 0}));
  EXPECT_TRUE(pmu.layout);
  EXPECT_EQ(pmu.source, "first line, second line");
  ASSERT_EQ(pmu.meanings.size(), 3U);
  EXPECT_EQ(pmu.meanings[1].text, "some");
  EXPECT_EQ(pmu.meanings[2].code, 15U);
}

TEST(Facts, ReadsDefinitions) {
  const auto facts = parse(kGood);
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->definitions.size(), 1U);
  const DefinitionFact& d = facts->definitions[0];
  EXPECT_EQ(d.feature, "FEAT_X");
  EXPECT_EQ(d.registers, (std::vector<std::uint32_t>{0, 1}));
  ASSERT_EQ(d.conjunctions.size(), 2U);
  const arch::Atom& minus_one = d.conjunctions[1][0];
  EXPECT_EQ(minus_one.is_signed, 1);
  EXPECT_EQ(minus_one.constant, UINT64_MAX);
  EXPECT_EQ(minus_one.compare, arch::Compare::Equal);
  EXPECT_EQ(d.conjunctions[1][1].place, 1);
  EXPECT_EQ(d.conjunctions[1][1].constant, 3U);
}

TEST(Facts, ReadsSeveralFilesAsOne) {
  const Source sources[] = {{"a", "feature F\n when R.A >= 1\n"},
                            {"b", "register R 3 0 0 0 0\n field 0:0 A B1 feature LowerSafe 0\n"}};
  EXPECT_TRUE(parse_facts(sources));
  const Source twice[] = {{"a", "register R 3 0 0 0 0\n"}, {"b", "\nregister r 3 0 0 0 1\n"}};
  const auto facts = parse_facts(twice);
  ASSERT_FALSE(facts);
  EXPECT_EQ(to_text(facts.error()), "b:2: register r was described before");
}

/// Whatever precedes the bad line is good, so the line that is named must be the bad one.
struct Bad {
  const char* text;
  std::uint32_t line;
  const char* message;
};

class BadFacts : public testing::TestWithParam<Bad> {};

TEST_P(BadFacts, IsRefusedAtItsLine) {
  const auto facts = parse(GetParam().text);
  ASSERT_FALSE(facts) << GetParam().text;
  EXPECT_EQ(facts.error().file, "x.txt");
  EXPECT_EQ(facts.error().line, GetParam().line) << to_text(facts.error());
  EXPECT_EQ(facts.error().message, GetParam().message);
}

#define REG "register R 3 0 0 4 0\n"
#define FIELD REG " field 7:4 F U feature LowerSafe 0\n"

INSTANTIATE_TEST_SUITE_P(
    Registers, BadFacts,
    testing::Values(Bad{"\nregistr R 3 0 0 4 0\n", 2,
                        "'registr' is not a keyword: register, field, source, codes, feature or when"},
                    Bad{"register R 3 0 0 4\n", 1, "expected 'register NAME op0 op1 CRn CRm op2'"},
                    Bad{"register R 3 0 16 4 0\n", 1, "'16' is not a number from 0 to 15"},
                    Bad{"register R x 0 0 4 0\n", 1, "'x' is not a number from 0 to 3"},
                    Bad{REG REG, 2, "register R was described before"},
                    Bad{REG "register r 3 0 0 4 1\n", 2, "register r was described before"},
                    Bad{REG "register S 3 0 0 4 0\n", 2, "register S has the encoding of R"},
                    Bad{REG " fi\x01"
                            "eld\n",
                        2, "'fi\\x01eld' has a character other than printable ASCII"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, BadFacts,
    testing::Values(
        Bad{"field 3:0 F U feature LowerSafe 0\n", 1, "a field before any 'register' line"},
        Bad{REG "field 3:0 F U feature LowerSafe\n", 2,
            "expected 'field MSB:LSB NAME LETTER BASIS POLICY SAFE' and perhaps 'layout'"},
        Bad{REG "field 3:0 F U feature LowerSafe 0 lay\n", 2,
            "expected 'field MSB:LSB NAME LETTER BASIS POLICY SAFE' and perhaps 'layout'"},
        Bad{REG "field 0:3 F U feature LowerSafe 0\n", 2, "'0:3' is not MSB:LSB with 63 >= MSB >= LSB"},
        Bad{REG "field 64:61 F U feature LowerSafe 0\n", 2, "'64:61' is not MSB:LSB with 63 >= MSB >= LSB"},
        Bad{REG "field 3 F U feature LowerSafe 0\n", 2, "'3' is not MSB:LSB with 63 >= MSB >= LSB"},
        Bad{REG "field 3:0 F Q feature LowerSafe 0\n", 2, "'Q' is not a letter of an ID scheme"},
        Bad{REG "field 3:0 F u feature LowerSafe 0\n", 2, "'u' is not a letter of an ID scheme"},
        Bad{REG "field 3:0 F U guess LowerSafe 0\n", 2, "'guess' is not a basis: feature, manual or principle"},
        Bad{REG "field 3:0 F U feature Lower 0\n", 2,
            "'Lower' is not a policy: Exact, LowerSafe, HigherSafe or HigherOrZeroSafe"},
        Bad{REG "field 3:0 F U feature LowerSafe -1\n", 2,
            "'-1' is not a number; the safe value is a code of the field"},
        Bad{REG "field 3:0 F U feature LowerSafe 16\n", 2, "the safe value does not fit into the field"},
        Bad{REG "field 3:0 F V feature LowerSafe 0\n", 2,
            "there is no such order, or the policy needs one and the field has none (only Exact does without)"},
        Bad{REG "field 3:0 F U feature HigherSafe 0\n", 2, "policy HigherSafe does not fit scheme U: LowerSafe would"},
        Bad{REG "field 3:0 F Z feature HigherSafe 0\n", 2,
            "policy HigherSafe does not fit scheme Z: HigherOrZeroSafe would"},
        Bad{REG "field 3:0 F S feature Exact 0\n", 2, "policy Exact does not fit scheme S: LowerSafe would"},
        Bad{REG "field 3:0 F S feature LowerSafe 0\n", 2, "the safe value of scheme S is 8, not 0"},
        Bad{REG "field 3:0 F P feature LowerSafe 0\n", 2, "the safe value of scheme P is 0xf, not 0"},
        Bad{FIELD " field 3:0 f U feature LowerSafe 0\n", 3, "field f was described before"},
        Bad{FIELD " field 4:1 G U feature LowerSafe 0\n", 3, "field G shares bits with F"}));

INSTANTIATE_TEST_SUITE_P(
    SourcesAndCodes, BadFacts,
    testing::Values(
        Bad{REG "source x\n", 2, "a 'source' line without a field above it"},
        Bad{FIELD "source\n", 3, "expected words after 'source'"},
        Bad{REG "codes 0 = x\n", 2, "a 'codes' line without a field above it"},
        Bad{FIELD "feature X\n when R.F >= 1\n source x\n", 5, "a 'source' line without a field above it"},
        Bad{FIELD "codes 0 none\n", 3, "'0 none' is not 'CODE = MEANING'"},
        Bad{FIELD "codes 0 =\n", 3, "'0 =' is not 'CODE = MEANING'"},
        Bad{FIELD "codes 0 = x;\n", 3, "'' is not 'CODE = MEANING'"},
        Bad{FIELD "codes 0x10 = x\n", 3, "code 0x10 does not fit into field F"},
        Bad{FIELD "codes 1 = x; 1 = y\n", 3, "code 1 of field F was explained before"},
        Bad{REG "field 3:0 F U manual LowerSafe 0\n codes 0 = x\n field 7:4 G U feature LowerSafe 0\n", 2,
            "field F needs a 'source' line: an order with basis manual or no rotation is nobody's default"},
        Bad{REG "field 3:0 F V feature Exact 0\n", 2,
            "field F needs a 'source' line: an order with basis manual or no rotation is nobody's default"}));

INSTANTIATE_TEST_SUITE_P(
    Features, BadFacts,
    testing::Values(
        Bad{"feature\n", 1, "expected 'feature NAME'"},
        Bad{"when R.F >= 1\n", 1, "a 'when' line without a feature above it"},
        Bad{FIELD "when R.F >= 1\n", 3, "a 'when' line without a feature above it"},
        Bad{FIELD "feature X\nfeature Y\n when R.F >= 1\n", 3,
            "expected a 'when' line: what makes the feature present"},
        Bad{FIELD "feature X\n when R.F > 1\n", 4,
            "'R.F > 1' is not '[signed] REGISTER.FIELD OP NUMBER' with OP ==, >= or <"},
        Bad{FIELD "feature X\n when R.F >= 1 &&\n", 4,
            "'' is not '[signed] REGISTER.FIELD OP NUMBER' with OP ==, >= or <"},
        Bad{FIELD "feature X\n when F >= 1\n", 4, "'F' is not REGISTER.FIELD of a register that is described"},
        Bad{FIELD "feature X\n when Q.F >= 1\n", 4, "'Q.F' is not REGISTER.FIELD of a register that is described"},
        Bad{FIELD "feature X\n when R.G >= 1\n", 4, "R has no field 'G'"},
        Bad{FIELD "feature X\n when R.F >= 16\n", 4, "'16' is not a number that field R.F can hold"},
        Bad{FIELD "feature X\n when R.F >= -1\n", 4, "'-1' is not a number that field R.F can hold"},
        Bad{FIELD "feature X\n when signed R.F >= 8\n", 4, "'8' is not a number that field R.F can hold"},
        Bad{FIELD "feature X\n when signed R.F >= -9\n", 4, "'-9' is not a number that field R.F can hold"}));

TEST(Facts, LimitsAFeatureToFourRegisters) {
  std::string text;
  std::string when = "feature X\n when ";
  for (int i = 0; i < 5; ++i) {
    const std::string name = "R" + std::to_string(i);
    text += "register " + name + " 3 0 0 4 " + std::to_string(i) + "\n field 0:0 F B1 feature LowerSafe 0\n";
    when += (i == 0 ? "" : " && ") + name + ".F >= 1";
  }
  const auto facts = parse(text + when + "\n");
  ASSERT_FALSE(facts);
  EXPECT_EQ(to_text(facts.error()), "x.txt:12: more than 4 registers in one feature");
}

TEST(Letters, PoliciesFitTheirSchemesAtEveryWidth) {
  for (const Letter& letter : letters()) {
    EXPECT_EQ(find_letter(letter.name)->meaning, letter.meaning) << "twice: " << letter.name;
    for (std::uint32_t width = 1; width <= 64; ++width) {
      const Scheme scheme = scheme_of(letter, width, 0);
      const Entry entry = entry_of(letter, 0, width, letter.policy, engine::lowest(scheme, width));
      EXPECT_EQ(engine::entry_error(entry), TableErrorKind::None) << letter.name << ' ' << width;
      EXPECT_TRUE(engine::fits(entry, scheme)) << letter.name << ' ' << width;
    }
  }
}

}  // namespace
}  // namespace idreg::corpora
