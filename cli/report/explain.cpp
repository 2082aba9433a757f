// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/report/text.h"
#include "cli/values.h"
#include "cli/words.h"
#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/policy.h"
#include "engine/tables.h"
#include "props/effective.h"

namespace idreg::cli::report {
namespace {

const char* stands(const Scheme& scheme, unsigned width, std::uint64_t value, std::uint64_t limit) {
  return engine::at_or_below(scheme, width, value, limit) ? "at or below the limit" : "above the limit";
}

/// What the subject makes of these two codes, and the engine if that is something else.
std::string answers(const props::Subject& subject, const Entry& entry, std::uint64_t value, std::uint64_t limit) {
  if (subject.design != nullptr) {
    // A design answers for a register as a whole.
    return engine::permitted_code(entry, value, limit) ? "the engine permits it" : "the engine refuses it";
  }
  const bool theirs = subject.permitted_code(entry, value, limit);
  const bool ours = engine::permitted_code(entry, value, limit);
  const std::string said = theirs ? "it is permitted" : "it is refused";
  return theirs == ours ? said : said + (ours ? " (the engine permits it)" : " (the engine refuses it)");
}

std::string field_words(const props::Subject& subject, const arch::Field* field, const Entry& entry,
                        std::uint64_t value, std::uint64_t limit) {
  const unsigned width = entry.width;
  const std::string place = bits(entry.shift + width - 1, entry.shift);
  if (field == nullptr) {
    const Scheme own{entry.kind, entry.bias, entry.safe};
    return fmt::format("{} {} under {}: {} in the {} of its entry; under {}, {}.", place, hex(value), hex(limit),
                       stands(own, width, value, limit), order_words(entry.kind, entry.bias, width),
                       corpora::describe(entry), answers(subject, entry, value, limit));
  }
  return fmt::format("{} {}: {} under {}: {} in the architecture's {}; by the entry in force ({}) {}.", field->name,
                     place, code_with_meaning(*field, value), code_with_meaning(*field, limit),
                     stands(field->scheme, width, value, limit),
                     order_words(field->scheme.kind, field->scheme.bias, width), corpora::describe(entry),
                     answers(subject, entry, value, limit));
}

std::string register_words(const props::Subject& subject, const props::Case& input, unsigned width) {
  Table table{};
  if (!props::register_table(subject, input.reg, &table))
    return wrapped("The subject refuses this register's table.", 2, width);
  const arch::Register& reg = arch::registers()[input.reg];
  std::string text;
  std::uint64_t outside = input.value ^ input.limit;
  for (std::size_t slot = kRegisterBits; slot-- > 0;) {
    const Entry& entry = table.slots[slot];
    if (entry.width == 0) continue;
    const std::uint64_t mask = engine::field_mask(entry.shift, entry.width);
    if (((input.value ^ input.limit) & mask) == 0) continue;
    outside &= ~mask;
    text += wrapped(field_words(subject, arch::field_at(reg, entry.shift, entry.width), entry,
                                engine::extract(input.value, entry.shift, entry.width),
                                engine::extract(input.limit, entry.shift, entry.width)),
                    2, width);
  }
  if (outside != 0)
    text += wrapped(fmt::format("Bits {}, in no field, differ from the limit's.", bit_runs(outside)), 2, width);
  return text;
}

}  // namespace

std::string explanation(const props::Claim& claim, const props::Subject& subject, const props::Case& input,
                        unsigned width) {
  if (!claim.reads.pair && !claim.reads.registers) return "";
  if (claim.reads.registers && !claim.reads.definitions && input.reg < arch::registers().size())
    return register_words(subject, input, width);
  if (claim.reads.slots || claim.reads.any_bytes) return "";
  std::string text;
  const std::uint32_t count = claim.reads.one_entry ? 1 : std::min(input.general_count, props::kMaxGeneral);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry& entry = input.general[i];
    if (engine::entry_error(entry) != TableErrorKind::None) continue;
    const std::uint64_t value =
        claim.reads.codes ? input.value : engine::extract(input.value, entry.shift, entry.width);
    const std::uint64_t limit =
        claim.reads.codes ? input.limit : engine::extract(input.limit, entry.shift, entry.width);
    if (value != limit && (value | limit) <= engine::field_mask(0, entry.width))
      text += wrapped(field_words(subject, nullptr, entry, value, limit), 2, width);
  }
  return text;
}

}  // namespace idreg::cli::report
