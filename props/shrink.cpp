// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shrinking: many proposals, of which those are kept that are smaller in the order of smaller.h. The
// order is well founded, so shrinking ends, and nothing here needs care to be right, only to be useful.
#include <algorithm>
#include <vector>

#include "corpora/arch/arch.h"
#include "props/generate.h"
#include "props/smaller.h"

namespace idreg::props {

namespace {

/// The proposals for one case.
class Proposals {
 public:
  Proposals(const Claim& claim, const Case& origin) : claim_(claim), origin_(origin) {}

  /// Keeps what `change` makes of the case, if that is smaller.
  template <typename Change>
  void propose(Change change) {
    Case candidate = origin_;
    change(candidate);
    // Which definitions an exception gains is no precondition that its predicate could see.
    if (claim_.reads.exceptions) candidate = conform(claim_, candidate);
    if (smaller(candidate, origin_)) found_.push_back(candidate);
  }

  /// A number moved towards 0: at once, by halves, by one; and bit by bit.
  template <typename Get>
  void lower(Get get) {
    Case copy = origin_;
    const std::uint64_t from = static_cast<std::uint64_t>(get(copy));
    const auto to = [&](std::uint64_t number) {
      propose([&](Case& c) {
        auto& member = get(c);
        member = static_cast<std::remove_reference_t<decltype(member)>>(number);
      });
    };
    if (from == 0) return;
    to(0);
    for (std::uint64_t step = from / 2; step > 0; step /= 2) to(from - step);
    for (std::uint64_t rest = from; rest != 0; rest &= rest - 1) to(from & ~(rest & (0 - rest)));
  }

  [[nodiscard]] std::vector<Case> sorted() && {
    std::ranges::sort(found_, [](const Case& a, const Case& b) { return smaller(a, b); });
    const auto duplicates = std::ranges::unique(found_);
    found_.erase(duplicates.begin(), duplicates.end());
    return std::move(found_);
  }

  [[nodiscard]] const Case& origin() const { return origin_; }

