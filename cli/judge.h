// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The judgement of one register: what the engine says under the table in force, and what the
// architecture's schemes and feature definitions say to the same value. The second catches a table
// whose entries do not fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/features.h"
#include "cli/status.h"
#include "corpora/arch/arch.h"
#include "engine/types.h"

namespace idreg::cli {

/// The table in force for one register: the architecture's, or a caller's own, under overrides.
struct Definitions {
  std::vector<Entry> general;
  std::vector<Entry> overrides;
};

/// The architecture's own table of a register.
[[nodiscard]] std::vector<Entry> architectural_entries(const arch::Register& reg);

/// An entry of the table in force that need not keep to the architecture.
struct Misfit {
  std::string field;  ///< the named field, or "[msb:lsb]"
  Entry entry{};
  std::string why;    ///< in words
};

/// Whether an entry of one's own need not keep to the architecture: it does not fit the scheme of the
/// field with its bits, or has no field's bits.
[[nodiscard]] std::optional<Misfit> misfit_of(const arch::Register& reg, const Entry& entry);

/// One part of a value that offends.
struct Offence {
  std::string field;  ///< the named field, or "[msb:lsb]"
  unsigned msb = 0;
  unsigned lsb = 0;
  std::uint64_t value = 0;  ///< the codes
  std::uint64_t limit = 0;
  std::string reason;  ///< in words
};

/// All there is to say about one value under one limit.
struct Judgement {
  std::uint32_t reg = 0;  ///< index into arch::registers()
  std::uint64_t value = 0;
  std::uint64_t limit = 0;
  std::uint64_t writable = 0;
  bool permitted = false;           ///< by the table in force
  std::vector<Misfit> misfits;      ///< entries of the table in force, whatever the value
  std::vector<Offence> violations;  ///< why not permitted; none iff permitted
  std::vector<Offence> above;       ///< permitted by the table, above the limit in the architecture's scheme
  std::vector<Implied> gained;      ///< features of the value that the limit does not have
  Nearest nearest{};                ///< under the table in force; under the architecture's where `above` has any

  /// Certain gains only.
  [[nodiscard]] bool gains() const;
  /// Holds: permitted, nothing above the limit, nothing certainly gained; else Finding.
  [[nodiscard]] Status status() const;
  /// Bits of all offending fields.
  [[nodiscard]] std::uint64_t offending() const;
};

/// What is asked about one register.
struct Question {
  std::uint32_t reg = 0;  ///< index into arch::registers()
  std::uint64_t value = 0;
  std::uint64_t limit = 0;
  std::optional<std::uint64_t> writable;  ///< all bits that fields of the table cover, if not given
  Definitions definitions;
  Values values;  ///< further registers of the side that `value` is from, for features that read several
  Values limits;
};

/// Judges; the error says why the table is refused.
[[nodiscard]] Result<Judgement> judge(const Question& question);

}  // namespace idreg::cli
