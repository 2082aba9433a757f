// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/spec/spec.h"

#include "engine/types.h"

namespace idreg::smt::spec {

namespace {

// Enumerators that no enum names occur in no well-formed entry; what the functions say of them is of no
// interest, but it is the same as the engine's, so that lemmas need no premise about them.

Term word(const Term& like, std::uint64_t value) { return bv(like.context(), kRegisterBits, value); }

template <class Enum>
Term is(const Term& word_term, Enum value) {
  return equal(word_term, word(word_term, static_cast<std::uint64_t>(value)));
}

Term is_zero(const Term& t) { return equal(t, word(t, 0)); }

// 2^width - 1. SMT-LIB's shift by 64 gives 0, so that width 64 needs no case of its own.
Term low_ones(const Term& width) { return bvnot(bvshl(word(width, ~std::uint64_t{0}), width)); }

Term field_mask(std::span<const Term> p) { return bvshl(low_ones(p[1]), p[0]); }

Term extract_code(std::span<const Term> p) { return bvand(bvlshr(p[0], p[1]), low_ones(p[2])); }

Term insert_code(std::span<const Term> p) {
  const Term& reg = p[0];
  const Term& shift = p[1];
  const Term ones = low_ones(p[2]);
  return bvor(bvand(reg, bvnot(bvshl(ones, shift))), bvshl(bvand(p[3], ones), shift));
}

Term rank_of(const Term& code, const Term& bias, const Term& width) {
  return bvand(bvadd(code, bias), low_ones(width));
}

Term rank(std::span<const Term> p) { return rank_of(p[0], p[1], p[2]); }

/// An order of codes: the first parameters of most functions.
struct Order {
  Term width, kind, bias, safe;
};

Term at_or_below_in(const Order& o, const Term& a, const Term& b) {
  const Term ra = rank_of(a, o.bias, o.width);
  const Term rb = rank_of(b, o.bias, o.width);
  const Term subset = is_zero(bvand(a, bvnot(b)));
  const Term none = logical_or(equal(a, b), equal(a, o.safe));
  return ite(is(o.kind, OrderKind::Rotation), bvule(ra, rb),
             ite(is(o.kind, OrderKind::ReverseRotation), bvule(rb, ra),
                 ite(is(o.kind, OrderKind::Subset), subset, logical_and(is(o.kind, OrderKind::None), none))));
}

Term at_or_below(std::span<const Term> p) { return at_or_below_in({p[0], p[1], p[2], p[3]}, p[4], p[5]); }

Term lowest(std::span<const Term> p) {
  const Term ones = low_ones(p[0]);
  const Term rank_zero = bvand(bvneg(p[2]), ones);
  const Term rank_last = bvand(bvnot(p[2]), ones);  // ones - bias
  return ite(is(p[1], OrderKind::Rotation), rank_zero,
             ite(is(p[1], OrderKind::ReverseRotation), rank_last, ite(is(p[1], OrderKind::None), p[3], word(p[0], 0))));
}

/// The entry's order and policy, from parameters {width, policy, kind, bias, safe}.
Order order_of_entry(std::span<const Term> p) { return {p[0], p[2], p[3], p[4]}; }

Term safe_code(std::span<const Term> p) {
  const Order order = order_of_entry(p);
  const Term& a = p[5];
  const Term& b = p[6];
  const Term below = at_or_below_in(order, a, b);
  const Term flags = is(order.kind, OrderKind::Subset);
  const Term lower = ite(flags, bvand(a, b), ite(below, a, b));
  const Term higher = ite(flags, bvor(a, b), ite(below, b, a));
  const Term either_zero = logical_or(is_zero(a), is_zero(b));
  return ite(is(p[1], Policy::LowerSafe), lower,
             ite(is(p[1], Policy::HigherSafe), higher,
                 ite(is(p[1], Policy::HigherOrZeroSafe), ite(either_zero, word(a, 0), higher), order.safe)));
}

// Stated policy by policy rather than through safe_code, so that the two readings check each other.
Term permitted(std::span<const Term> p) {
  const Order order = order_of_entry(p);
  const Term& value = p[5];
  const Term& limit = p[6];
  const Term flags = is(order.kind, OrderKind::Subset);
  const Term below = at_or_below_in(order, value, limit);
  const Term lower = ite(flags, is_zero(bvand(value, bvnot(limit))), below);
  const Term higher = ite(flags, is_zero(bvand(limit, bvnot(value))), logical_not(below));
  const Term zero_or_higher = logical_or(is_zero(value), logical_and(logical_not(is_zero(limit)), higher));
  const Term by_policy = ite(is(p[1], Policy::LowerSafe), lower,
                             ite(is(p[1], Policy::HigherSafe), higher,
                                 ite(is(p[1], Policy::HigherOrZeroSafe), zero_or_higher, equal(value, order.safe))));
  return logical_or(equal(value, limit), by_policy);
}

Term not_above(std::span<const Term> p) {
  return ite(is(p[1], Policy::Exact), at_or_below_in(order_of_entry(p), p[5], p[6]), permitted(p));
}

/// Two words or more of codes: which orders and policies permit no more than which schemes.
/// {width, policy, kind, bias, safe, scheme kind, scheme bias, scheme safe}
Term fits_wide(std::span<const Term> p) {
  const Term& kind = p[2];
  const Term& bias = p[3];
  const Term& scheme = p[5];
  const Term& scheme_bias = p[6];
  const Term ones = low_ones(p[0]);
  const auto rotation = [](const Term& k) { return is(k, OrderKind::Rotation); };
  const auto reverse = [](const Term& k) { return is(k, OrderKind::ReverseRotation); };
  const auto both = [](const Term& a, const Term& b) { return logical_and(a, b); };
  const Term flags = is(kind, OrderKind::Subset);
  const Term same = both(equal(kind, scheme), equal(bias, scheme_bias));
  const Term lower = logical_or(same, both(flags, both(rotation(scheme), is_zero(scheme_bias))));
  const Term turned = logical_or(both(rotation(kind), reverse(scheme)), both(reverse(kind), rotation(scheme)));
  const Term higher =
      logical_or(both(turned, equal(bias, scheme_bias)), both(flags, both(reverse(scheme), is_zero(scheme_bias))));
  const Term end = logical_or(is_zero(bias), equal(bias, ones));
  const Term unknown_largest = both(reverse(scheme), equal(scheme_bias, ones));
  const Term zero_lowest = both(rotation(scheme), is_zero(scheme_bias));
  const Term higher_or_zero =
      logical_or(both(both(rotation(kind), end), unknown_largest),
                 logical_or(both(both(reverse(kind), end), zero_lowest), both(flags, unknown_largest)));
  return ite(is(p[1], Policy::LowerSafe), lower,
             ite(is(p[1], Policy::HigherSafe), higher, both(is(p[1], Policy::HigherOrZeroSafe), higher_or_zero)));
}

/// One bit has two orders: which code is the lower one decides.
Term fits_one_bit(std::span<const Term> p, const Term& scheme_lowest) {
  const Term turned = equal(logical_not(is(p[2], OrderKind::ReverseRotation)), is(p[1], Policy::HigherSafe));
  const Term bias = ite(is(p[2], OrderKind::Subset), word(p[0], 0), bvand(p[3], word(p[0], 1)));
  const Term lower = ite(turned, bvxor(bias, word(p[0], 1)), bias);
  return equal(ite(is(p[1], Policy::HigherOrZeroSafe), word(p[0], 0), lower), scheme_lowest);
}

Term fits(std::span<const Term> p) {
  const Term scheme[] = {p[0], p[5], p[6], p[7]};
  const Term scheme_lowest = lowest(scheme);
  return ite(is(p[1], Policy::Exact), equal(p[4], scheme_lowest),
             ite(equal(p[0], word(p[0], 1)), fits_one_bit(p, scheme_lowest), fits_wide(p)));
}

Term error(const Term& like, TableErrorKind kind) { return word(like, static_cast<std::uint64_t>(kind)); }

Term entry_error(std::span<const Term> p) {
  const Term& shift = p[0];
  const Term& width = p[1];
  const Term ones = low_ones(width);
  const Term bad_width = logical_or(is_zero(width), bvult(word(width, kRegisterBits), width));
  const Term bad_shift = bvult(word(shift, kRegisterBits), bvadd(shift, width));
  const Term bad_policy = bvule(word(shift, kPolicies), p[2]);
  const Term none = is(p[3], OrderKind::None);
  const Term bad_kind = bvule(word(shift, kOrderKinds), p[3]);
  const Term bad_order = logical_or(bad_kind, logical_and(none, logical_not(is(p[2], Policy::Exact))));
  const Term unbiased = logical_or(none, is(p[3], OrderKind::Subset));
  const Term bad_bias = logical_or(bvult(ones, p[4]), logical_and(unbiased, logical_not(is_zero(p[4]))));
  const Term bad_safe = bvult(ones, p[5]);
  return ite(bad_width, error(shift, TableErrorKind::Width),
             ite(bad_shift, error(shift, TableErrorKind::Shift),
                 ite(bad_policy, error(shift, TableErrorKind::Policy),
                     ite(bad_order, error(shift, TableErrorKind::Order),
                         ite(bad_bias, error(shift, TableErrorKind::Bias),
                             ite(bad_safe, error(shift, TableErrorKind::Safe), error(shift, TableErrorKind::None)))))));
}

constexpr const char* kMask[] = {"shift", "width"};
constexpr const char* kExtract[] = {"reg", "shift", "width"};
constexpr const char* kInsert[] = {"reg", "shift", "width", "code"};
constexpr const char* kRank[] = {"code", "bias", "width"};
constexpr const char* kScheme[] = {"width", "kind", "bias", "safe"};
constexpr const char* kCompare[] = {"width", "kind", "bias", "safe", "a", "b"};
constexpr const char* kCodes[] = {"width", "policy", "kind", "bias", "safe", "a", "b"};
constexpr const char* kPermitted[] = {"width", "policy", "kind", "bias", "safe", "value", "limit"};
constexpr const char* kEntry[] = {"shift", "width", "policy", "kind", "bias", "safe"};

constexpr const char* kFits[] = {"width", "policy",      "kind",        "bias",
                                 "safe",  "scheme_kind", "scheme_bias", "scheme_safe"};

constexpr const char* kSchemeSource = "Arm ARM D24.1.3, principles of the ID scheme for fields in ID registers";
constexpr const char* kPolicySource = "Linux 6.12, enum ftr_type and arm64_ftr_safe_value()";

constexpr Function kFunctions[] = {
    {"idreg_spec_field_mask", kMask, "the bits [shift, shift + width)", "Arm ARM, register fields", field_mask},
    {"idreg_spec_extract", kExtract, "a field's code: its bits moved down to bit 0", "Arm ARM, register fields",
     extract_code},
    {"idreg_spec_insert", kInsert, "the register with the field's bits replaced by the code",
     "Arm ARM, register fields", insert_code},
    {"idreg_spec_rank", kRank, "(code + bias) mod 2^width", kSchemeSource, rank},
    {"idreg_spec_at_or_below", kCompare, "code a promises no more than code b in the scheme", kSchemeSource,
     at_or_below},
    {"idreg_spec_lowest", kScheme, "the code at or below every other; for no order the safe code", kSchemeSource,
     lowest},
    {"idreg_spec_safe_code", kCodes, "the safe value of two codes", kPolicySource, safe_code},
    {"idreg_spec_permitted_code", kPermitted, "the value equals the limit, or is the safe value of the two",
     "Linux 6.12, arm64_check_features()", permitted},
    {"idreg_spec_not_above", kCodes, "a is at or below b in the direction in which the policy counts", kPolicySource,
     not_above},
    {"idreg_spec_fits", kFits, "all that the entry permits is at or below the limit in the scheme", kSchemeSource,
     fits},
    {"idreg_spec_entry_error", kEntry, "the first rule that an entry breaks (TableErrorKind), 0 for none",
     "engine/types.h, Entry", entry_error},
};

}  // namespace

std::span<const Function> functions() { return kFunctions; }

const Function* find(std::string_view symbol) {
  for (const Function& function : kFunctions) {
    if (function.symbol == symbol) return &function;
  }
  return nullptr;
}

}  // namespace idreg::smt::spec