 private:
  const Claim& claim_;
  const Case& origin_;
  std::vector<Case> found_;
};

/// Removes the entries [from, to) of a list.
template <std::size_t Capacity>
void remove_entries(Entry (&entries)[Capacity], std::uint32_t& count, std::uint32_t from, std::uint32_t to) {
  std::copy(entries + to, entries + Capacity, entries + from);
  std::fill(entries + Capacity - (to - from), entries + Capacity, Entry{});
  count -= to - from;
}

/// All, halves, quarters, ... and single entries.
template <typename Remove>
void propose_removals(Proposals& out, std::uint32_t count, Remove remove) {
  for (std::uint32_t chunk = count; chunk > 0; chunk /= 2)
    for (std::uint32_t from = 0; from + chunk <= count; from += chunk)
      out.propose([&](Case& c) { remove(c, from, from + chunk); });
}

void propose_shorter_lists(Proposals& out) {
  const Case& c = out.origin();
  const std::uint32_t overrides = std::min(c.override_count, kMaxOverrides);
  const std::uint32_t general = std::min(c.general_count, kMaxGeneral);
  propose_removals(out, overrides, [](Case& x, std::uint32_t from, std::uint32_t to) {
    remove_entries(x.overrides, x.override_count, from, to);
  });
  propose_removals(out, general, [](Case& x, std::uint32_t from, std::uint32_t to) {
    remove_entries(x.general, x.general_count, from, to);
  });
  // An override together with the general entry that it replaces.
  for (std::uint32_t i = 0; i < overrides; ++i)
    for (std::uint32_t k = 0; k < general; ++k)
      if ((bits_of(c.overrides[i]) & bits_of(c.general[k])) != 0)
        out.propose([&](Case& x) {
          remove_entries(x.overrides, x.override_count, i, i + 1);
          remove_entries(x.general, x.general_count, k, k + 1);
        });
  // An override as a general entry, in the place of the one that it replaces if there is one.
  for (std::uint32_t i = 0; i < overrides; ++i)
    out.propose([&](Case& x) {
      remove_entries(x.overrides, x.override_count, i, i + 1);
      std::uint32_t place = 0;
      while (place < general && bits_of(x.general[place]) != bits_of(c.overrides[i])) ++place;
      if (place == kMaxGeneral) return;
      x.general[place] = c.overrides[i];
      x.general_count = std::max(general, place + 1);
    });
  // Entries beyond the counts (a claim about one entry reads general[0] whatever the count says).
  out.propose([&](Case& x) {
    std::fill(x.overrides + overrides, x.overrides + kMaxOverrides, Entry{});
    std::fill(x.general + std::max(general, 1U), x.general + kMaxGeneral, Entry{});
  });
  propose_removals(out, std::min(c.cpu_count, kMaxCpus), [](Case& x, std::uint32_t from, std::uint32_t to) {
    std::copy(x.cpus + to, x.cpus + kMaxCpus, x.cpus + from);
    std::fill(x.cpus + kMaxCpus - (to - from), x.cpus + kMaxCpus, 0);
    x.cpu_count -= to - from;
  });
}

/// Applies a change to each entry that has the bits of `from`: an override and what it replaces move
/// together, or the lists would be refused.
template <typename Change>
void change_all(Case& c, const Entry& from, Change change) {
  const auto apply = [&](Entry* entries, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      if (entries[i].shift == from.shift && entries[i].width == from.width) change(entries[i]);
  };
  apply(c.overrides, kMaxOverrides);
  apply(c.general, kMaxGeneral);
}

/// A number of a field for a narrower one: all ones, the sign bit and the largest signed number stay what
/// they are.
std::uint64_t drop_high(std::uint64_t number, std::uint32_t from, std::uint32_t to) {
  const std::uint64_t all = ones(from);
  if (number == all) return ones(to);
  if (number == (all ^ (all >> 1U))) return ones(to) ^ (ones(to) >> 1U);
  return number == all >> 1U ? ones(to) >> 1U : number & ones(to);
}

std::uint64_t drop_low(std::uint64_t number, std::uint32_t from, std::uint32_t to) {
  return (number & ones(from)) >> (from - to);
}

/// Narrows a field, with its numbers and its codes in every register.
void narrow(Case& c, const Entry& from, std::uint8_t width, bool codes, decltype(&drop_high) drop) {
  const auto number = [&](std::uint64_t& it) { it = drop(it, from.width, width); };
  const auto code = [&](std::uint64_t& reg) {
    const std::uint64_t mask = codes ? ones(from.width) : bits_of(from);
    const std::uint32_t shift = codes ? 0 : from.shift;
    reg = (reg & ~mask) | (drop((reg & mask) >> shift, from.width, width) << shift);
  };
  change_all(c, from, [&](Entry& entry) {
    number(entry.bias);
    number(entry.safe);
    entry.width = width;
  });
  number(c.scheme.bias);
  number(c.scheme.safe);
  code(c.value);
  code(c.limit);
  for (std::uint64_t& word : c.more_values) code(word);
  for (std::uint64_t& word : c.more_limits) code(word);
  for (std::uint64_t& word : c.cpus) code(word);
}

/// Moves a field down together with its bits in every register.
void move_down(Case& c, const Entry& from, std::uint8_t shift, bool codes) {
  change_all(c, from, [&](Entry& entry) { entry.shift = shift; });
  if (codes) return;
  const auto convert = [&](std::uint64_t& reg) {
    const std::uint64_t code = (reg & bits_of(from)) >> from.shift;
    const std::uint64_t target = bits_of(from) >> (from.shift - shift);
    reg = (reg & ~bits_of(from) & ~target) | (code << shift);
  };
  convert(c.value);
  convert(c.limit);
  convert(c.writable);
  for (std::uint64_t& word : c.more_values) convert(word);
  for (std::uint64_t& word : c.more_limits) convert(word);
  for (std::uint64_t& word : c.cpus) convert(word);
  if (c.item == from.shift) c.item = shift;
}

void propose_simpler_entry(Proposals& out, const Entry& entry, bool codes) {
  if (entry.width >= 1 && entry.width <= kRegisterBits && entry.shift <= kRegisterBits - entry.width) {
    for (const std::uint32_t width : {1U, 2U, 4U, entry.width / 2U, entry.width - 1U})
      if (width >= 1 && width < entry.width)
        for (const auto drop : {drop_high, drop_low})
          out.propose([&](Case& c) { narrow(c, entry, static_cast<std::uint8_t>(width), codes, drop); });
    for (const std::uint32_t shift : {0U, entry.shift / 2U, entry.shift - 1U})
      if (shift < entry.shift)
        out.propose([&](Case& c) { move_down(c, entry, static_cast<std::uint8_t>(shift), codes); });
  }
  out.propose([&](Case& c) {
    change_all(c, entry, [](Entry& e) {
      e.policy = Policy::LowerSafe;
      e.kind = OrderKind::Rotation;
      e.bias = 0;
      e.safe = 0;
    });
  });
}

void propose_entry_members(Proposals& out, const auto& select) {
  out.propose([&](Case& c) { select(c) = Entry{}; });
  out.lower([&](Case& c) -> auto& { return select(c).shift; });
  out.lower([&](Case& c) -> auto& { return select(c).width; });
  out.lower([&](Case& c) -> auto& { return select(c).policy; });
  out.lower([&](Case& c) -> auto& { return select(c).kind; });
  out.lower([&](Case& c) -> auto& { return select(c).bias; });
  out.lower([&](Case& c) -> auto& { return select(c).safe; });
  // An order without a bias, and one that needs no Exact.
  out.propose([&](Case& c) {
    select(c).kind = OrderKind::Rotation;
    select(c).bias = 0;
  });
  out.propose([&](Case& c) {
    select(c).policy = Policy::Exact;
    select(c).kind = OrderKind::Rotation;
  });
}

void propose_simpler_entries(Proposals& out, bool codes) {
  const Case& c = out.origin();
  for (std::uint32_t i = 0; i < kMaxOverrides; ++i) {
    if (c.overrides[i] == Entry{}) continue;
    propose_simpler_entry(out, c.overrides[i], codes);
    propose_entry_members(out, [i](Case& x) -> Entry& { return x.overrides[i]; });
  }
  for (std::uint32_t i = 0; i < kMaxGeneral; ++i) {
    if (c.general[i] == Entry{}) continue;
    propose_simpler_entry(out, c.general[i], codes);
    propose_entry_members(out, [i](Case& x) -> Entry& { return x.general[i]; });
  }
}

/// Value and limit where `mask` is one field (or everything): equal, 0, one less, one bit less.
void propose_pair(Proposals& out, std::uint64_t mask) {
  if (mask == 0) return;
  const std::uint64_t unit = mask & (0 - mask);
  const auto put = [mask](std::uint64_t& reg, std::uint64_t bits) { reg = (reg & ~mask) | (bits & mask); };
  out.propose([&](Case& c) { put(c.value, 0), put(c.limit, 0); });
  out.propose([&](Case& c) { put(c.value, c.limit); });
  out.propose([&](Case& c) { put(c.limit, c.value); });
  out.propose([&](Case& c) { put(c.value, 0); });
  out.propose([&](Case& c) { put(c.limit, 0); });
  out.propose([&](Case& c) { put(c.value, unit); });
  out.propose([&](Case& c) { put(c.limit, unit); });
  out.propose([&](Case& c) { put(c.value, unit), put(c.limit, 0); });
  out.propose([&](Case& c) { put(c.value, 0), put(c.limit, unit); });
  out.propose([&](Case& c) { put(c.value, (c.value & mask) >> 1U); });
  out.propose([&](Case& c) { put(c.limit, (c.limit & mask) >> 1U); });
  out.propose([&](Case& c) { put(c.value, (c.value & mask) >> 1U), put(c.limit, (c.limit & mask) >> 1U); });
  out.propose([&](Case& c) { put(c.value, (c.value & mask) - unit); });
  out.propose([&](Case& c) { put(c.limit, (c.limit & mask) - unit); });
}

void propose_pairs(Proposals& out) {
  const Case& c = out.origin();
  propose_pair(out, ~std::uint64_t{0});
  if (c.reg < arch::kRegisterCount) {
    const arch::Register& reg = arch::kRegisters[c.reg];
    for (std::uint32_t i = 0; i < reg.field_count; ++i) propose_pair(out, bits_of(reg.entries[i]));
  }
  for (const Entry& entry : c.overrides) propose_pair(out, bits_of(entry));
  for (const Entry& entry : c.general) propose_pair(out, bits_of(entry));
  for (std::uint32_t bit = 0; bit < kRegisterBits; ++bit) {
    const std::uint64_t mask = ~(std::uint64_t{1} << bit);
    out.propose([&](Case& x) { x.value &= mask, x.limit &= mask; });
  }
}

void propose_words(Proposals& out) {
  out.lower([](Case& c) -> auto& { return c.value; });
  out.lower([](Case& c) -> auto& { return c.limit; });
  out.lower([](Case& c) -> auto& { return c.reg; });
  out.lower([](Case& c) -> auto& { return c.item; });
  out.lower([](Case& c) -> auto& { return c.other; });
  out.lower([](Case& c) -> auto& { return c.writable; });
  for (std::uint32_t i = 0; i < kMaxMore; ++i) {
    out.lower([i](Case& c) -> auto& { return c.more_values[i]; });
    out.lower([i](Case& c) -> auto& { return c.more_limits[i]; });
    out.propose([i](Case& c) { c.more_values[i] = c.more_limits[i]; });
    out.propose([i](Case& c) { c.more_values[i] = c.more_limits[i] = 0; });
  }
  for (std::uint32_t i = 0; i < kMaxCpus; ++i) {
    out.lower([i](Case& c) -> auto& { return c.cpus[i]; });
    out.propose([i](Case& c) { c.cpus[i] = c.cpus[0]; });
  }
  for (std::uint32_t bit = 0; bit < kRegisterBits; ++bit)
    out.propose([bit](Case& c) {
      for (std::uint64_t& cpu : c.cpus) cpu &= ~(std::uint64_t{1} << bit);
    });
  out.propose([](Case& c) { c.scheme = Scheme{}; });
  out.lower([](Case& c) -> auto& { return c.scheme.kind; });
  out.lower([](Case& c) -> auto& { return c.scheme.bias; });
  out.lower([](Case& c) -> auto& { return c.scheme.safe; });
}

}  // namespace

std::vector<Case> shrinks(const Claim& claim, const Case& input) {
  Proposals out(claim, input);
  out.propose([&](Case& c) { c = conform(claim, input); });
  propose_shorter_lists(out);
  propose_pairs(out);
  propose_words(out);
  propose_simpler_entries(out, claim.reads.codes);
  return std::move(out).sorted();
}

Case shrink_greedily(const Claim& claim, const Subject& subject, Case input) {
  if (claim.predicate(subject, input) != Verdict::Violated) return input;
  for (bool progress = true; progress;) {
    progress = false;
    for (const Case& candidate : shrinks(claim, input)) {
      if (claim.predicate(subject, candidate) != Verdict::Violated) continue;
      input = candidate;
      progress = true;
      break;
    }
  }
  return input;
}

}  // namespace idreg::props
