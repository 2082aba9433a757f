// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

#include "corpora/arch/arch.h"
#include "props/exceptions.h"
#include "props/generate.h"

namespace idreg::smt::prove {

namespace {

using props::Claim;

/// Lists of up to this many entries are proved by plain unrolling, each.
constexpr std::uint32_t kUnrolled = 3;

/// The claim that says all of what merging does with lists, and that of a mutant's and the original's doing the same.
bool speaks_of_all_merging(const Claim& claim) {
  const std::string_view name = claim.name;
  return name == "precedence" || name == "same-merge";
}

/// The claims that say which entry a refusal names.
bool names_refused_entries(const Claim& claim) {
  const std::string_view name = claim.name;
  return name == "refusals-named" || name == "same-merge";
}

/// The claim that compares ways of moving codes from and to their place: of a known place all are one.
bool moves_codes(const Claim& claim) { return std::string_view(claim.name) == "extraction"; }

/// The claim that says what a step of merging leaves in the slots.
bool fills_slots(const Claim& claim) { return std::string_view(claim.name) == "merge-step"; }

/// The claim about lists of refusals, with a place for each of 64 slots. Z3's tactics shrink such a question before it
/// goes to bits, and take less than half as long as CaDiCaL.
bool lists_refusals(const Claim& claim) { return std::string_view(claim.name) == "explain-exactly"; }

std::vector<std::uint64_t> every_bit() {
  std::vector<std::uint64_t> bits(kRegisterBits);
  std::iota(bits.begin(), bits.end(), 0);
  return bits;
}

/// The values of a policy or a kind of order: OrderKind and Policy have as many enumerators each.
PartPlan::Split enumerators_of(std::string scalar) {
  static_assert(kPolicies == kOrderKinds);
  PartPlan::Split split{std::move(scalar), {}};
  for (std::uint64_t value = 0; value < kPolicies; ++value) split.values.push_back(value);
  return split;
}

/// Claims about one field: of any width at any place, and where they are about any bytes, of no width of a field too.
void add_any_width(std::vector<PartPlan>& parts, const Claim& claim) {
  PartPlan part{.claim = &claim, .name = "any width", .open = "*"};
  if (claim.reads.codes) {
    // Orders are compared by adding their biases: cheap to decide only where it is known which.
    part.splits.push_back(enumerators_of("general[0].policy"));
    if (claim.reads.scheme) part.splits.push_back(enumerators_of("scheme.kind"));
    part.splits.push_back(enumerators_of("general[0].kind"));
  }
  if (moves_codes(claim)) part.splits = {{"general[0].shift", every_bit()}};
  // Equations of terms, on which the other questions rest, are asked as they are.
  if (claim.reads.codes && claim.theorem != 1) {
    part.codes = {"value", "limit", "general[0].safe"};
    if (claim.reads.candidate) part.codes.emplace_back("more_values[0]");
    if (claim.reads.scheme) part.other_bias = "scheme.bias";
  }
  parts.push_back(std::move(part));
}

Fixed counts(std::uint64_t general, std::uint64_t overrides) {
  return {{"reg", props::kNoRegister}, {"general_count", general}, {"override_count", overrides}};
}

void add_any_table(std::vector<PartPlan>& parts, const Claim& claim) {
  if (!claim.reads.items) {
    parts.push_back({.claim = &claim, .name = "any table", .fixed = counts(0, 0), .any_table = true});
    return;
  }
  // One bit after the other, but in one question: what 64 have in common is most of it.
  PartPlan part{.claim = &claim, .name = "any table, a field at any bit", .fixed = counts(0, 0)};
  part.each = "item";
  part.values = every_bit();
  part.any_table = true;
  parts.push_back(std::move(part));
}

/// One way to lay out the fields of a list: {shift, width} of each.
using Layout = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// Shapes of which any two are equal, apart, overlapping, or one within the other.
constexpr std::pair<std::uint64_t, std::uint64_t> kShapes[] = {{0, 4}, {4, 4}, {2, 4}, {0, 8}};

/// Every layout of up to `most` fields of those shapes.
std::vector<Layout> layouts(std::size_t most) {
  std::vector<Layout> all{{}};
  for (std::size_t from = 0, length = 0; length < most; ++length) {
    const std::size_t end = all.size();
    for (; from < end; ++from) {
      for (const auto& shape : kShapes) {
        Layout longer = all[from];
        longer.push_back(shape);
        all.push_back(std::move(longer));
      }
    }
  }
  return all;
}

std::string layout_name(const Layout& layout) {
  std::string text;
  for (const auto& [shift, width] : layout) text += fmt::format(" [{}:{}]", shift + width - 1, shift);
  return text.empty() ? " none" : text;
}

/// Whether two entries of each list that has two, exchanged, give an arrangement that is asked about instead.
bool is_mirrored(const Layout& general, const Layout& overrides) {
  const auto exchanged = [](const Layout& list) { return list.size() == 2 ? Layout{list[1], list[0]} : list; };
  return std::pair(exchanged(general), exchanged(overrides)) < std::pair(general, overrides);
}

PartPlan arrangement(const Claim& claim, const Layout& general, const Layout& overrides) {
  PartPlan part{.claim = &claim,
                .name = fmt::format("general{}, overrides{}", layout_name(general), layout_name(overrides)),
                .fixed = counts(general.size(), overrides.size()),
                .open = "*",
                .small = true,
                .may_be_empty = true};
  const auto place = [&part](const char* list, const Layout& layout) {
    for (std::size_t i = 0; i < layout.size(); ++i) {
      part.fixed[fmt::format("{}[{}].shift", list, i)] = layout[i].first;
      part.fixed[fmt::format("{}[{}].width", list, i)] = layout[i].second;
    }
  };
  place("general", general);
  place("overrides", overrides);
  if (claim.reads.items) part.fixed.insert({{"item", 0}, {"other", 1}});
  return part;
}

/// Short lists of those shapes in every arrangement; orders, policies, safe values free, also wrong ones.
void add_lists(std::vector<PartPlan>& parts, const Claim& claim) {
  // Swapping two entries and merging twice say something only of lists that have as many.
  for (const Layout& general : layouts(2)) {
    for (const Layout& overrides : layouts(claim.reads.items ? 2 : 1)) {
      if (claim.reads.items && general.size() != 2 && overrides.size() != 2) continue;
      // Exchanging two entries is what such a claim speaks of: it says the same of the case with them exchanged.
      if (claim.reads.items && is_mirrored(general, overrides)) continue;
      parts.push_back(arrangement(claim, general, overrides));
    }
  }
}

/// Refusals of a third entry, for sharing bits with the first, the second, or both, and of one that straddles the
/// second override: in lists of two the entry before is the first of its list, whatever index is named for it.
void add_third_entries(std::vector<PartPlan>& parts, const Claim& claim) {
  const Layout apart{kShapes[0], kShapes[1]};
  for (const auto& third : kShapes) {
    Layout list = apart;
    list.push_back(third);
    parts.push_back(arrangement(claim, list, {}));
    parts.push_back(arrangement(claim, {}, list));
  }
  parts.push_back(arrangement(claim, {{6, 2}}, apart));
}

/// The longest lists that can be merged whole, through every turn of the compiled loops: a loop that treats its fourth
/// entry, or its last, otherwise than its first three is found here.
void add_longest_lists(std::vector<PartPlan>& parts, const Claim& claim) {
  PartPlan part{.claim = &claim,
                .name = fmt::format("{} general entries of 1 bit, {} of them overridden", props::kMaxGeneral,
                                    props::kMaxOverrides),
                .fixed = counts(props::kMaxGeneral, props::kMaxOverrides),
                .open = "*"};
  for (std::uint64_t i = 0; i < props::kMaxGeneral; ++i) {
    part.fixed[fmt::format("general[{}].shift", i)] = i;
    part.fixed[fmt::format("general[{}].width", i)] = 1;
  }
  for (std::uint64_t i = 0; i < props::kMaxOverrides; ++i) {
    part.fixed[fmt::format("overrides[{}].shift", i)] = props::kMaxGeneral - 1 - i;
    part.fixed[fmt::format("overrides[{}].width", i)] = 1;
  }
  parts.push_back(std::move(part));
}

/// Claims about what becomes of a table: whether one of its fields was an override is merging's matter.
bool asks_tables_only(const Claim& claim) { return claim.reads.cpus || claim.reads.candidate || claim.reads.together; }

/// Lists of fields of 4 bits, through merging and checking as compiled: the last general entry is
/// overridden, further overrides add fields. Orders, policies and values are free.
void add_short_lists(std::vector<PartPlan>& parts, const Claim& claim, bool shares_merge) {
  // What the engine's merging makes of overrides it makes of general entries, too (claim precedence). Of what the
  // helper lets pass both are asked.
  const std::uint64_t most_overrides = shares_merge && !claim.reads.scheme ? 0 : kUnrolled;
  for (std::uint64_t overrides = 0; overrides <= most_overrides; ++overrides) {
    for (std::uint64_t general = 0; general <= kUnrolled; ++general) {
      PartPlan part{.claim = &claim,
                    .name = fmt::format("lists of {} general and {} overrides, 4 bits each", general, overrides),
                    .fixed = counts(general, overrides),
                    .open = "*"};
      const auto place = [&part](const char* list, std::uint64_t index, std::uint64_t shift) {
        part.fixed[fmt::format("{}[{}].shift", list, index)] = shift;
        part.fixed[fmt::format("{}[{}].width", list, index)] = 4;
      };
      for (std::uint64_t i = 0; i < general; ++i) place("general", i, 4 * i);
      for (std::uint64_t i = 0; i < overrides; ++i) place("overrides", i, 4 * (i + (general == 0 ? 0 : general - 1)));
      // One field: its policies and orders one by one are quicker than all at once. Of two fields they are not.
      const bool one_field = overrides == 1 ? general <= 1 : overrides == 0 && general == 1;
      if (one_field && asks_tables_only(claim)) {
        const char* list = overrides == 1 ? "overrides" : "general";
        for (const char* member : {"policy", "kind"})
          part.splits.push_back(enumerators_of(fmt::format("{}[0].{}", list, member)));
      }
      // Three CPUs in every order, or three values: too much for many fields.
      if (claim.reads.cpus && (general + overrides > 2 || overrides == 2)) continue;
      if (asks_tables_only(claim) && general + overrides > 3) continue;
      if (claim.reads.scheme && general + overrides == 0) continue;  // no field to speak of
      if (claim.reads.items) part.fixed["item"] = 4 * (general == 0 ? 0 : general - 1);
      parts.push_back(std::move(part));
    }
  }
}

/// The bits at which the register's fields start.
std::vector<std::uint64_t> places_of(const arch::Register& architecture) {
  std::vector<std::uint64_t> places;
  for (std::uint32_t i = 0; i < architecture.field_count; ++i) places.push_back(architecture.fields[i].entry.shift);
  return places;
}

/// The fields that signed-and-pmuver speaks of: of more than one bit, with a biased rotation.
bool signed_or_pmu(const arch::Field& field) {
  return field.scheme.kind == OrderKind::Rotation && field.entry.width > 1 &&
         (field.scheme.bias == 1 || field.scheme.bias == std::uint64_t{1} << (field.entry.width - 1U));
}

void add_registers(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint32_t reg = 0; reg < arch::kRegisterCount; ++reg) {
    const arch::Register& architecture = arch::kRegisters[reg];
    PartPlan part{.claim = &claim, .name = architecture.name, .fixed = {{"reg", reg}}, .open = "*"};
    part.small = !asks_tables_only(claim);
    // What is said of any slot is quicker said of each field.
    if (claim.reads.items && asks_tables_only(claim)) part.splits = {{"item", places_of(architecture), true}};
    if (!claim.reads.items || claim.reads.lists) {
      parts.push_back(std::move(part));
      continue;
    }
    for (std::uint32_t i = 0; i < architecture.field_count; ++i) {
      const arch::Field& field = architecture.fields[i];
      if (!signed_or_pmu(field)) continue;
      part.name = fmt::format("{}.{}", architecture.name, field.name);
      part.fixed["item"] = i;
      parts.push_back(part);
    }
  }
}

void add_definitions(std::vector<PartPlan>& parts, const Claim& claim) {
  std::map<std::string, int> times;  // a feature may have several definitions by one register
  for (std::uint32_t i = 0; i < arch::kDefinitionCount; ++i) {
    const arch::Definition& definition = arch::kDefinitions[i];
    std::string name = fmt::format("{} by {}", definition.feature, arch::kRegisters[definition.registers[0]].name);
    if (const int before = times[name]++; before != 0) name += fmt::format(", definition {}", before + 1);
    parts.push_back({.claim = &claim, .name = std::move(name), .fixed = {{"item", i}}, .open = "*", .small = true});
  }
}

void add_exceptions(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint32_t i = 0; i < props::kExceptionCount; ++i) {
    for (const std::uint32_t gained : props::definitions_gained(i)) {
      parts.push_back({.claim = &claim,
                       .name = fmt::format("{}: {}", props::kExceptions[i].feature, arch::kDefinitions[gained].feature),
                       .fixed = {{"item", i}, {"other", gained}},
                       .open = "*"});
    }
  }
}

