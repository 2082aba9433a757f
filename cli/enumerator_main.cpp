// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg-enumerator: claims about one field, decided by trying every case. Subjects, claims and specification are
// compiled by gcc from the same sources, without clang, the lifter, or a solver (cli/CMakeLists.txt).
//
//     idreg-enumerator BUDGET SUBJECT GLOB   every claim of that name at every width up to 8: all policies and orders
//                                            that have at most BUDGET cases each
//     idreg-enumerator entries SUBJECT       entries-equal-spec on entries of any bytes, at the borders
//
// SUBJECT is one of ours by name, or a shared library (subjects/outside.h).
//
// Prints a line for each claim and width ("cases": those that meet the precondition), and ends a claim at its first
// violation, with the case in its form as bytes (props/case_io.h):
//
//     compiler g++ 12.2.0
//     orders-equal-spec width 3 cases 1472 shapes 4 left-out 0
//     field-equals-spec width 1 violated 0001...
//
// Exit status: 0 no claim is violated, 1 one is, 2 wrong usage. To be read by a program: cli/enumerated.cpp.
#include <fnmatch.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "props/case_io.h"
#include "props/claims.h"
#include "subjects/library.h"

namespace idreg::cli {

namespace {

using props::Case;
using props::Claim;
using props::Subject;
using props::Verdict;

constexpr std::uint32_t kWidest = 8;

/// A claim about one field, and whether the entry's policy, order and safe value matter to it, or only its bits.
struct Enumerated {
  std::string_view name;
  bool entry;
};

constexpr Enumerated kEnumerated[] = {
    {"extraction", false},       {"orders-equal-spec", false}, {"policies-equal-spec", true},
    {"field-equals-spec", true}, {"fits-is-sound", true},      {"not-too-strict", true},
    {"lowest-is-lowest", true},  {"safe-value-algebra", true}, {"raising-the-limit", true},
    {"nearest-code", true},
};

/// One member of the case and the values that it takes.
struct Dimension {
  void (*set)(Case&, std::uint64_t);
  std::uint64_t count;
};

bool rotates(OrderKind kind) { return kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation; }

/// Values and limits that are whole registers: the field is put at its shift, among other bits.
bool in_registers(const Claim& claim) { return !claim.reads.codes; }

constexpr unsigned kPlaces = 3;

/// What is enumerated for an entry of this shape. Members that mean nothing for it stay 0: a bias without a
/// rotation, a safe value that neither policy nor order reads.
std::vector<Dimension> dimensions(const Claim& claim, bool entry_matters, std::uint32_t width, const Case& fixed) {
  const std::uint64_t codes = std::uint64_t{1} << width;
  std::vector<Dimension> result = {{[](Case& c, std::uint64_t v) { c.value = v; }, codes},
                                   {[](Case& c, std::uint64_t v) { c.limit = v; }, codes}};
  const Entry& entry = fixed.general[0];
  if (entry_matters && rotates(entry.kind))
    result.push_back({[](Case& c, std::uint64_t v) { c.general[0].bias = v; }, codes});
  if (entry_matters && (entry.policy == Policy::Exact || entry.kind == OrderKind::None))
    result.push_back({[](Case& c, std::uint64_t v) { c.general[0].safe = v; }, codes});
  if (claim.reads.candidate) result.push_back({[](Case& c, std::uint64_t v) { c.more_values[0] = v; }, codes});
  if (!claim.reads.scheme) return result;
  if (rotates(fixed.scheme.kind)) result.push_back({[](Case& c, std::uint64_t v) { c.scheme.bias = v; }, codes});
  if (fixed.scheme.kind == OrderKind::None)
    result.push_back({[](Case& c, std::uint64_t v) { c.scheme.safe = v; }, codes});
  return result;
}

/// Policies, orders and schemes, with everything else 0.
std::vector<Case> shapes(const Claim& claim, bool entry_matters, std::uint32_t width) {
  std::vector<Case> result;
  const auto policies = static_cast<std::uint8_t>(entry_matters ? kPolicies : 1);
  const auto kinds = static_cast<std::uint8_t>(entry_matters ? kOrderKinds : 1);
  const auto schemes = static_cast<std::uint8_t>(claim.reads.scheme ? kOrderKinds : 1);
  for (std::uint8_t policy = 0; policy < policies; ++policy) {
    for (std::uint8_t kind = 0; kind < kinds; ++kind) {
      for (std::uint8_t scheme = 0; scheme < schemes; ++scheme) {
        Case shape{};
        shape.reg = props::kNoRegister;
        shape.general[0] = {
            0, static_cast<std::uint8_t>(width), static_cast<Policy>(policy), static_cast<OrderKind>(kind), 0, 0};
        shape.scheme.kind = static_cast<OrderKind>(scheme);
        result.push_back(shape);
      }
    }
  }
  return result;
}

std::uint64_t cases_of(const Claim& claim, const std::vector<Dimension>& all) {
  std::uint64_t product = in_registers(claim) ? kPlaces : 1;
  for (const Dimension& dimension : all) product *= dimension.count;
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

/// Tries a claim on one case, and counts it if it meets the precondition. True: it is violated.
bool violates(const Claim& claim, const Subject& subject, const Case& input, std::uint64_t& met) {
  const Verdict verdict = claim.predicate(subject, input);
  met += verdict == Verdict::Discarded ? 0 : 1;
  return verdict == Verdict::Violated;
}

/// The first violation of a claim on one shape.
std::optional<Case> violation(const Claim& claim, const Subject& subject, const Case& shape,
                              const std::vector<Dimension>& all, std::uint64_t& met) {
  std::vector<std::uint64_t> at(all.size(), 0);
  Case input = shape;
  const unsigned width = shape.general[0].width;
  for (;;) {
    if (in_registers(claim)) {
      for (const unsigned shift : std::array<unsigned, kPlaces>{0U, 29U, 64U - width}) {
        const Case placed = in_register(input, static_cast<std::uint8_t>(shift), 0x5a5a'5a5a'5a5a'5a5a);
        if (violates(claim, subject, placed, met)) return placed;
      }
    } else if (violates(claim, subject, input, met)) {
      return input;
    }
    std::size_t digit = 0;
    while (digit < all.size() && at[digit] + 1 == all[digit].count) {
      at[digit] = 0;
      all[digit].set(input, 0);
      ++digit;
    }
    if (digit == all.size()) return std::nullopt;
    all[digit].set(input, ++at[digit]);
  }
}

void print_violation(const Case& input) {
  std::printf(" violated ");
  for (const std::uint8_t byte : props::encode(input)) std::printf("%02x", static_cast<unsigned>(byte));
  std::printf("\n");
}

/// Whether the claim is violated at some width, on some shape within the budget. Prints what was done.
bool refuted(const Claim& claim, bool entry_matters, const Subject& subject, std::uint64_t budget) {
  for (std::uint32_t width = 1; width <= kWidest; ++width) {
    std::printf("%s width %u", claim.name, width);
    std::uint64_t met = 0;
    unsigned left_out = 0;
    const std::vector<Case> all_shapes = shapes(claim, entry_matters, width);
    for (const Case& shape : all_shapes) {
      const std::vector<Dimension> all = dimensions(claim, entry_matters, width, shape);
      if (cases_of(claim, all) > budget) {
        ++left_out;
        continue;
      }
      const std::optional<Case> found = violation(claim, subject, shape, all, met);
      if (!found) continue;
      print_violation(*found);
      return true;
    }
    std::printf(" cases %llu shapes %zu left-out %u\n", static_cast<unsigned long long>(met), all_shapes.size(),
                left_out);
  }
  return false;
}

int enumerate(const Subject& subject, std::uint64_t budget, const char* glob) {
  bool good = true;
  for (const Enumerated& one : kEnumerated) {
    const Claim& claim = *props::find_claim(one.name);
    if (fnmatch(glob, claim.name, 0) != 0 || !props::not_applicable(claim, subject).empty()) continue;
    good = !refuted(claim, one.entry, subject, budget) && good;
  }
  return good ? 0 : 1;
}

/// Entries of any bytes: every shift, the widths up to 8 and at the borders, values at theirs.
int entries_at_borders(const Subject& subject) {
  const Claim& claim = *props::find_claim("entries-equal-spec");
  std::uint64_t cases = 0;
  for (const unsigned width : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 63U, 64U, 65U, 255U}) {
    const std::uint64_t all = width == 0 ? 0 : ~std::uint64_t{0} >> (64U - (width > 64 ? 64U : width));
    const std::uint64_t words[] = {0, 1, all - 1, all, all + 1, ~std::uint64_t{0}};
    for (unsigned rest = 0; rest < 256U * 36U; ++rest) {
      for (const unsigned policy : {0U, 1U, 2U, 3U, 4U, 255U}) {
        for (const unsigned kind : {0U, 1U, 2U, 3U, 4U, 255U}) {
          Case input{};
          input.reg = props::kNoRegister;
          input.general[0] = {
              static_cast<std::uint8_t>(rest % 256U), static_cast<std::uint8_t>(width), static_cast<Policy>(policy),
              static_cast<OrderKind>(kind),           words[rest / 256U % 6U],          words[rest / 256U / 6U]};
          if (!violates(claim, subject, input, cases)) continue;
          std::printf("%s borders", claim.name);
          print_violation(input);
          return 1;
        }
      }
    }
  }
  std::printf("%s borders cases %llu\n", claim.name, static_cast<unsigned long long>(cases));
  return 0;
}

/// A subject of ours, or null.
const Subject* subject_named(std::string_view name) {
  for (const props::NamedSubject& one : props::subjects()) {
    if (one.name == name) return one.subject;
  }
  return nullptr;
}

}  // namespace

}  // namespace idreg::cli

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const bool entries = argc == 3 && std::string_view(argv[1]) == "entries";
  const std::uint64_t budget = argc == 4 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (!entries && budget == 0) {
    std::fprintf(stderr, "usage: idreg-enumerator BUDGET SUBJECT GLOB | entries SUBJECT\n");
    return 2;
  }
  const idreg::props::Subject* subject = subject_named(argv[2]);
  std::unique_ptr<idreg::subjects::Library> library;
  if (subject == nullptr) {
    auto loaded = idreg::subjects::Library::load(argv[2]);
    if (!loaded) {
      std::fprintf(stderr, "idreg-enumerator: no subject of ours, and: %s\n", loaded.error().c_str());
      return 2;
    }
    library = std::move(*loaded);
    subject = library->subject().subject;
  }
  std::printf("compiler g++ %s\n", __VERSION__);
  const int status = entries ? entries_at_borders(*subject) : enumerate(*subject, budget, argv[3]);
  // What did not reach its reader has not been said.
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? status : 2;
}
