// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arm's ID registers as constant data: fields, schemes, the policy and safe value that fit, what the
// codes mean, and which features they imply. Made at build time from the text files beside this one;
// plain data without code, so that the prover reads the same tables as everybody else.
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::arch {

/// What a field's order rests on.
enum class Basis : std::uint8_t {
  Feature,    ///< a constraint of Arm's Features.json
  Manual,     ///< a clause of the Arm ARM
  Principle,  ///< the general principle: unsigned unless said otherwise
};

/// What one code of a field means.
struct Meaning {
  std::uint64_t code;
  const char* text;
};

struct Field {
  const char* name;
  Entry entry;           ///< bits, and the policy and safe value that fit the scheme
  Scheme scheme;         ///< the architecture's order of the codes
  Basis basis;
  std::uint8_t layout;   ///< 1: codes describe a layout, so a lower one is "no new feature, but another layout"
  const char* letter;    ///< the ID scheme's letter (docs/architecture-facts.md): "U", "S", "P", ...
  const char* source;    ///< where scheme, policy and safe value come from, for people
  const Meaning* meanings;
  std::uint32_t meaning_count;
};

struct Register {
  const char* name;
  std::uint8_t op0, op1, crn, crm, op2;
  const Field* fields;    ///< from bit 0 upwards
  const Entry* entries;   ///< fields[i].entry, packed: the architectural general table
  std::uint32_t field_count;
  std::uint32_t entry_count;  ///< rows of `entries`: as many as fields, except in a mutant (docs/mutants.md)
};

enum class Compare : std::uint8_t { Equal, AtLeast, Below };

/// One comparison of a field with a constant.
struct Atom {
  std::uint8_t place;      ///< which of the definition's registers
  std::uint8_t shift;
  std::uint8_t width;
  std::uint8_t is_signed;  ///< 1: the code is read as two's complement
  Compare compare;
  std::uint64_t constant;  ///< sign-extended to 64 bits where is_signed
};

/// One `<->` of Arm's Features file: a feature is present iff some conjunction of atoms holds.
/// Guards are taken as true. A feature can have several definitions (AArch64 and AArch32 views).
struct Definition {
  const char* feature;        ///< "FEAT_RASv1p1"
  std::uint32_t registers[4]; ///< indices into registers(), in the order of Atom::place
  std::uint32_t register_count;
  const Atom* atoms;          ///< conjunctions, one after the other
  const std::uint8_t* ends;   ///< ends[i]: index one past the last atom of conjunction i
  std::uint32_t conjunction_count;
};

// Arrays rather than spans, so that the prover reads them as constant globals.
extern const Register kRegisters[];
extern const std::uint32_t kRegisterCount;
extern const Definition kDefinitions[];
extern const std::uint32_t kDefinitionCount;

}  // namespace idreg::arch