/// The entry's place and what each of 64 slots holds are symbolic. What becomes of the slots is decided place by place,
/// for of all places at once it is not within the budget; what is refused, at once.
void add_steps(std::vector<PartPlan>& parts, const Claim& claim) {
  for (const bool general : {false, true}) {
    PartPlan part{.claim = &claim,
                  .name = general ? "adding a general entry" : "adding an override",
                  .fixed = {{"general_count", general ? 1 : 0}}};
    if (fills_slots(claim)) part.splits = {{"overrides[0].shift", every_bit()}};
    parts.push_back(std::move(part));
  }
}

/// All slots at once, whatever they hold. Of 64 a proof is soon found, a counterexample is not: first a few.
void add_any_slots(std::vector<PartPlan>& parts, const Claim& claim) {
  constexpr std::uint64_t kLow = 4;
  constexpr std::uint64_t kHigh = 6;
  PartPlan few{.claim = &claim, .name = fmt::format("slots {} to {} of any bytes, the others empty", kLow, kHigh)};
  for (std::uint64_t slot = 0; slot < kRegisterBits; ++slot) {
    if (slot >= kLow && slot <= kHigh) continue;
    for (const char* member : {"shift", "width", "policy", "kind", "bias", "safe"})
      few.fixed[fmt::format("general[{}].{}", slot, member)] = 0;
  }
  parts.push_back(std::move(few));
  parts.push_back({.claim = &claim, .name = "64 slots of any bytes"});
}

