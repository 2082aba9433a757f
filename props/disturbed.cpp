// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each disturbance asks the engine and changes the answer, now and then and by the arguments alone: functions
// without memory, as claims expect them.
#include "props/disturbed.h"

#include <algorithm>
#include <initializer_list>

#include "props/run.h"

namespace idreg::props {

namespace {

std::uint64_t noise(std::initializer_list<std::uint64_t> words) {
  std::uint64_t state = 0;
  for (const std::uint64_t one : words) state = Random(state ^ one).next();
  return state;
}

std::uint64_t noise(const Entry& e, std::uint64_t a = 0, std::uint64_t b = 0) {
  return noise({e.shift, e.width, static_cast<std::uint64_t>(e.policy), static_cast<std::uint64_t>(e.kind), e.bias,
                e.safe, a, b});
}

/// One bit of the answer turned, half the time.
std::uint64_t turned(std::uint64_t answer, std::uint64_t by, unsigned bits = kRegisterBits) {
  return (by & 1U) == 0 ? answer : answer ^ std::uint64_t{1} << (by >> 8U) % bits;
}
bool turned(bool answer, std::uint64_t by) { return answer != ((by & 1U) != 0); }
TableErrorKind turned(TableErrorKind kind, std::uint64_t by) {
  if ((by & 1U) == 0) return kind;
  return kind == TableErrorKind::None ? TableErrorKind::GeneralOverlap : TableErrorKind::None;
}

/// A slot emptied, or a flag put into one.
void disturb(Table& table, std::uint64_t by) {
  const auto place = static_cast<std::uint8_t>((by >> 8U) % kRegisterBits);
  Entry* const used = std::ranges::find_if(table.slots, [](const Entry& slot) { return slot.width != 0; });
  if ((by & 1U) != 0 && used != std::end(table.slots)) {
    *used = Entry{};
  } else if ((by & 2U) != 0) {
    table.slots[place] = {
        .shift = place, .width = 1, .policy = Policy::LowerSafe, .kind = OrderKind::Rotation, .bias = 0, .safe = 0};
  }
}

TableErrorKind add_override(engine::Builder& builder, const Entry& entry) noexcept {
  const TableErrorKind kind = engine::add_override(builder, entry);
  const std::uint64_t by = noise(entry);
  disturb(builder.table, by >> 2U);
  return turned(kind, by);
}
TableErrorKind add_general(engine::Builder& builder, const Entry& entry) noexcept {
  const TableErrorKind kind = engine::add_general(builder, entry);
  const std::uint64_t by = noise(entry);
  disturb(builder.table, by >> 2U);
  return turned(kind, by);
}

TableError merge(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                 std::uint32_t override_count, Table* table) noexcept {
  TableError error = engine::merge(general, general_count, overrides, override_count, table);
  const std::uint64_t by = general_count == 0 ? noise({override_count}) : noise(general[0], general_count);
  error.kind = turned(error.kind, by);
  error.first ^= static_cast<std::uint32_t>(by >> 1U & 1U);
  disturb(*table, by >> 2U);
  return error;
}

bool permitted(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
  return turned(engine::permitted(table, writable, value, limit), noise({writable, value, limit}));
}
bool permitted_with(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                    std::uint32_t override_count, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
                    TableError* error) noexcept {
  const bool answer =
      engine::permitted_with(general, general_count, overrides, override_count, writable, value, limit, error);
  return turned(answer, noise({writable, value, limit}));
}
void explain(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
             Explanation* out) noexcept {
  engine::explain(table, writable, value, limit, out);
  const std::uint64_t by = noise({writable, value, limit});
  out->fields = turned(out->fields, by);
  out->outside = turned(out->outside, by >> 1U);
}
Nearest nearest(const Table& table, std::uint64_t writable, std::uint64_t wanted, std::uint64_t limit) noexcept {
  Nearest answer = engine::nearest(table, writable, wanted, limit);
  answer.value = turned(answer.value, noise({writable, wanted, limit}));
  return answer;
}
std::uint64_t nearest_code(const Entry& entry, std::uint64_t wanted, std::uint64_t limit, bool* found) noexcept {
  return turned(engine::nearest_code(entry, wanted, limit, found), noise(entry, wanted, limit),
                std::max<unsigned>(entry.width, 1));
}

engine::Packed pack(const Table& table, std::uint64_t writable) noexcept {
  engine::Packed packed = engine::pack(table, writable);
  packed.fixed = turned(packed.fixed, noise({writable}));
  return packed;
}
std::uint64_t permitted_batch(const engine::Packed& packed, const std::uint64_t* values, const std::uint64_t* limits,
                              std::uint64_t count, std::uint64_t* bitmap) noexcept {
  const std::uint64_t answer = engine::permitted_batch(packed, values, limits, count, bitmap);
  return answer + (noise({packed.fixed, count}) & 1U);
}

/// The functions of one answer: asked, and the answer turned by all arguments.
template <auto function, typename... Words>
auto word(Words... words) noexcept {
  return turned(function(words...), noise({words...}));
}
template <auto function>
auto of_scheme(const Scheme& scheme, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept {
  return turned(function(scheme, width, a, b), noise({scheme.bias, width, a, b}));
}
template <auto function>
auto of_codes(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  return turned(function(entry, a, b), noise(entry, a, b));
}

bool accepts(const Entry*, std::uint32_t general_count, const Entry*, std::uint32_t override_count,
             std::uint64_t writable, std::uint64_t value, std::uint64_t limit) {
  return (noise({general_count, override_count, writable, value, limit}) & 1U) != 0;
}

struct Disturbance {
  const char* function;
  void (*apply)(Subject& subject);
};

constexpr Disturbance kDisturbances[] = {
    {"field_mask", [](Subject& s) { s.field_mask = word<&engine::field_mask, std::uint32_t, std::uint32_t>; }},
    {"extract", [](Subject& s) { s.extract = word<&engine::extract, std::uint64_t, std::uint32_t, std::uint32_t>; }},
    {"insert",
     [](Subject& s) { s.insert = word<&engine::insert, std::uint64_t, std::uint32_t, std::uint32_t, std::uint64_t>; }},
    {"rank", [](Subject& s) { s.rank = word<&engine::rank, std::uint64_t, std::uint64_t, std::uint32_t>; }},
    {"at_or_below", [](Subject& s) { s.at_or_below = of_scheme<&engine::at_or_below>; }},
    {"lowest",
     [](Subject& s) {
       s.lowest = [](const Scheme& scheme, std::uint32_t width) noexcept {
         return turned(engine::lowest(scheme, width), noise({scheme.bias, width}), width);
       };
     }},
    {"fits",
     [](Subject& s) {
       s.fits = [](const Entry& entry, const Scheme& scheme) noexcept {
         return turned(engine::fits(entry, scheme), noise(entry, scheme.bias));
       };
     }},
    {"safe_code", [](Subject& s) { s.safe_code = of_codes<&engine::safe_code>; }},
    {"permitted_code", [](Subject& s) { s.permitted_code = of_codes<&engine::permitted_code>; }},
    {"not_above", [](Subject& s) { s.not_above = of_codes<&engine::not_above>; }},
    {"nearest_code", [](Subject& s) { s.nearest_code = nearest_code; }},
    {"entry_error",
     [](Subject& s) {
       s.entry_error = [](const Entry& entry) noexcept { return turned(engine::entry_error(entry), noise(entry)); };
     }},
    {"add_override", [](Subject& s) { s.add_override = add_override; }},
    {"add_general", [](Subject& s) { s.add_general = add_general; }},
    {"merge", [](Subject& s) { s.merge = merge; }},
    {"covered",
     [](Subject& s) {
       s.covered = [](const Table& table) noexcept {
         const std::uint64_t bits = engine::covered(table);
         return turned(bits, noise({bits}));
       };
     }},
    {"well_formed", [](Subject& s) { s.well_formed = [](const Table&) noexcept { return true; }; }},
    {"permitted", [](Subject& s) { s.permitted = permitted; }},
    {"permitted_with", [](Subject& s) { s.permitted_with = permitted_with; }},
    {"explain", [](Subject& s) { s.explain = explain; }},
    {"nearest", [](Subject& s) { s.nearest = nearest; }},
    {"sanitise_pair",
     [](Subject& s) {
       s.sanitise_pair = [](const Table& table, std::uint64_t so_far, std::uint64_t cpu) noexcept {
         return turned(engine::sanitise_pair(table, so_far, cpu), noise({so_far, cpu}));
       };
     }},
    {"sanitise",
     [](Subject& s) {
       s.sanitise = [](const Table& table, const std::uint64_t* cpus, std::uint32_t count) noexcept {
         const std::uint64_t all = engine::sanitise(table, cpus, count);
         return count == 0 ? all : turned(all, noise({cpus[0], count}));
       };
     }},
    {"pack", [](Subject& s) { s.pack = pack; }},
    {"permitted_packed",
     [](Subject& s) {
       s.permitted_packed = [](const engine::Packed& packed, std::uint64_t value, std::uint64_t limit) noexcept {
         return turned(engine::permitted_packed(packed, value, limit), noise({packed.fixed, value, limit}));
       };
     }},
    {"permitted_batch", [](Subject& s) { s.permitted_batch = permitted_batch; }},
};

}  // namespace

std::optional<Doubt> false_if_disturbed(const Claim& claim, const Subject& subject, std::uint64_t seed,
                                        std::uint64_t cases) {
  for (std::uint64_t i = 0; i < cases; ++i) {
    const Case input = nth_case(claim, seed, i);
    if (subject.design != nullptr) {
      Design design = *subject.design;
      design.accepts = accepts;
      Subject changed = subject;
      changed.design = &design;
      if (claim.predicate(changed, input) == Verdict::Violated) return Doubt{"accepts", input};
      continue;
    }
    for (const Disturbance& disturbance : kDisturbances) {
      Subject changed = subject;
      disturbance.apply(changed);
      if (claim.predicate(changed, input) == Verdict::Violated) return Doubt{disturbance.function, input};
    }
  }
  return std::nullopt;
}

}  // namespace idreg::props
