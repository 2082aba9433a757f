// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The architecture's tables: what must hold of every field and every definition.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "corpora/arch/lookup.h"
#include "corpora/letters.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/tables.h"

namespace idreg::arch {
namespace {

/// Calls `check(register, field)` for every field.
template <typename Check>
void for_each_field(Check check) {
  for (const Register& reg : registers()) {
    for (const Field& field : fields(reg)) check(reg, field);
  }
}

std::string name_of(const Register& reg, const Field& field) { return std::string(reg.name) + "." + field.name; }

TEST(Arch, HasAllRegistersAndFields) {
  std::uint32_t count = 0;
  for_each_field([&](const Register&, const Field&) { ++count; });
  EXPECT_EQ(registers().size(), 42U);
  EXPECT_EQ(count, 400U);
  EXPECT_EQ(definitions().size(), 334U);
}

TEST(Arch, HasTheLettersAndBasesThatTheDocumentationCounts) {
  std::map<std::string, int> by_letter;
  std::map<Basis, int> by_basis;
  for_each_field([&](const Register&, const Field& field) {
    ++by_letter[field.letter];
    ++by_basis[field.basis];
  });
  // SYSPMUID, an identifier, is a V.
  const std::map<std::string, int> letters = {{"U", 299}, {"S", 13},   {"P", 2},  {"D", 3}, {"B1", 29}, {"BM", 3},
                                              {"X", 3},   {"F", 9},    {"H", 2},  {"Z", 2}, {"L", 3},   {"N", 7},
                                              {"V", 6},   {"U/S?", 2}, {"I", 12}, {"R", 1}, {"U!", 1},  {"U*", 3}};
  EXPECT_EQ(by_letter, letters);
  const std::map<Basis, int> bases = {{Basis::Feature, 238}, {Basis::Manual, 32}, {Basis::Principle, 130}};
  EXPECT_EQ(by_basis, bases);
}

TEST(Arch, EveryEntryIsWellFormedAndFits) {
  for_each_field([](const Register& reg, const Field& field) {
    EXPECT_EQ(engine::entry_error(field.entry), TableErrorKind::None) << name_of(reg, field);
    EXPECT_TRUE(engine::fits(field.entry, field.scheme)) << name_of(reg, field);
    EXPECT_EQ(field.entry.safe, engine::lowest(field.scheme, field.entry.width)) << name_of(reg, field);
    EXPECT_NE(std::string(field.source), "") << name_of(reg, field);
  });
}

TEST(Arch, EveryLetterMeansItsSchemeAndPolicy) {
  for_each_field([](const Register& reg, const Field& field) {
    const auto letter = corpora::find_letter(field.letter);
    ASSERT_TRUE(letter) << name_of(reg, field);
    EXPECT_EQ(field.entry.policy, letter->policy) << name_of(reg, field);
    EXPECT_EQ(field.scheme, corpora::scheme_of(*letter, field.entry.width, field.entry.safe)) << name_of(reg, field);
  });
}

TEST(Arch, GeneralTablesMerge) {
  for (const Register& reg : registers()) {
    Table table{};
    const TableError error = engine::merge(reg.entries, reg.field_count, nullptr, 0, &table);
    EXPECT_EQ(error.kind, TableErrorKind::None) << reg.name;
    std::uint64_t bits = 0;
    for (std::uint32_t i = 0; i < reg.field_count; ++i) {
      EXPECT_EQ(reg.entries[i], reg.fields[i].entry) << reg.name;
      if (i > 0) {
        EXPECT_LT(reg.entries[i - 1].shift, reg.entries[i].shift) << reg.name;
      }
      bits |= engine::field_mask(reg.entries[i].shift, reg.entries[i].width);
    }
    EXPECT_EQ(engine::covered(table), bits) << reg.name;
  }
}

TEST(Arch, NamesAreUnique) {
  std::set<std::string> names;
  for (const Register& reg : registers()) EXPECT_TRUE(names.insert(reg.name).second) << reg.name;
  for_each_field([&](const Register& reg, const Field& field) {
    EXPECT_TRUE(names.insert(name_of(reg, field)).second) << name_of(reg, field);
  });
}

TEST(Arch, CodesAreExplainedInOrder) {
  for_each_field([](const Register& reg, const Field& field) {
    for (std::uint32_t i = 0; i < field.meaning_count; ++i) {
      EXPECT_LE(field.meanings[i].code, engine::field_mask(0, field.entry.width)) << name_of(reg, field);
      EXPECT_NE(std::string(field.meanings[i].text), "") << name_of(reg, field);
      if (i > 0) {
        EXPECT_LT(field.meanings[i - 1].code, field.meanings[i].code) << name_of(reg, field);
      }
    }
  });
}

TEST(Arch, SignedAndPmuFieldsByName) {
  std::set<std::string> is_signed;
  std::set<std::string> pmu;
  for_each_field([&](const Register& reg, const Field& field) {
    if (field.letter == std::string("S")) is_signed.insert(name_of(reg, field));
    if (field.letter == std::string("P")) pmu.insert(name_of(reg, field));
  });
  EXPECT_EQ(is_signed,
            (std::set<std::string>{"ID_AA64DFR0_EL1.DoubleLock", "ID_AA64DFR0_EL1.MTPMU", "ID_AA64MMFR0_EL1.TGRAN4",
                                   "ID_AA64MMFR0_EL1.TGRAN64", "ID_AA64MMFR4_EL1.E2H0", "ID_AA64MMFR4_EL1.EIESB",
                                   "ID_AA64PFR0_EL1.AdvSIMD", "ID_AA64PFR0_EL1.FP", "ID_AA64PFR1_EL1.MTE_frac",
                                   "ID_DFR1_EL1.MTPMU", "ID_MMFR0_EL1.InnerShr", "ID_MMFR0_EL1.OuterShr",
                                   "ID_MMFR3_EL1.Supersec"}));
  EXPECT_EQ(pmu, (std::set<std::string>{"ID_AA64DFR0_EL1.PMUVer", "ID_DFR0_EL1.PerfMon"}));
}

TEST(Arch, LayoutFieldsByName) {
  std::set<std::string> layout;
  for_each_field([&](const Register& reg, const Field& field) {
    if (field.layout != 0) layout.insert(name_of(reg, field));
  });
  EXPECT_EQ(layout,
            (std::set<std::string>{"ID_AA64DFR0_EL1.BRPs", "ID_AA64DFR0_EL1.CTX_CMPs", "ID_AA64DFR1_EL1.BRPs",
                                   "ID_AA64DFR1_EL1.CTX_CMPs", "ID_AA64MMFR0_EL1.TGRAN16_2",
                                   "ID_AA64MMFR0_EL1.TGRAN4_2", "ID_AA64MMFR0_EL1.TGRAN64_2", "ID_AA64MMFR2_EL1.CCIDX",
                                   "ID_AA64PFR0_EL1.GIC", "ID_MMFR4_EL1.CCIDX", "ID_PFR1_EL1.GIC"}));
}

TEST(Arch, SafeValuesOfFieldsWithoutOrder) {
  std::map<std::string, std::uint64_t> not_zero;
  for_each_field([&](const Register& reg, const Field& field) {
    if (field.scheme.kind == OrderKind::None && field.entry.safe != 0) not_zero[name_of(reg, field)] = field.entry.safe;
  });
  EXPECT_EQ(not_zero, (std::map<std::string, std::uint64_t>{{"CTR_EL0.L1Ip", 2},
                                                            {"CTR_EL0.RES1_31", 1},
                                                            {"ID_AA64MMFR0_EL1.TGRAN16_2", 1},
                                                            {"ID_AA64MMFR0_EL1.TGRAN4_2", 1},
                                                            {"ID_AA64MMFR0_EL1.TGRAN64_2", 1}}));
}

TEST(Definitions, AreWellFormed) {
  for (const Definition& d : definitions()) {
    ASSERT_GE(d.register_count, 1U) << d.feature;
    ASSERT_LE(d.register_count, std::size(d.registers)) << d.feature;
    ASSERT_GE(d.conjunction_count, 1U) << d.feature;
    for (std::uint32_t r = 0; r < d.register_count; ++r) ASSERT_LT(d.registers[r], registers().size()) << d.feature;
    std::uint32_t begin = 0;
    for (std::uint32_t c = 0; c < d.conjunction_count; ++c) {
      EXPECT_LT(begin, d.ends[c]) << d.feature << ": a conjunction without atoms is always true";
      for (; begin < d.ends[c]; ++begin) {
        const Atom& atom = d.atoms[begin];
        ASSERT_LT(atom.place, d.register_count) << d.feature;
        EXPECT_NE(field_at(registers()[d.registers[atom.place]], atom.shift, atom.width), nullptr) << d.feature;
      }
    }
  }
}

TEST(Definitions, AreDistinct) {
  std::set<std::string> seen;
  for (const Definition& d : definitions()) {
    std::string text = d.feature;
    std::uint32_t begin = 0;
    for (std::uint32_t c = 0; c < d.conjunction_count; ++c) {
      text += '|';
      for (; begin < d.ends[c]; ++begin) {
        const Atom& a = d.atoms[begin];
        text += std::to_string(d.registers[a.place]) + '.' + std::to_string(a.shift) + ' ' +
                std::to_string(static_cast<int>(a.compare)) + ' ' + std::to_string(a.is_signed) + ' ' +
                std::to_string(a.constant) + '&';
      }
    }
    EXPECT_TRUE(seen.insert(text).second) << text;
  }
}

/// Whether a definition holds; `values` in the order of its registers.
bool holds(const Definition& d, std::initializer_list<std::uint64_t> values) {
  std::uint32_t begin = 0;
  for (std::uint32_t c = 0; c < d.conjunction_count; ++c) {
    bool all = true;
    for (; begin < d.ends[c]; ++begin) {
      const Atom& a = d.atoms[begin];
      const std::uint64_t code = engine::extract(values.begin()[a.place], a.shift, a.width);
      const bool negative = a.is_signed != 0 && (code >> (a.width - 1)) != 0;
      const auto left = static_cast<std::int64_t>(negative ? code | ~engine::field_mask(0, a.width) : code);
      const auto right = static_cast<std::int64_t>(a.constant);
      all &= a.compare == Compare::Equal ? left == right : a.compare == Compare::AtLeast ? left >= right : left < right;
    }
    if (all) return true;
  }
  return false;
}

/// The definition of a feature that reads this register first.
const Definition& definition(std::string_view feature, std::string_view reg) {
  for (const Definition& d : definitions()) {
    if (d.feature == feature && registers()[d.registers[0]].name == reg) return d;
  }
  ADD_FAILURE() << "no definition of " << feature << " in " << reg;
  return definitions()[0];
}

TEST(Definitions, MeanWhatArmSays) {
  const Definition& pmu = definition("FEAT_PMUv3p1", "ID_AA64DFR0_EL1");
  EXPECT_TRUE(holds(pmu, {0x400}));
  EXPECT_FALSE(holds(pmu, {0x300}));
  EXPECT_FALSE(holds(pmu, {0xf00}));
  const Definition& fp = definition("FEAT_FP", "ID_AA64PFR0_EL1");
  EXPECT_TRUE(holds(fp, {0}));
  EXPECT_FALSE(holds(fp, {0xf0000}));
  const Definition& ras = definition("FEAT_RASv1p1", "ID_AA64PFR0_EL1");
  EXPECT_TRUE(holds(ras, {0x20000000, 0}));
  EXPECT_TRUE(holds(ras, {0x10000000, 0x1000}));
  EXPECT_FALSE(holds(ras, {0x10000000, 0}));
  const Definition& nested = definition("FEAT_S2TGran4K", "ID_AA64MMFR0_EL1");
  EXPECT_TRUE(holds(nested, {0})) << "0 defers to stage 1, where 0 is implemented";
  EXPECT_FALSE(holds(nested, {0xf0000000}));
  EXPECT_TRUE(holds(nested, {0x200f0000000}));
  EXPECT_FALSE(holds(nested, {0x10000000000}));
  const Definition& set = definition("FEAT_IVIPT", "CTR_EL0");
  EXPECT_TRUE(holds(set, {0x8000}));
  EXPECT_TRUE(holds(set, {0xc000}));
  EXPECT_FALSE(holds(set, {0x4000}));
}

}  // namespace
}  // namespace idreg::arch