/// Claims about values that are built field by field need the disjointness of all fields at once, which
/// no solver of ours decides for 64 free ones: they are proved on registers and short lists.
bool any_table_suffices(const Claim& claim) {
  return claim.reads.lists && claim.reads.registers && !asks_tables_only(claim);
}

/// Whether registers by name are asked about besides. Of one slot, whichever, of any table nothing is left to say of
/// the table of a register, unless that is judged by the architecture's schemes.
bool by_name(const Claim& claim, bool shares_merge) {
  const bool any_slot = any_table_suffices(claim) && shares_merge && claim.reads.items && !claim.reads.scheme;
  return claim.reads.registers && !any_slot;
}

}  // namespace

std::vector<PartPlan> one_by_one(const PartPlan& part) {
  if (part.each.empty()) return {part};
  std::vector<PartPlan> parts;
  for (const std::uint64_t value : part.values) {
    PartPlan one = part;
    one.each.clear();
    one.values.clear();
    one.fixed[part.each] = value;
    parts.push_back(std::move(one));
  }
  return parts;
}

std::vector<PartPlan> with_places(std::vector<PartPlan> parts) {
  constexpr std::size_t kTogether = 8;
  std::vector<PartPlan> all;
  for (PartPlan& part : parts) {
    const props::Reads& reads = part.claim->reads;
    if (part.any_table && !part.each.empty()) {
      for (std::size_t i = 0; i < part.values.size(); i += kTogether) {
        all.push_back(part);
        const auto first = part.values.begin() + static_cast<std::ptrdiff_t>(i);
        all.back().values.assign(first, first + kTogether);
        all.back().name = fmt::format("any table, a field at bit {} to {}", *first, *first + kTogether - 1);
      }
      continue;
    }
    if (!reads.slots || reads.any_bytes) {
      all.push_back(std::move(part));
      continue;
    }
    part.each = "overrides[0].shift";
    part.values = every_bit();
    std::ranges::move(one_by_one(part), std::back_inserter(all));
  }
  return all;
}

