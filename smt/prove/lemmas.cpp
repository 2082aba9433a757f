// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/lemmas.h"

#include <algorithm>
#include <cstddef>

#include "engine/types.h"
#include "props/claims.h"

namespace idreg::smt::prove {

namespace {

using lift::Machine;
using lift::Result;

constexpr const char* kMergeClaim = "merge-step";
constexpr const char* kMerge = "_ZN5idreg6engine5mergeEPKNS_5EntryEjS3_jPNS_5TableE";

Term word(const Term& t) { return t.is_bool() ? to_bv(t, 64) : zero_extend(t, 64); }

Term constant(const Machine& machine, std::uint64_t value) { return bv(machine.context(), 64, value); }

/// Loads members of a struct as words; `sizes` in bits.
struct Member {
  std::size_t offset;
  unsigned bits;
};

Result<std::vector<Term>> load_words(Machine& machine, const Term& address, std::initializer_list<Member> members) {
  std::vector<Term> words;
  for (const Member& member : members) {
    auto value = machine.load(address, member.offset, member.bits);
    if (!value) return std::unexpected(value.error());
    words.push_back(word(*value));
  }
  return words;
}

Term applied(Facts& facts, const char* symbol, std::span<const Term> arguments) {
  return facts.apply(*spec::find(symbol), arguments);
}

void require_width(Machine& machine, const char* what, const Term& width) {
  machine.require(what, logical_and(bvule(constant(machine, 1), width), bvule(width, constant(machine, 64))));
}

void require_shape(Machine& machine, const char* what, const Term& shift, const Term& width) {
  require_width(machine, what, width);
  machine.require(what, bvule(shift, bvsub(constant(machine, 64), width)));
}

Result<Term> field_mask(Machine& machine, Facts& facts, std::span<const Term> a) {
  const std::vector<Term> words{word(a[0]), word(a[1])};
  require_shape(machine, "precondition of field_mask", words[0], words[1]);
  return applied(facts, "idreg_spec_field_mask", words);
}

Result<Term> extract_code(Machine& machine, Facts& facts, std::span<const Term> a) {
  const std::vector<Term> words{a[0], word(a[1]), word(a[2])};
  require_shape(machine, "precondition of extract", words[1], words[2]);
  return applied(facts, "idreg_spec_extract", words);
}

Result<Term> insert_code(Machine& machine, Facts& facts, std::span<const Term> a) {
  const std::vector<Term> words{a[0], word(a[1]), word(a[2]), a[3]};
  require_shape(machine, "precondition of insert", words[1], words[2]);
  return applied(facts, "idreg_spec_insert", words);
}

Result<Term> rank(Machine& machine, Facts& facts, std::span<const Term> a) {
  const std::vector<Term> words{a[0], a[1], word(a[2])};
  require_width(machine, "precondition of rank", words[2]);
  return applied(facts, "idreg_spec_rank", words);
}

/// {width, kind, bias, safe} of a Scheme in memory.
Result<std::vector<Term>> scheme_words(Machine& machine, const Term& scheme, const Term& width) {
  auto words = load_words(machine, scheme,
                          {{offsetof(Scheme, kind), 8}, {offsetof(Scheme, bias), 64}, {offsetof(Scheme, safe), 64}});
  if (words) words->insert(words->begin(), word(width));
  return words;
}

Result<Term> at_or_below(Machine& machine, Facts& facts, std::span<const Term> a) {
  auto words = scheme_words(machine, a[0], a[1]);
  if (!words) return std::unexpected(words.error());
  words->insert(words->end(), {a[2], a[3]});
  require_width(machine, "precondition of at_or_below", words->front());
  return to_bool(applied(facts, "idreg_spec_at_or_below", *words));
}

Result<Term> lowest(Machine& machine, Facts& facts, std::span<const Term> a) {
  auto words = scheme_words(machine, a[0], a[1]);
  if (!words) return std::unexpected(words.error());
  require_width(machine, "precondition of lowest", words->front());
  return applied(facts, "idreg_spec_lowest", *words);
}

/// {width, policy, kind, bias, safe} of an Entry in memory, and two codes.
Result<std::vector<Term>> entry_words(Machine& machine, std::span<const Term> a) {
  auto words = load_words(machine, a[0],
                          {{offsetof(Entry, width), 8},
                           {offsetof(Entry, policy), 8},
                           {offsetof(Entry, kind), 8},
                           {offsetof(Entry, bias), 64},
                           {offsetof(Entry, safe), 64}});
  if (!words) return words;
  require_width(machine, "precondition of a policy function", words->front());
  words->insert(words->end(), {a[1], a[2]});
  return words;
}

Result<Term> safe_code(Machine& machine, Facts& facts, std::span<const Term> a) {
  const auto words = entry_words(machine, a);
  if (!words) return std::unexpected(words.error());
  return applied(facts, "idreg_spec_safe_code", *words);
}

Result<Term> permitted_code(Machine& machine, Facts& facts, std::span<const Term> a) {
  const auto words = entry_words(machine, a);
  if (!words) return std::unexpected(words.error());
  return to_bool(applied(facts, "idreg_spec_permitted_code", *words));
}

Result<Term> not_above(Machine& machine, Facts& facts, std::span<const Term> a) {
  const auto words = entry_words(machine, a);
  if (!words) return std::unexpected(words.error());
  return to_bool(applied(facts, "idreg_spec_not_above", *words));
}

Result<Term> fits(Machine& machine, Facts& facts, std::span<const Term> a) {
  auto words = load_words(machine, a[0],
                          {{offsetof(Entry, width), 8},
                           {offsetof(Entry, policy), 8},
                           {offsetof(Entry, kind), 8},
                           {offsetof(Entry, bias), 64},
                           {offsetof(Entry, safe), 64}});
  if (!words) return std::unexpected(words.error());
  require_width(machine, "precondition of fits", words->front());
  auto scheme = scheme_words(machine, a[1], words->front());
  if (!scheme) return std::unexpected(scheme.error());
  words->insert(words->end(), scheme->begin() + 1, scheme->end());
  return to_bool(applied(facts, "idreg_spec_fits", *words));
}

Result<Term> entry_error(Machine& machine, Facts& facts, std::span<const Term> a) {
  const auto words = load_words(machine, a[0],
                                {{offsetof(Entry, shift), 8},
                                 {offsetof(Entry, width), 8},
                                 {offsetof(Entry, policy), 8},
                                 {offsetof(Entry, kind), 8},
                                 {offsetof(Entry, bias), 64},
                                 {offsetof(Entry, safe), 64}});
  if (!words) return std::unexpected(words.error());
  return extract(7, 0, applied(facts, "idreg_spec_entry_error", *words));
}

/// The bits of all used slots of a table in memory.
Result<Term> covered(Machine& machine, Facts& facts, std::span<const Term> a) {
  Term bits = constant(machine, 0);
  for (std::uint32_t slot = 0; slot < kRegisterBits; ++slot) {
    auto loaded = machine.load(a[0], slot * sizeof(Entry) + offsetof(Entry, width), 8);
    if (!loaded) return loaded;
    const Term width = word(*loaded);
    const Term unused = equal(width, constant(machine, 0));
    machine.require("precondition of covered", logical_or(unused, bvule(width, constant(machine, 64 - slot))));
    if (unused.is_true()) continue;
    const Term shape[] = {constant(machine, slot), width};
    bits = bvor(bits, ite(unused, constant(machine, 0), applied(facts, "idreg_spec_field_mask", shape)));
  }
  return facts.name(bits, "covered");
}

constexpr Lemma kLemmas[] = {
    {"_ZN5idreg6engine10field_maskEjj", "field_mask", "extraction", field_mask},
    {"_ZN5idreg6engine7extractEmjj", "extract", "extraction", extract_code},
    {"_ZN5idreg6engine6insertEmjjm", "insert", "extraction", insert_code},
    {"_ZN5idreg6engine4rankEmmj", "rank", "orders-equal-spec", rank},
    {"_ZN5idreg6engine11at_or_belowERKNS_6SchemeEjmm", "at_or_below", "orders-equal-spec", at_or_below},
    {"_ZN5idreg6engine6lowestERKNS_6SchemeEj", "lowest", "orders-equal-spec", lowest},
    {"_ZN5idreg6engine9safe_codeERKNS_5EntryEmm", "safe_code", "policies-equal-spec", safe_code},
    {"_ZN5idreg6engine14permitted_codeERKNS_5EntryEmm", "permitted_code", "policies-equal-spec", permitted_code},
    {"_ZN5idreg6engine9not_aboveERKNS_5EntryEmm", "not_above", "policies-equal-spec", not_above},
    {"_ZN5idreg6engine11entry_errorERKNS_5EntryE", "entry_error", "entries-equal-spec", entry_error},
    {"_ZN5idreg6engine7coveredERKNS_5TableE", "covered", "covered-equals-spec", covered},
    {"idreg_claims_all_field_bits", "all_field_bits", "covered-equals-spec", covered},
    {"_ZN5idreg6engine4fitsERKNS_5EntryERKNS_6SchemeE", "fits", "fits-is-sound", fits},
};

std::size_t place_of(std::string_view claim) {
  const auto all = props::claims();
  const auto found = std::ranges::find_if(all, [&](const props::Claim& c) { return c.name == claim; });
  return static_cast<std::size_t>(found - all.begin());
}

void note(std::vector<std::string>* used, const char* claim) {
  if (std::ranges::find(*used, claim) == used->end()) used->emplace_back(claim);
}

/// One slot of a table of which nothing is known but that merge made it.
struct Slot {
  Term shift, width, policy, kind, bias, safe;
};

Slot fresh_slot(const Context& context, const std::string& table, std::uint32_t index, Widths widths) {
  const std::string name = table + ".slots[" + std::to_string(index) + "].";
  const Term width = widths == Widths::Folded ? zero_extend(variable(context, name + "width", 7), 8)
                                              : variable(context, name + "width", 8);
  return {variable(context, name + "shift", 8),  width,
          variable(context, name + "policy", 8), variable(context, name + "kind", 8),
          variable(context, name + "bias", 64),  variable(context, name + "safe", 64)};
}

/// Assumes the invariant of one slot (engine/types.h, Table) in three pieces, so that a proof which
/// needs only the field's place is not burdened with the rest. `seen`: bits of the slots below.
void assume_slot(Facts& facts, const Slot& slot, std::uint32_t index, Term* seen) {
  const Context& context = slot.shift.context();
  const auto zero = [&](const Term& t) { return equal(t, bv(context, t.width(), 0)); };
  const std::vector<Term> words{word(slot.shift), word(slot.width), word(slot.policy),
                                word(slot.kind),  slot.bias,        slot.safe};
  const Term empty = zero(slot.width);
  const Term unused = conjunction(
      context, std::vector{zero(slot.shift), zero(slot.policy), zero(slot.kind), zero(slot.bias), zero(slot.safe)});
  const Term placed =
      logical_and(equal(slot.shift, bv(context, 8, index)), bvule(slot.width, bv(context, 8, kRegisterBits - index)));
  facts.assume(ite(empty, unused, placed));
  facts.assume(logical_or(empty, zero(facts.apply(*spec::find("idreg_spec_entry_error"), words))));
  const Term shape[] = {bv(context, 64, index), words[1]};
  const Term mask = facts.apply(*spec::find("idreg_spec_field_mask"), shape);
  facts.assume(logical_or(empty, zero(bvand(mask, *seen))));
  *seen = ite(empty, *seen, bvor(*seen, mask));  // as well_formed gathers them, term by term
}

Result<void> store_slot(Machine& machine, const Term& table, std::uint32_t index, const Slot& slot) {
  const std::size_t at = index * sizeof(Entry);
  const std::pair<std::size_t, const Term*> members[] = {
      {offsetof(Entry, shift), &slot.shift},   {offsetof(Entry, width), &slot.width},
      {offsetof(Entry, policy), &slot.policy}, {offsetof(Entry, kind), &slot.kind},
      {offsetof(Entry, bias), &slot.bias},     {offsetof(Entry, safe), &slot.safe}};
  for (const auto& [offset, value] : members) {
    if (auto done = machine.store(table, at + offset, *value); !done) return done;
  }
  return {};
}

/// arguments: {where the TableError goes, general, count, overrides, count, where the table goes}
Result<Term> any_table(Machine& machine, Facts& facts, std::span<const Term> a, const std::string& name,
                       Widths widths) {
  const Context& context = machine.context();
  const std::pair<std::size_t, unsigned> error_members[] = {{offsetof(TableError, kind), 8},
                                                            {offsetof(TableError, in_overrides), 8},
                                                            {offsetof(TableError, first), 32},
                                                            {offsetof(TableError, second), 32},
                                                            {offsetof(TableError, bits), 64}};
  for (const auto& [offset, bits] : error_members) {
    const Term value = variable(context, name + ".error@" + std::to_string(offset), bits);
    if (auto done = machine.store(a[0], offset, value); !done) return std::unexpected(done.error());
  }
  Term seen = bv(context, 64, 0);
  for (std::uint32_t index = 0; index < kRegisterBits; ++index) {
    const Slot slot = fresh_slot(context, name, index, widths);
    assume_slot(facts, slot, index, &seen);
    if (auto done = store_slot(machine, a[5], index, slot); !done) return std::unexpected(done.error());
  }
  return Term();
}

}  // namespace

std::span<const Lemma> lemmas() { return kLemmas; }

bool is_lemma(std::string_view claim) {
  return claim == kMergeClaim || std::ranges::any_of(kLemmas, [&](const Lemma& lemma) { return lemma.claim == claim; });
}

void use_lemmas(Machine& machine, Facts& facts, std::string_view claim, const std::set<std::string, std::less<>>& bare,
                std::vector<std::string>* used) {
  for (const Lemma& lemma : kLemmas) {
    if (place_of(lemma.claim) >= place_of(claim) || bare.contains(lemma.symbol)) continue;
    machine.replace(lemma.symbol, [&facts, &lemma, used](Machine& m, std::span<const Term> arguments) {
      note(used, lemma.claim);
      return lemma.replace(m, facts, arguments);
    });
  }
}

void use_specification(Machine& machine, Facts& facts) {
  for (const spec::Function& function : spec::functions()) {
    machine.replace(function.symbol, [&facts, &function](Machine&, std::span<const Term> arguments) -> Result<Term> {
      return facts.apply(function, arguments);
    });
  }
}

void use_any_table(Machine& machine, Facts& facts, Widths widths, std::vector<std::string>* used) {
  // One table a run: claims that merge twice are proved on lists.
  machine.replace(kMerge, [&facts, widths, used](Machine& m, std::span<const Term> arguments) {
    note(used, kMergeClaim);
    return any_table(m, facts, arguments, "table", widths);
  });
}

}  // namespace idreg::smt::prove
