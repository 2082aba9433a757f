// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An implementation under test, as the claims see it: a table of functions with the engine's
// signatures, and the overrides that it adds to the architecture's tables. The engine is one; the
// deliberately wrong twins and the designs under subjects/ are others. The prover resolves the
// pointers to the functions' bitcode, so a claim is written once for all of them.
#pragma once

#include <cstdint>

#include "corpora/arch/arch.h"
#include "engine/check.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/packed.h"
#include "engine/policy.h"
#include "engine/sanitise.h"
#include "engine/tables.h"
#include "engine/types.h"

namespace idreg::props {

/// A register's encoding as one number, as in Linux's sys_reg().
[[nodiscard]] constexpr std::uint16_t encoding(unsigned op0, unsigned op1, unsigned crn, unsigned crm, unsigned op2) {
  return static_cast<std::uint16_t>(op0 << 14U | op1 << 11U | crn << 7U | crm << 3U | op2);
}

/// One override that a subject adds to the table of a register by name.
struct NamedOverride {
  std::uint16_t encoding;  ///< of the register; see `encoding`
  Entry entry;
};

/// A design of the check that is not made of the engine's functions: all that can be asked of it is
/// whether it accepts. Claims that ask no more judge it (Claim::whole); for the others it is *not
/// applicable*. subjects/outside.h is the same interface for code from elsewhere.
struct Design {
  /// Whether `value` is accepted under `limit`, for general entries and a caller's own. `writable` is
  /// ignored where takes_mask is 0. Lists may be ill formed.
  bool (*accepts)(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                  std::uint32_t override_count, std::uint64_t writable, std::uint64_t value, std::uint64_t limit);
  std::uint32_t takes_mask;    ///< 1: it has a writable mask; 0: every bit of a field may be written
  std::uint32_t takes_orders;  ///< 1: any order; 0: it is given unsigned and signed entries only
  const NamedOverride* host;   ///< rows of the general table that it declares otherwise than the architecture
  std::uint64_t host_count;
};

struct Subject {
  decltype(&engine::field_mask) field_mask;
  decltype(&engine::extract) extract;
  decltype(&engine::insert) insert;
  decltype(&engine::rank) rank;
  decltype(&engine::at_or_below) at_or_below;
  decltype(&engine::lowest) lowest;
  decltype(&engine::fits) fits;
  decltype(&engine::safe_code) safe_code;
  decltype(&engine::permitted_code) permitted_code;
  decltype(&engine::not_above) not_above;
  decltype(&engine::nearest_code) nearest_code;
  decltype(&engine::entry_error) entry_error;
  decltype(&engine::add_override) add_override;
  decltype(&engine::add_general) add_general;
  decltype(&engine::merge) merge;
  decltype(&engine::covered) covered;
  decltype(&engine::well_formed) well_formed;
  decltype(&engine::permitted) permitted;
  decltype(&engine::permitted_with) permitted_with;
  decltype(&engine::explain) explain;
  decltype(&engine::nearest) nearest;
  decltype(&engine::sanitise_pair) sanitise_pair;
  decltype(&engine::sanitise) sanitise;
  decltype(&engine::pack) pack;
  decltype(&engine::permitted_packed) permitted_packed;
  decltype(&engine::permitted_batch) permitted_batch;
  const arch::Register* registers;  ///< whose `entries` are its general tables; the judge reads the fields beside them
  const Design* design;  ///< null: the functions above are the subject; else the design is, and they its judge
  const NamedOverride* overrides;
  std::uint32_t override_count;
};

/// The engine's functions and no overrides; the base of every variant. constexpr, so that each
/// subject is constant data that the prover can read.
inline constexpr Subject kEngineFunctions = {
    .field_mask = engine::field_mask,
    .extract = engine::extract,
    .insert = engine::insert,
    .rank = engine::rank,
    .at_or_below = engine::at_or_below,
    .lowest = engine::lowest,
    .fits = engine::fits,
    .safe_code = engine::safe_code,
    .permitted_code = engine::permitted_code,
    .not_above = engine::not_above,
    .nearest_code = engine::nearest_code,
    .entry_error = engine::entry_error,
    .add_override = engine::add_override,
    .add_general = engine::add_general,
    .merge = engine::merge,
    .covered = engine::covered,
    .well_formed = engine::well_formed,
    .permitted = engine::permitted,
    .permitted_with = engine::permitted_with,
    .explain = engine::explain,
    .nearest = engine::nearest,
    .sanitise_pair = engine::sanitise_pair,
    .sanitise = engine::sanitise,
    .pack = engine::pack,
    .permitted_packed = engine::permitted_packed,
    .permitted_batch = engine::permitted_batch,
    .registers = arch::kRegisters,
    .design = nullptr,
    .overrides = nullptr,
    .override_count = 0,
};

/// A subject by name, as `--subject` takes it.
struct NamedSubject {
  const char* name;  ///< "engine", "pmuver-signed", a twin's name
  const char* symbol;  ///< the global `const Subject` in the embedded bitcode
  const Subject* subject;
  const char* sentence;  ///< what it is, and for a twin what is wrong with it
  const char* refutes;  ///< the claim that must refute it; nullptr for the engine
};

}  // namespace idreg::props