std::vector<PartPlan> plan(const Claim& claim, bool shares_merge) {
  std::vector<PartPlan> parts;
  const props::Reads& reads = claim.reads;
  if (reads.one_entry) add_any_width(parts, claim);
  if (reads.slots && reads.any_bytes) add_any_slots(parts, claim);
  if (reads.slots && !reads.any_bytes) add_steps(parts, claim);
  if (reads.definitions) add_definitions(parts, claim);
  if (reads.exceptions) add_exceptions(parts, claim);
  if (any_table_suffices(claim) && shares_merge) add_any_table(parts, claim);
  if (reads.lists && !reads.registers) add_lists(parts, claim);
  if (names_refused_entries(claim)) add_third_entries(parts, claim);
  if (speaks_of_all_merging(claim)) add_longest_lists(parts, claim);
  if (reads.lists && reads.registers) add_short_lists(parts, claim, shares_merge);
  if (by_name(claim, shares_merge)) add_registers(parts, claim);
  if (parts.empty()) parts.push_back({.claim = &claim, .name = "any case", .open = "*"});
  for (PartPlan& part : parts) {
    if (lists_refusals(claim)) part.strategy = Strategy::Bits;
  }
  return parts;
}

void fix_writable(std::vector<PartPlan>& parts, std::uint64_t mask) {
  for (PartPlan& part : parts) {
    if (part.claim->reads.writable) part.fixed["writable"] = mask;
  }
}

