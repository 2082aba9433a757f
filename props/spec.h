// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification as the claims call it. Natively these are the functions that the build lowers
// from the Z3 terms of smt/spec; in a proof a call is replaced by the term itself.
//
// All parameters and results are 64-bit words; a Boolean is 0 or 1. The list of functions and what
// each means: smt/spec/spec.h.
#pragma once

#include <cstdint>

#include "engine/types.h"

extern "C" {
std::uint64_t idreg_spec_field_mask(std::uint64_t shift, std::uint64_t width) noexcept;
std::uint64_t idreg_spec_extract(std::uint64_t reg, std::uint64_t shift, std::uint64_t width) noexcept;
std::uint64_t idreg_spec_insert(std::uint64_t reg, std::uint64_t shift, std::uint64_t width,
                                std::uint64_t code) noexcept;
std::uint64_t idreg_spec_rank(std::uint64_t code, std::uint64_t bias, std::uint64_t width) noexcept;
std::uint64_t idreg_spec_at_or_below(std::uint64_t width, std::uint64_t kind, std::uint64_t bias, std::uint64_t safe,
                                     std::uint64_t a, std::uint64_t b) noexcept;
std::uint64_t idreg_spec_lowest(std::uint64_t width, std::uint64_t kind, std::uint64_t bias,
                                std::uint64_t safe) noexcept;
std::uint64_t idreg_spec_safe_code(std::uint64_t width, std::uint64_t policy, std::uint64_t kind, std::uint64_t bias,
                                   std::uint64_t safe, std::uint64_t a, std::uint64_t b) noexcept;
std::uint64_t idreg_spec_permitted_code(std::uint64_t width, std::uint64_t policy, std::uint64_t kind,
                                        std::uint64_t bias, std::uint64_t safe, std::uint64_t value,
                                        std::uint64_t limit) noexcept;
std::uint64_t idreg_spec_not_above(std::uint64_t width, std::uint64_t policy, std::uint64_t kind, std::uint64_t bias,
                                   std::uint64_t safe, std::uint64_t a, std::uint64_t b) noexcept;
std::uint64_t idreg_spec_fits(std::uint64_t width, std::uint64_t policy, std::uint64_t kind, std::uint64_t bias,
                              std::uint64_t safe, std::uint64_t scheme_kind, std::uint64_t scheme_bias,
                              std::uint64_t scheme_safe) noexcept;
std::uint64_t idreg_spec_entry_error(std::uint64_t shift, std::uint64_t width, std::uint64_t policy,
                                     std::uint64_t kind, std::uint64_t bias, std::uint64_t safe) noexcept;
}

namespace idreg::spec {

inline std::uint64_t field_mask(const Entry& e) noexcept { return idreg_spec_field_mask(e.shift, e.width); }

inline std::uint64_t extract(std::uint64_t reg, const Entry& e) noexcept {
  return idreg_spec_extract(reg, e.shift, e.width);
}

inline std::uint64_t insert(std::uint64_t reg, const Entry& e, std::uint64_t code) noexcept {
  return idreg_spec_insert(reg, e.shift, e.width, code);
}

inline bool at_or_below(const Scheme& s, std::uint64_t width, std::uint64_t a, std::uint64_t b) noexcept {
  return idreg_spec_at_or_below(width, static_cast<std::uint64_t>(s.kind), s.bias, s.safe, a, b) != 0;
}

inline std::uint64_t lowest(const Scheme& s, std::uint64_t width) noexcept {
  return idreg_spec_lowest(width, static_cast<std::uint64_t>(s.kind), s.bias, s.safe);
}

inline std::uint64_t safe_code(const Entry& e, std::uint64_t a, std::uint64_t b) noexcept {
  return idreg_spec_safe_code(e.width, static_cast<std::uint64_t>(e.policy), static_cast<std::uint64_t>(e.kind), e.bias,
                              e.safe, a, b);
}

inline bool permitted_code(const Entry& e, std::uint64_t value, std::uint64_t limit) noexcept {
  return idreg_spec_permitted_code(e.width, static_cast<std::uint64_t>(e.policy), static_cast<std::uint64_t>(e.kind),
                                   e.bias, e.safe, value, limit) != 0;
}

inline bool not_above(const Entry& e, std::uint64_t a, std::uint64_t b) noexcept {
  return idreg_spec_not_above(e.width, static_cast<std::uint64_t>(e.policy), static_cast<std::uint64_t>(e.kind), e.bias,
                              e.safe, a, b) != 0;
}

inline bool fits(const Entry& e, const Scheme& s) noexcept {
  return idreg_spec_fits(e.width, static_cast<std::uint64_t>(e.policy), static_cast<std::uint64_t>(e.kind), e.bias,
                         e.safe, static_cast<std::uint64_t>(s.kind), s.bias, s.safe) != 0;
}

inline TableErrorKind entry_error(const Entry& e) noexcept {
  return static_cast<TableErrorKind>(idreg_spec_entry_error(e.shift, e.width, static_cast<std::uint64_t>(e.policy),
                                                            static_cast<std::uint64_t>(e.kind), e.bias, e.safe));
}

}  // namespace idreg::spec
