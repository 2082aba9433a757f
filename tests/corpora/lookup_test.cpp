// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/arch/lookup.h"

#include <gtest/gtest.h>

namespace idreg::arch {
namespace {

TEST(FindRegister, ByNameInAnyCaseAndWithoutSuffix) {
  const Register* pfr0 = find_register("ID_AA64PFR0_EL1");
  ASSERT_NE(pfr0, nullptr);
  EXPECT_EQ(find_register("id_aa64pfr0_el1"), pfr0);
  EXPECT_EQ(find_register("ID_AA64PFR0"), pfr0);
  EXPECT_STREQ(find_register("ctr")->name, "CTR_EL0");
  EXPECT_EQ(find_register("CTR_EL1"), nullptr);
  EXPECT_EQ(find_register("ID_AA64PFR0_EL2"), nullptr);
  EXPECT_EQ(find_register(""), nullptr);
  EXPECT_EQ(find_register("_EL1"), nullptr);
  EXPECT_EQ(find_register("MIDR_EL1"), nullptr);
}

TEST(FindRegister, ByEncodingAndKvmId) {
  for (const Register& reg : registers()) {
    EXPECT_EQ(register_by_encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2), &reg);
    EXPECT_EQ(register_by_kvm_id(kvm_id(reg)), &reg);
    EXPECT_EQ(&registers()[index_of(reg)], &reg);
  }
  EXPECT_STREQ(register_by_kvm_id(0x603000000013c020)->name, "ID_AA64PFR0_EL1");
  EXPECT_STREQ(register_by_kvm_id(0x603000000013d801)->name, "CTR_EL0") << "3 3 0 0 1";
  EXPECT_EQ(register_by_kvm_id(0x602000000013c020), nullptr);
  EXPECT_EQ(register_by_encoding(3, 0, 0, 0, 0), nullptr);
}

TEST(FindField, ByNameBitsAndPlace) {
  const Register& dfr0 = *find_register("ID_AA64DFR0");
  const Field* pmu = find_field(dfr0, "pmuver");
  ASSERT_NE(pmu, nullptr);
  EXPECT_EQ(pmu->entry, (Entry{8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 15}));
  EXPECT_EQ(field_at(dfr0, 8, 4), pmu);
  EXPECT_EQ(field_at(dfr0, 8, 5), nullptr);
  EXPECT_EQ(bits_name(dfr0, 8, 4), "PMUVer");
  EXPECT_EQ(bits_name(dfr0, 9, 4), "[12:9]");
  EXPECT_EQ(find_field(dfr0, "PMU"), nullptr);
  EXPECT_EQ(find_fields("MTPMU").size(), 2U);
  ASSERT_EQ(find_fields("id_dfr1.mtpmu").size(), 1U);
  EXPECT_STREQ(find_fields("id_dfr1.mtpmu")[0].reg->name, "ID_DFR1_EL1");
  EXPECT_TRUE(find_fields("NOPE.MTPMU").empty());
  EXPECT_TRUE(find_fields("").empty());
}

TEST(MeaningOf, KnowsSomeCodes) {
  const Field& pmu = *find_field(*find_register("ID_AA64DFR0"), "PMUVer");
  EXPECT_EQ(meaning_of(pmu, 6), "PMUv3 for Armv8.5");
  EXPECT_EQ(meaning_of(pmu, 2), "");
}

TEST(Suggestions, AreNear) {
  EXPECT_EQ(suggest_register("ID_AA64PRF0_EL1"), ", did you mean ID_AA64PFR0_EL1?");
  EXPECT_EQ(suggest_register("ID_AA64DRF0"), ", did you mean ID_AA64DFR0?");
  EXPECT_EQ(suggest_register("nothing like it"), "");
  EXPECT_EQ(suggest_field("PMUVre"), ", did you mean PMUVer?");
  EXPECT_EQ(suggest_field(*find_register("CTR"), "Iminline_"), ", did you mean IminLine?");
}

}  // namespace
}  // namespace idreg::arch