std::string coverage(const Claim& claim, bool shares_merge) {
  if (std::string_view(claim.name) == "no-ub")
    return "the functions of the engine on bitcode with traps, run by seventeen other claims' predicates";
  const props::Reads& reads = claim.reads;
  std::string text;
  const auto add = [&text](std::string_view part) { text += (text.empty() ? "" : "; ") + std::string(part); };
  if (reads.one_entry) add("one field, its width, its shift and all else symbolic");
  if (reads.slots && reads.any_bytes) add("64 slots of any bytes");
  if (reads.slots && !reads.any_bytes) add("a step of each kind, the builder and the entry symbolic");
  if (reads.definitions) add("each definition of a feature in turn");
  if (reads.exceptions) add("each exception in turn");
  if (any_table_suffices(claim) && shares_merge) add("any table that merging can make, so lists of every length");
  if (reads.lists && !reads.registers) {
    add("lists of up to 2 general entries and 1 override (2 where order matters) with bits [3:0], [7:4], [5:2], [7:0] "
        "in every arrangement; other shapes and lengths are sampled, not proved");
  }
  if (names_refused_entries(claim)) add("and some of three entries of one list, and of one override behind another");
  if (speaks_of_all_merging(claim)) add("and the longest lists that merge whole");
  if (reads.lists && reads.registers && asks_tables_only(claim)) {
    add(fmt::format("lists of up to {} {}entries of 4 bits, unrolled whole; other lists are sampled, not proved",
                    reads.cpus ? 2 : 3, shares_merge ? "general " : ""));
  } else if (reads.lists && reads.registers) {
    const bool overridden = !shares_merge || reads.scheme;
    add(fmt::format("lists of 0 to {} general entries{}, of 4 bits, unrolled whole", kUnrolled,
                    overridden ? " and as many overrides" : ""));
  }
  if (by_name(claim, shares_merge)) add("each register by name");
  if (text.empty()) add("none: all that the claim reads is symbolic");
  return text;
}

}  // namespace idreg::smt::prove
