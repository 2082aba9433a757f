// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about one field, decided by trying every case: engine, claims and specification compiled by gcc,
// without clang, the lifter, or a solver.
//
//     exhaust BUDGET            every claim at every width up to 8: all policies and orders that have at most so
//                               many cases each
//     exhaust BUDGET twins      the same on the must-fail twins: each must be refuted
//
// Prints a line for each claim and width: how many cases, and what had too many. Exit status: 0 all
// hold (all twins are refuted), 1 not.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "props/predicates.h"
#include "subjects/twins.h"

namespace idreg {

namespace {

using props::Case;
using props::Subject;
using props::Verdict;

constexpr std::uint32_t kWidest = 8;

/// A claim about one field, and what of the case it depends on besides entry, value and limit.
struct Enumerated {
  const char* name;
  Verdict (*predicate)(const Subject&, const Case&);
  bool entry;      ///< the entry's policy, order and safe value matter, not only its bits
  bool registers;  ///< value and limit are whole registers: the field is put at its shift, among other bits
  bool scheme;
  bool candidate;
};

constexpr Enumerated kClaims[] = {
    {"extraction", props::idreg_claim_extraction, false, true, false, false},
    {"orders-equal-spec", props::idreg_claim_orders_equal_spec, false, false, true, false},
    {"policies-equal-spec", props::idreg_claim_policies_equal_spec, true, false, false, false},
    {"field-equals-spec", props::idreg_claim_field_equals_spec, true, true, false, false},
    {"fits-is-sound", props::idreg_claim_fits_is_sound, true, false, true, false},
    {"not-too-strict", props::idreg_claim_not_too_strict, true, false, true, false},
    {"lowest-is-lowest", props::idreg_claim_lowest_is_lowest, true, false, true, false},
    {"safe-value-algebra", props::idreg_claim_safe_value_algebra, true, false, false, true},
    {"raising-the-limit", props::idreg_claim_raising_the_limit, true, false, false, true},
    {"nearest-code", props::idreg_claim_nearest_code, true, false, false, true},
};

/// One member of the case and the values that it takes.
struct Dimension {
  void (*set)(Case&, std::uint64_t);
  std::uint64_t count;
};

bool rotates(OrderKind kind) { return kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation; }

/// What is enumerated for an entry of this shape. Members that mean nothing for it stay 0: a bias without a
/// rotation, a safe value that neither policy nor order reads.
std::vector<Dimension> dimensions(const Enumerated& claim, std::uint32_t width, const Case& fixed) {
  const std::uint64_t codes = std::uint64_t{1} << width;
  std::vector<Dimension> result = {{[](Case& c, std::uint64_t v) { c.value = v; }, codes},
                                   {[](Case& c, std::uint64_t v) { c.limit = v; }, codes}};
  const Entry& entry = fixed.general[0];
  if (claim.entry && rotates(entry.kind))
    result.push_back({[](Case& c, std::uint64_t v) { c.general[0].bias = v; }, codes});
  if (claim.entry && (entry.policy == Policy::Exact || entry.kind == OrderKind::None))
    result.push_back({[](Case& c, std::uint64_t v) { c.general[0].safe = v; }, codes});
  if (claim.candidate) result.push_back({[](Case& c, std::uint64_t v) { c.more_values[0] = v; }, codes});
  if (!claim.scheme) return result;
  if (rotates(fixed.scheme.kind)) result.push_back({[](Case& c, std::uint64_t v) { c.scheme.bias = v; }, codes});
  if (fixed.scheme.kind == OrderKind::None)
    result.push_back({[](Case& c, std::uint64_t v) { c.scheme.safe = v; }, codes});
  return result;
}

/// Policies, orders and schemes, with everything else 0.
std::vector<Case> shapes(const Enumerated& claim, std::uint32_t width) {
  std::vector<Case> result;
  for (std::uint8_t policy = 0; policy < (claim.entry ? kPolicies : 1); ++policy) {
    for (std::uint8_t kind = 0; kind < (claim.entry ? kOrderKinds : 1); ++kind) {
      for (std::uint8_t scheme = 0; scheme < (claim.scheme ? kOrderKinds : 1); ++scheme) {
        Case shape{};
        shape.general[0] = {
            0, static_cast<std::uint8_t>(width), static_cast<Policy>(policy), static_cast<OrderKind>(kind), 0, 0};
        shape.scheme.kind = static_cast<OrderKind>(scheme);
        result.push_back(shape);
      }
    }
  }
  return result;
}

std::uint64_t cases_of(const Enumerated& claim, std::uint32_t width, const Case& shape) {
  std::uint64_t product = claim.registers ? 3 : 1;
  for (const Dimension& dimension : dimensions(claim, width, shape)) product *= dimension.count;
  return product;
}

/// The codes as registers: the field at `shift`, all other bits alternating. The entry's own bits are what
/// a claim about registers reads.
Case in_register(Case input, std::uint8_t shift, std::uint64_t others) {
  const std::uint64_t mask = (~std::uint64_t{0} >> (64U - input.general[0].width)) << shift;
  input.general[0].shift = shift;
  input.value = (input.value << shift) | (others & ~mask);
  input.limit = (input.limit << shift) | (~others & ~mask);
  return input;
}

/// The first violation of a claim on one shape; true if there is one.
bool violated(const Enumerated& claim, const Subject& subject, std::uint32_t width, const Case& shape) {
  const std::vector<Dimension> all = dimensions(claim, width, shape);
  std::vector<std::uint64_t> at(all.size(), 0);
  Case input = shape;
  for (;;) {
    if (!claim.registers && claim.predicate(subject, input) == Verdict::Violated) return true;
    for (const unsigned shift : {0U, 29U, 64U - width}) {
      if (!claim.registers) break;
      const Case placed = in_register(input, static_cast<std::uint8_t>(shift), 0x5a5a'5a5a'5a5a'5a5a);
      if (claim.predicate(subject, placed) == Verdict::Violated) return true;
    }
    std::size_t digit = 0;
    while (digit < all.size() && at[digit] + 1 == all[digit].count) {
      at[digit] = 0;
      all[digit].set(input, 0);
      ++digit;
    }
    if (digit == all.size()) return false;
    all[digit].set(input, ++at[digit]);
  }
}

/// Whether the claim is violated at some width, on some shape within the budget. Prints what was done.
bool refuted(const Enumerated& claim, const Subject& subject, std::uint64_t budget, const char* name) {
  for (std::uint32_t width = 1; width <= kWidest; ++width) {
    std::uint64_t cases = 0;
    unsigned left_out = 0;
    for (const Case& shape : shapes(claim, width)) {
      const std::uint64_t more = cases_of(claim, width, shape);
      left_out += more > budget ? 1 : 0;
      if (more > budget) continue;
      cases += more;
      if (!violated(claim, subject, width, shape)) continue;
      std::printf("%s %s width %u: violated\n", name, claim.name, width);
      return true;
    }
    std::printf("%s %s width %u: exhausted %llu cases", name, claim.name, width,
                static_cast<unsigned long long>(cases));
    if (left_out != 0) std::printf("; too many for %u of %zu shapes", left_out, shapes(claim, width).size());
    std::printf("\n");
  }
  return false;
}

/// Entries of any bytes: every shift, the widths up to 8 and at the borders, values at theirs.
bool entries_refuted(const Subject& subject, const char* name) {
  std::uint64_t cases = 0;
  for (const unsigned width : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 63U, 64U, 65U, 255U}) {
    const std::uint64_t all = width == 0 ? 0 : ~std::uint64_t{0} >> (64U - (width > 64 ? 64U : width));
    const std::uint64_t words[] = {0, 1, all - 1, all, all + 1, ~std::uint64_t{0}};
    for (unsigned rest = 0; rest < 256U * 36U; ++rest) {
      for (const unsigned policy : {0U, 1U, 2U, 3U, 4U, 255U}) {
        for (const unsigned kind : {0U, 1U, 2U, 3U, 4U, 255U}) {
          Case input{};
          input.general[0] = {
              static_cast<std::uint8_t>(rest % 256U), static_cast<std::uint8_t>(width), static_cast<Policy>(policy),
              static_cast<OrderKind>(kind),           words[rest / 256U % 6U],          words[rest / 256U / 6U]};
          ++cases;
          if (props::idreg_claim_entries_equal_spec(subject, input) != Verdict::Violated) continue;
          std::printf("%s entries-equal-spec: violated\n", name);
          return true;
        }
      }
    }
  }
  std::printf("%s entries-equal-spec: exhausted %llu cases\n", name, static_cast<unsigned long long>(cases));
  return false;
}

int engine_holds(std::uint64_t budget) {
  bool good = !entries_refuted(props::kEngineFunctions, "engine");
  for (const Enumerated& claim : kClaims) good = !refuted(claim, props::kEngineFunctions, budget, "engine") && good;
  return good ? 0 : 1;
}

/// The twins about one field, each with the claim that must refute it (subjects/subjects.cpp).
int twins_are_refuted(std::uint64_t budget) {
  const struct {
    const char* name;
    const Subject& subject;
    const char* claim;
  } twins[] = {
      {"narrow-extract", subjects::idreg_subject_narrow_extract, "extraction"},
      {"unmasked-insert", subjects::idreg_subject_unmasked_insert, "extraction"},
      {"dropped-sign", subjects::idreg_subject_dropped_sign, "orders-equal-spec"},
      {"wrong-lowest", subjects::idreg_subject_wrong_lowest, "lowest-is-lowest"},
      {"generous-fits", subjects::idreg_subject_generous_fits, "fits-is-sound"},
      {"zero-forgotten", subjects::idreg_subject_zero_forgotten, "policies-equal-spec"},
      {"first-of-two", subjects::idreg_subject_first_of_two, "safe-value-algebra"},
      {"exact-means-safe", subjects::idreg_subject_exact_means_safe, "field-equals-spec"},
      {"refuses-zero", subjects::idreg_subject_refuses_zero, "not-too-strict"},
      {"near-limit-only", subjects::idreg_subject_near_limit_only, "raising-the-limit"},
      {"nearest-safe", subjects::idreg_subject_nearest_safe, "nearest-code"},
  };
  bool good = entries_refuted(subjects::idreg_subject_lax_entry, "lax-entry");
  for (const auto& twin : twins) {
    bool found = false;
    for (const Enumerated& claim : kClaims) {
      if (std::strcmp(claim.name, twin.claim) == 0) found = refuted(claim, twin.subject, budget, twin.name);
    }
    if (!found) std::printf("%s is not refuted\n", twin.name);
    good = good && found;
  }
  return good ? 0 : 1;
}

}  // namespace

}  // namespace idreg

int main(int argc, char** argv) {
  const std::uint64_t budget = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (budget == 0) {
    std::fprintf(stderr, "usage: exhaust BUDGET [twins]\n");
    return 2;
  }
  return argc > 2 ? idreg::twins_are_refuted(budget) : idreg::engine_holds(budget);
}
