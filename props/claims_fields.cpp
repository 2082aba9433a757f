// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about one field: general[0] is its entry, value and limit are whole registers or codes.
#include "props/effective.h"

namespace idreg::props {

namespace {

/// A scheme that could describe a field of that width.
bool valid_scheme(const Scheme& scheme, std::uint8_t width) {
  return spec::entry_error({0, width, Policy::Exact, scheme.kind, scheme.bias, scheme.safe}) == TableErrorKind::None;
}

bool valid_code(std::uint64_t code, const Entry& entry) { return code <= idreg_spec_field_mask(0, entry.width); }

/// The entry of a case as the subject understands it.
Entry entry_of(const Subject& s, const Case& c) {
  return s.design == nullptr ? c.general[0] : said(*s.design, c.general[0]);
}

/// The precondition of everything in engine/policy.h.
bool valid_codes(const Case& c, const Entry& entry) {
  return spec::entry_error(entry) == TableErrorKind::None && valid_code(c.value, entry) && valid_code(c.limit, entry);
}

}  // namespace

extern "C" Verdict idreg_claim_extraction(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (e.width < 1 || e.width > kRegisterBits || e.shift > kRegisterBits - e.width) return Verdict::Discarded;
  return holds(s.field_mask(e.shift, e.width) == spec::field_mask(e) &&
               s.extract(c.value, e.shift, e.width) == spec::extract(c.value, e) &&
               s.insert(c.value, e.shift, e.width, c.limit) == spec::insert(c.value, e, c.limit) &&
               // What proofs use besides: a field holds its lowest bit; codes are equal iff the bits are.
               (spec::field_mask(e) >> e.shift & 1) == 1 &&
               (((c.value ^ c.limit) & spec::field_mask(e)) == 0) ==
                   (spec::extract(c.value, e) == spec::extract(c.limit, e)));
}

// The next two are lemmas: they hold for any words and bytes, so that proofs which use them owe nothing
// but a width in range.
extern "C" Verdict idreg_claim_orders_equal_spec(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (e.width < 1 || e.width > kRegisterBits) return Verdict::Discarded;
  // What proofs use besides: a code is that of its rank, and which codes have the first and the last
  // (smt/prove/cases.cpp).
  const std::uint64_t bias = c.scheme.bias;
  const std::uint64_t rank = idreg_spec_rank(c.value, bias, e.width);
  const std::uint64_t ones = idreg_spec_field_mask(0, e.width);
  if (c.value <= ones && ((rank - bias) & ones) != c.value) return Verdict::Violated;
  if (idreg_spec_rank((0 - bias) & ones, bias, e.width) != 0) return Verdict::Violated;
  if (idreg_spec_rank(~bias & ones, bias, e.width) != ones) return Verdict::Violated;
  return holds(s.rank(c.value, c.scheme.bias, e.width) == rank && rank <= ones &&
               s.at_or_below(c.scheme, e.width, c.value, c.limit) ==
                   spec::at_or_below(c.scheme, e.width, c.value, c.limit) &&
               s.lowest(c.scheme, e.width) == spec::lowest(c.scheme, e.width));
}

extern "C" Verdict idreg_claim_policies_equal_spec(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (e.width < 1 || e.width > kRegisterBits) return Verdict::Discarded;
  return holds(s.safe_code(e, c.value, c.limit) == spec::safe_code(e, c.value, c.limit) &&
               s.permitted_code(e, c.value, c.limit) == spec::permitted_code(e, c.value, c.limit) &&
               s.not_above(e, c.value, c.limit) == spec::not_above(e, c.value, c.limit));
}

extern "C" Verdict idreg_claim_entries_equal_spec(const Subject& s, const Case& c) {
  return holds(s.entry_error(c.general[0]) == spec::entry_error(c.general[0]));
}

extern "C" Verdict idreg_claim_field_equals_spec(const Subject& s, const Case& c) {
  const Entry e = entry_of(s, c);
  if (spec::entry_error(e) != TableErrorKind::None) return Verdict::Discarded;
  const std::uint64_t value = s.extract(c.value, e.shift, e.width);
  const bool answer = accepts_code(s, e, value, s.extract(c.limit, e.shift, e.width));
  return holds(answer == spec::permitted_code(e, spec::extract(c.value, e), spec::extract(c.limit, e)));
}

extern "C" Verdict idreg_claim_fits_is_sound(const Subject& s, const Case& c) {
  const Entry e = entry_of(s, c);
  if (!valid_codes(c, e) || !valid_scheme(c.scheme, e.width)) return Verdict::Discarded;
  if (s.fits(e, c.scheme) != spec::fits(e, c.scheme)) return Verdict::Violated;
  if (!s.fits(e, c.scheme) || !spec::permitted_code(e, c.value, c.limit)) return Verdict::Discarded;
  return holds(spec::at_or_below(c.scheme, e.width, c.value, c.limit));
}

extern "C" Verdict idreg_claim_lowest_is_lowest(const Subject& s, const Case& c) {
  const Entry e = entry_of(s, c);
  if (!valid_codes(c, e) || !valid_scheme(c.scheme, e.width)) return Verdict::Discarded;
  const std::uint64_t lowest = s.lowest(c.scheme, e.width);
  return holds(valid_code(lowest, e) && spec::at_or_below(c.scheme, e.width, lowest, c.value));
}

extern "C" Verdict idreg_claim_not_too_strict(const Subject& s, const Case& c) {
  const Entry e = entry_of(s, c);
  if (!valid_codes(c, e) || !valid_scheme(c.scheme, e.width)) return Verdict::Discarded;
  const bool permitted = accepts_code(s, e, c.value, c.limit);
  if (c.value == c.limit) return holds(permitted);
  if (e.policy == Policy::Exact) return holds(permitted == (c.value == e.safe));
  // A group of flags that lies on a scheme of numbers fits, and is stricter than it by nature.
  if (e.kind == OrderKind::Subset && c.scheme.kind != OrderKind::Subset) return Verdict::Discarded;
  if (!s.fits(e, c.scheme)) return Verdict::Discarded;
  return holds(permitted || !spec::at_or_below(c.scheme, e.width, c.value, c.limit));
}

extern "C" Verdict idreg_claim_safe_value_algebra(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  const std::uint64_t third = c.more_values[0];
  if (!valid_codes(c, e) || !valid_code(third, e)) return Verdict::Discarded;
  const std::uint64_t safe = s.safe_code(e, c.value, c.limit);
  const bool commutative = safe == s.safe_code(e, c.limit, c.value);
  const bool associative = s.safe_code(e, safe, third) == s.safe_code(e, c.value, s.safe_code(e, c.limit, third));
  // Exact answers with its safe value even where the two codes agree.
  const bool idempotent = s.safe_code(e, c.value, c.value) == (e.policy == Policy::Exact ? e.safe : c.value);
  return holds(commutative && associative && idempotent && valid_code(safe, e));
}

extern "C" Verdict idreg_claim_raising_the_limit(const Subject& s, const Case& c) {
  const Entry e = entry_of(s, c);
  const std::uint64_t raised = c.more_values[0];
  if (!valid_codes(c, e) || !valid_code(raised, e) || e.policy == Policy::Exact) return Verdict::Discarded;
  if (!accepts_code(s, e, c.value, c.limit) || !s.not_above(e, c.limit, raised)) return Verdict::Discarded;
  return holds(accepts_code(s, e, c.value, raised));
}

extern "C" Verdict idreg_claim_nearest_code(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  const std::uint64_t candidate = c.more_values[0];
  if (!valid_codes(c, e) || !valid_code(candidate, e)) return Verdict::Discarded;
  bool found = false;
  const std::uint64_t nearest = s.nearest_code(e, c.value, c.limit, &found);
  if (!spec::permitted_code(e, nearest, c.limit)) return Verdict::Violated;
  const bool rival = spec::permitted_code(e, candidate, c.limit) && spec::not_above(e, candidate, c.value);
  if (!found) return holds(nearest == c.limit && !rival);
  // Groups of flags may be incomparable: then no candidate is higher, only different.
  const bool higher = candidate != nearest && spec::not_above(e, nearest, candidate);
  return holds(spec::not_above(e, nearest, c.value) && !(rival && higher));
}

}  // namespace idreg::props
