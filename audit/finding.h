// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an audit answers: one finding each for whatever is wrong, one verdict for each register.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/ir.h"

namespace idreg::audit {

/// What is wrong. The words (see to_text) are in JSON and are SARIF's rule ids: they never change.
enum class Kind : std::uint8_t {
  AboveLimit,         ///< a value above the limit is stored
  GainsFeature,       ///< a stored value has a feature that the limit has not
  TooStrict,          ///< a value at or below the limit in writable fields is refused
  Sign,               ///< an entry's order is not the architecture's
  Policy,             ///< an entry's choice of the safe code can choose the unsafe one
  SafeValue,          ///< an entry's safe value is outside of its domain or not the architecture's
  Width,              ///< an entry's bits are not those of one field
  Overlap,            ///< two entries share bits
  Order,              ///< entries or registers that are not in the order that the kernel demands
  Terminator,         ///< a table that does not end, or goes on behind its end
  Missing,            ///< a field or register without an entry
  Reserved,           ///< an entry for bits that the architecture reserves
  Mask,               ///< a writable mask that cuts a field or names bits without an entry
  Sanitise,           ///< merging CPUs, or the command line, gains a feature
  Limit,              ///< what a guest is shown reaches it uncapped or contradicts itself
  Selftest,           ///< the selftest's table disagrees
  Sysreg,             ///< arch/arm64/tools/sysreg disagrees
  UndefinedBehaviour  ///< the code does something undefined on some input
};
inline constexpr std::uint8_t kKinds = 18;

/// "above-limit", "gains-feature", ...
[[nodiscard]] std::string_view to_text(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word);
/// One sentence for each kind, for lists of rules.
[[nodiscard]] std::string_view describe(Kind kind);

/// What a finding rests on.
enum class Basis : std::uint8_t {
  Feature,    ///< a constraint of Arm's Features file
  Manual,     ///< a clause of the Arm ARM
  Principle,  ///< the general principle: unsigned unless said otherwise
  Linux,      ///< the tree's own rules (what its code demands of its tables)
};
/// "feature", "manual", "principle", "linux".
[[nodiscard]] std::string_view to_text(Basis basis);

/// How bad: by whether the witness can happen on a real host.
enum class Severity : std::uint8_t {
  High,    ///< a guest can be promised what a real host lacks, or the kernel misbehaves
  Medium,  ///< only where a limit holds a code that the architecture reserves today, or a guest is refused
  Low,     ///< no value is judged wrongly today; the next change may make it so
  Note,    ///< worth knowing; nothing is wrong
};
/// "high", "medium", "low", "note".
[[nodiscard]] std::string_view to_text(Severity severity);

/// What a booted kernel says of a finding about a write path.
enum class Confirmation : std::uint8_t {
  NotAsked,      ///< nobody booted one, or no answer could tell (tables, texts, undefined behaviour)
  Confirmed,     ///< it does what the finding says
  NotConfirmed,  ///< it does not, though it should: an error of ours, or another tree's kernel
  NotReachable,  ///< on the CPUs tried the limit is another
};
/// "not-asked", "confirmed", "not-confirmed", "not-reachable".
[[nodiscard]] std::string_view to_text(Confirmation confirmation);

struct Finding {
  Kind kind = Kind::AboveLimit;
  std::string reg = {};                     ///< Arm's name of the register; empty: about the table as a whole
  std::string field = {};                   ///< Arm's name, or "[MSB:LSB]"; empty: about the register as a whole
  std::optional<std::uint64_t> value = {};  ///< the witness, whole registers
  std::optional<std::uint64_t> limit = {};
  Basis basis = Basis::Linux;
  Severity severity = Severity::Low;
  SourceLine where = {};
  std::string entry = {};                   ///< the table or function to blame: "ftr_id_aa64dfr0", "set_id_reg"
  std::string detail = {};                  ///< in words: what was found, what was expected, what follows
  Confirmation confirmation = Confirmation::NotAsked;
  std::string kernel = {};                  ///< what the booted kernel did, in words; empty where not asked

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// What is known of one register's write path.
enum class Outcome : std::uint8_t {
  Proved,        ///< everything that is asked of it holds
  Refuted,       ///< a finding says what does not
  Fixed,         ///< it accepts nothing, or only the limit's own value: nothing was to be proved
  NotWritable,   ///< KVM has no function and no place by which userspace could write it
  Unknown,       ///< the solver did not decide within its budget
  Unsupported,   ///< something in it could not be lifted
  NotExamined,   ///< only its tables were judged
};
/// "proved", "refuted", "fixed", "not-writable", "unknown", "unsupported", "not-examined".
[[nodiscard]] std::string_view to_text(Outcome outcome);

/// The verdict about one register.
struct RegisterVerdict {
  std::uint32_t encoding = 0;
  std::string name;
  Outcome outcome = Outcome::NotExamined;
  std::vector<std::string> assumptions;  ///< by name, where their opposite was shown to matter
  std::vector<std::string> remarks;      ///< "refused by policy: DebugVer below 6", why unsupported, ...
};

}  // namespace idreg::audit
