// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What claim table-sound leaves out: codes that a register's table permits although they gain a feature.
// Each is here because the architecture words the feature so; claim exceptions-needed shows for each that
// it cannot be left out. Constant data, so that the prover reads the same list.
//
// To add one: a row here, and its name in docs/architecture-facts.md.
#pragma once

#include <cstdint>

#include "props/subject.h"

namespace idreg::props {

/// A field of a register by name.
struct FieldBits {
  std::uint16_t encoding;  ///< of the register; see `encoding`
  std::uint8_t shift;

  friend constexpr bool operator==(const FieldBits&, const FieldBits&) = default;
};

/// The codes `lowest` to `highest`, both included.
struct Codes {
  std::uint8_t lowest;
  std::uint8_t highest;
};

/// How many codes there are beyond the lowest.
[[nodiscard]] constexpr std::uint64_t width_of(const Codes& codes) {
  return codes.highest - std::uint64_t{codes.lowest};
}

/// `field` shows one of `values` under one of `limits`. Its witnesses: each of them under each, with `beside`
/// showing `beside_code` under the same.
struct Exception {
  const char* feature;  ///< what is gained, for people
  FieldBits field;
  FieldBits beside;     ///< a second field that the feature reads; `field` again where it reads one only
  Codes values;
  Codes limits;
  std::uint8_t beside_code;
  const char* reason;
};

inline constexpr FieldBits kCsv2 = {encoding(3, 0, 0, 4, 0), 56};
inline constexpr FieldBits kCsv2Frac = {encoding(3, 0, 0, 4, 1), 32};
inline constexpr FieldBits kMpam = {encoding(3, 0, 0, 4, 0), 40};
inline constexpr FieldBits kMpamFrac = {encoding(3, 0, 0, 4, 1), 16};
inline constexpr FieldBits kNv = {encoding(3, 0, 0, 7, 2), 24};
inline constexpr FieldBits kNvFrac = {encoding(3, 0, 0, 7, 4), 20};
inline constexpr FieldBits kTgran4Stage2 = {encoding(3, 0, 0, 7, 0), 40};
inline constexpr FieldBits kTgran64Stage2 = {encoding(3, 0, 0, 7, 0), 36};
inline constexpr FieldBits kTgran16Stage2 = {encoding(3, 0, 0, 7, 0), 32};
inline constexpr FieldBits kSpecSei = {encoding(3, 0, 0, 7, 1), 24};
inline constexpr FieldBits kL1Ip = {encoding(3, 3, 0, 0, 1), 14};
inline constexpr FieldBits kSb = {encoding(3, 0, 0, 6, 1), 36};
inline constexpr FieldBits kSb32 = {encoding(3, 0, 0, 2, 7), 12};

inline constexpr Exception kExceptions[] = {
    {"FEAT_CSV2_1p1 and FEAT_CSV2_1p2 by CSV2",
     kCsv2,
     kCsv2Frac,
     {1, 1},
     {2, 15},
     2,
     "CSV2_frac means something only beside CSV2 1, so lowering CSV2 to 1 gives meaning to a fraction kept"},
    {"FEAT_MPAMv0p1 by MPAM",
     kMpam,
     kMpamFrac,
     {0, 0},
     {1, 15},
     1,
     "MPAM 0 with MPAM_frac 1 is a version of its own, so lowering MPAM to 0 beside a fraction kept shows it"},
    {"FEAT_MPAMv0p1 by MPAM_frac",
     kMpamFrac,
     kMpam,
     {1, 1},
     {2, 15},
     0,
     "Arm names MPAM_frac 1 alone beside MPAM 0; codes from 2 on are reserved there"},
    {"FEAT_NV2 by NV",
     kNv,
     kNvFrac,
     {0, 0},
     {1, 1},
     1,
     "NV 0 with NV_frac 1 says FEAT_NV2, so lowering NV to 0 beside a fraction kept shows it"},
    {"FEAT_GTG by TGRAN4_2",
     kTgran4Stage2,
     kTgran4Stage2,
     {1, 1},
     {0, 0},
     1,
     "0 defers to stage 1; the safe code 1 says no such pages, but says it in the new way"},
    {"FEAT_GTG by TGRAN64_2",
     kTgran64Stage2,
     kTgran64Stage2,
     {1, 1},
     {0, 0},
     1,
     "0 defers to stage 1; the safe code 1 says no such pages, but says it in the new way"},
    {"FEAT_GTG by TGRAN16_2",
     kTgran16Stage2,
     kTgran16Stage2,
     {1, 1},
     {0, 0},
     1,
     "0 defers to stage 1; the safe code 1 says no such pages, but says it in the new way"},
    {"FEAT_SpecSEI by SpecSEI",
     kSpecSei,
     kSpecSei,
     {1, 15},
     {0, 0},
     1,
     "a hazard: the feature is that errors may be reported speculatively, so the higher code promises less"},
    {"FEAT_IVIPT by L1Ip",
     kL1Ip,
     kL1Ip,
     {2, 2},
     {0, 1},
     2,
     "VIPT, the safe code, is the weakest that Armv8 admits; the limits 0 and 1 are reserved"},
    {"FEAT_SB by ID_AA64ISAR1_EL1.SB",
     kSb,
     kSb,
     {1, 7},
     {8, 15},
     1,
     "Features.json reads the code as signed, the manual as unsigned; limits from 8 on are reserved"},
    {"FEAT_SB by ID_ISAR6_EL1.SB",
     kSb32,
     kSb32,
     {1, 7},
     {8, 15},
     1,
     "Features.json reads the code as signed, the manual as unsigned; limits from 8 on are reserved"},
};
inline constexpr std::uint32_t kExceptionCount = sizeof(kExceptions) / sizeof(kExceptions[0]);

}  // namespace idreg::props
