// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The designs as subjects: with the entries that each declared, for the registers by name.
#include "subjects/designs.h"

namespace idreg::subjects {

namespace {

using props::NamedOverride;

constexpr std::uint16_t kPfr0 = props::encoding(3, 0, 0, 4, 0);
constexpr std::uint16_t kDfr0 = props::encoding(3, 0, 0, 5, 0);
constexpr std::uint16_t kMmfr0 = props::encoding(3, 0, 0, 7, 0);
constexpr std::uint16_t kIsar2 = props::encoding(3, 0, 0, 6, 2);
constexpr std::uint16_t kDfr0Aarch32 = props::encoding(3, 0, 0, 1, 2);

constexpr Entry nibble(std::uint8_t shift, Policy policy, bool is_signed, std::uint64_t safe) {
  return {shift, 4, policy, OrderKind::Rotation, is_signed ? std::uint64_t{8} : 0, safe};
}

constexpr Entry lower(std::uint8_t shift, bool is_signed, std::uint64_t safe = 0) {
  return nibble(shift, Policy::LowerSafe, is_signed, safe);
}

constexpr std::uint8_t kPmuVer = 8;
constexpr std::uint8_t kDebugVer = 0;
constexpr std::uint8_t kPerfMon = 24;
constexpr std::uint8_t kBc = 20;

// The general table of 2022: PMUVer and PerfMon signed.
constexpr NamedOverride kHostOf2022[] = {{kDfr0, nibble(kPmuVer, Policy::Exact, true, 0)},
                                         {kDfr0, nibble(kDebugVer, Policy::Exact, false, 6)},
                                         {kDfr0Aarch32, lower(kPerfMon, true, 0xf)}};
constexpr NamedOverride kMerged[] = {{kDfr0, lower(kPmuVer, true)}, {kDfr0, lower(kDebugVer, false, 6)}};
// What the reviewer's caller would have passed: PMUVer unsigned.
constexpr NamedOverride kCaller[] = {{kDfr0, lower(kPmuVer, false)}};
constexpr NamedOverride kIgnored[] = {
    {kPfr0, lower(56, false)}, {kPfr0, lower(60, false)}, {kDfr0, lower(kPmuVer, false)}};
// "Just 6": FP and AdvSIMD, TGRAN4 and TGRAN64, DoubleLock, PMUVer.
constexpr NamedOverride kExceptions[] = {{kPfr0, lower(16, true)},  {kPfr0, lower(20, true)},
                                         {kMmfr0, lower(28, true)}, {kMmfr0, lower(24, true)},
                                         {kDfr0, lower(36, true)},  {kDfr0, lower(kPmuVer, true)}};
// The same with upper bounds: PMUVer at most PMUv3 for Armv8.5.
constexpr NamedOverride kBounded[] = {{kPfr0, lower(16, true, 7)},  {kPfr0, lower(20, true, 7)},
                                      {kMmfr0, lower(28, true, 7)}, {kMmfr0, lower(24, true, 7)},
                                      {kDfr0, lower(36, true, 7)},  {kDfr0, lower(kPmuVer, false, 6)}};
constexpr NamedOverride kLinux[] = {
    {kDfr0, lower(kPmuVer, false)}, {kDfr0, lower(kDebugVer, false)}, {kDfr0Aarch32, lower(kPerfMon, false)}};
// And BC higher-safe, as it was until 479965a2b7ec.
constexpr NamedOverride kHostSigned[] = {{kDfr0, nibble(kPmuVer, Policy::Exact, true, 0)},
                                         {kDfr0, nibble(kDebugVer, Policy::Exact, false, 6)},
                                         {kDfr0Aarch32, nibble(kPerfMon, Policy::Exact, true, 0)},
                                         {kIsar2, nibble(kBc, Policy::HigherSafe, false, 0)}};
constexpr NamedOverride kHostUnsigned[] = {{kDfr0, nibble(kPmuVer, Policy::Exact, false, 0)},
                                           {kDfr0, nibble(kDebugVer, Policy::Exact, false, 6)},
                                           {kDfr0Aarch32, nibble(kPerfMon, Policy::Exact, false, 0)}};

constexpr props::Design kMergedTable{idreg_design_merged_table, 0, 0, kHostOf2022, 3};
constexpr props::Design kCallerOverridePosted{idreg_design_caller_override_posted, 0, 0, kHostOf2022, 3};
constexpr props::Design kCallerOverrideRepaired{idreg_design_caller_override_repaired, 0, 0, kHostOf2022, 3};
constexpr props::Design kCallerOverrideRight{idreg_design_caller_override_right, 1, 1, nullptr, 0};
constexpr props::Design kIgnoreMask{idreg_design_ignore_mask, 0, 0, kHostOf2022, 3};
constexpr props::Design kFullTable{idreg_design_full_table, 0, 0, nullptr, 0};
constexpr props::Design kFullTableBound{idreg_design_full_table_bound, 0, 0, nullptr, 0};
constexpr props::Design kLinuxSigned{idreg_design_linux, 1, 0, kHostSigned, 4};
constexpr props::Design kLinuxUnsigned{idreg_design_linux, 1, 0, kHostUnsigned, 3};

constexpr props::Subject subject_of(const props::Design* design, const NamedOverride* overrides, std::uint32_t count) {
  props::Subject subject = props::kEngineFunctions;
  subject.design = design;
  subject.overrides = overrides;
  subject.override_count = count;
  return subject;
}

}  // namespace

constinit const props::Subject idreg_subject_merged_table = subject_of(&kMergedTable, kMerged, 2);
constinit const props::Subject idreg_subject_caller_override_posted = subject_of(&kCallerOverridePosted, kCaller, 1);
constinit const props::Subject idreg_subject_caller_override_repaired =
    subject_of(&kCallerOverrideRepaired, kCaller, 1);
constinit const props::Subject idreg_subject_caller_override_right = subject_of(&kCallerOverrideRight, nullptr, 0);
constinit const props::Subject idreg_subject_ignore_mask = subject_of(&kIgnoreMask, kIgnored, 3);
constinit const props::Subject idreg_subject_full_table = subject_of(&kFullTable, kExceptions, 6);
constinit const props::Subject idreg_subject_full_table_bound = subject_of(&kFullTableBound, kBounded, 6);
constinit const props::Subject idreg_subject_linux_signed = subject_of(&kLinuxSigned, kLinux, 3);
constinit const props::Subject idreg_subject_linux_unsigned = subject_of(&kLinuxUnsigned, kLinux, 3);

}  // namespace idreg::subjects
