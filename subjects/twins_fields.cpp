// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Must-fail twins of the functions about one field.
#include "subjects/twins.h"

namespace idreg::subjects {

namespace {

using props::kEngineFunctions;
using props::Subject;

std::uint64_t low_ones(std::uint32_t width) { return ~std::uint64_t{0} >> (kRegisterBits - width); }

std::uint64_t narrow_extract(std::uint64_t reg, std::uint32_t shift, std::uint32_t width) noexcept {
  return (reg >> shift) & (low_ones(width) >> 1U);  // one bit short
}

std::uint64_t unmasked_insert(std::uint64_t reg, std::uint32_t shift, std::uint32_t width,
                              std::uint64_t code) noexcept {
  return (reg & ~(low_ones(width) << shift)) | code << shift;  // a code too wide spills over
}

std::uint64_t shift_by_64(std::uint32_t shift, std::uint32_t width) noexcept {
  return ((std::uint64_t{1} << width) - 1) << shift;  // undefined for width 64
}

TableErrorKind overflow_test(const Entry& entry) noexcept {
  // An overflow test that the optimiser folds away: signed overflow is undefined.
  const auto bias = static_cast<std::int64_t>(entry.bias);
  if (entry.kind == OrderKind::Rotation && entry.width == kRegisterBits && bias + 1 < bias) return TableErrorKind::None;
  return engine::entry_error(entry);
}

TableErrorKind lax_entry(const Entry& entry) noexcept {
  const TableErrorKind error = engine::entry_error(entry);
  return error == TableErrorKind::Safe ? TableErrorKind::None : error;
}

bool unsigned_order(const Scheme& scheme, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept {
  if (scheme.kind == OrderKind::Rotation) return a <= b;  // the bias, and with it the sign, is dropped
  return engine::at_or_below(scheme, width, a, b);
}

bool unsigned_permitted(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept {
  if (entry.policy == Policy::LowerSafe && entry.kind == OrderKind::Rotation) return value <= limit;
  return engine::permitted_code(entry, value, limit);
}

std::uint64_t wrong_lowest(const Scheme& scheme, std::uint32_t width) noexcept {
  return scheme.kind == OrderKind::None ? engine::lowest(scheme, width) : 0;  // 0 is not lowest in every scheme
}

bool generous_fits(const Entry& entry, const Scheme& scheme) noexcept {
  if (entry.policy == Policy::LowerSafe && entry.kind == scheme.kind) return true;  // whatever the bias
  return engine::fits(entry, scheme);
}

std::uint64_t zero_forgotten(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  if (entry.policy != Policy::HigherOrZeroSafe) return engine::safe_code(entry, a, b);
  Entry higher = entry;
  higher.policy = Policy::HigherSafe;
  return engine::safe_code(higher, a, b);
}

std::uint64_t first_of_two(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  return entry.policy == Policy::HigherSafe ? a : engine::safe_code(entry, a, b);
}

bool exact_means_safe(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept {
  if (entry.policy == Policy::Exact) return value == entry.safe;  // and so refuses the limit
  return engine::permitted_code(entry, value, limit);
}

bool refuses_zero(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept {
  return engine::permitted_code(entry, value, limit) && (value != 0 || limit == 0);
}

bool near_limit_only(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::uint64_t distance = value > limit ? value - limit : limit - value;
  return engine::permitted_code(entry, value, limit) && distance < 4;
}

std::uint64_t nearest_safe(const Entry& entry, std::uint64_t wanted, std::uint64_t limit, bool* found) noexcept {
  if (entry.policy != Policy::Exact) return engine::nearest_code(entry, wanted, limit, found);
  *found = true;
  return entry.safe;  // which may lie above the wanted code
}

template <class Function>
constexpr Subject with(Function Subject::* member, Function wrong) {
  Subject subject = kEngineFunctions;
  subject.*member = wrong;
  return subject;
}

constexpr Subject without_sign() {
  Subject subject = with(&Subject::at_or_below, &unsigned_order);
  subject.permitted_code = &unsigned_permitted;
  return subject;
}

}  // namespace

constinit const Subject idreg_subject_narrow_extract = with(&Subject::extract, &narrow_extract);
constinit const Subject idreg_subject_unmasked_insert = with(&Subject::insert, &unmasked_insert);
constinit const Subject idreg_subject_shift_by_64 = with(&Subject::field_mask, &shift_by_64);
constinit const Subject idreg_subject_overflow_test = with(&Subject::entry_error, &overflow_test);
constinit const Subject idreg_subject_lax_entry = with(&Subject::entry_error, &lax_entry);
constinit const Subject idreg_subject_dropped_sign = without_sign();
constinit const Subject idreg_subject_wrong_lowest = with(&Subject::lowest, &wrong_lowest);
constinit const Subject idreg_subject_generous_fits = with(&Subject::fits, &generous_fits);
constinit const Subject idreg_subject_zero_forgotten = with(&Subject::safe_code, &zero_forgotten);
constinit const Subject idreg_subject_first_of_two = with(&Subject::safe_code, &first_of_two);
constinit const Subject idreg_subject_exact_means_safe = with(&Subject::permitted_code, &exact_means_safe);
constinit const Subject idreg_subject_refuses_zero = with(&Subject::permitted_code, &refuses_zero);
constinit const Subject idreg_subject_near_limit_only = with(&Subject::permitted_code, &near_limit_only);
constinit const Subject idreg_subject_nearest_safe = with(&Subject::nearest_code, &nearest_safe);

}  // namespace idreg::subjects
