/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The interface by which idreg judges code from outside: C, and nothing of idreg is needed to compile
 * it. Make a shared library that defines `idreg_outside_subject`:
 *
 *     static bool accepts(const struct idreg_entry *general, uint32_t general_count, ...) { ... }
 *     const struct idreg_subject idreg_outside_subject = {
 *         IDREG_OUTSIDE_ABI, 0, 0, 0, "mine", "what it is", accepts};
 *
 *     clang -shared -fPIC -o mine.so mine.c
 *     idreg fuzz --subject-library ./mine.so
 *
 * For proofs the same source as bitcode, besides the library on which counterexamples are replayed:
 *
 *     clang-19 -O2 -fno-vectorize -fno-slp-vectorize -emit-llvm -c -o mine.bc mine.c
 *     idreg prove --subject-bitcode mine.bc --subject-library ./mine.so
 *
 * subjects/example/lower_only.c is a whole one. The library is code that idreg runs: it can crash it.
 */
#pragma once

#ifdef __cplusplus
#include <cstdint>
#else
#include <stdbool.h>
#include <stdint.h>
#endif

/* Raised when anything below changes; a library of another number is refused. */
#define IDREG_OUTSIDE_ABI 1

/* How one of two codes of a field is chosen as the safe one. */
enum idreg_policy {
  IDREG_EXACT = 0,               /* the entry's `safe` */
  IDREG_LOWER_SAFE = 1,          /* the smaller one, by the entry's order */
  IDREG_HIGHER_SAFE = 2,         /* the larger one */
  IDREG_HIGHER_OR_ZERO_SAFE = 3, /* 0 if either is 0, else the larger one */
};

/* The order of a field's codes, by which a policy means smaller and larger. */
enum idreg_order {
  IDREG_ROTATION = 0,         /* of (code + bias) mod 2^width: bias 0 is unsigned, 2^(width-1) is signed */
  IDREG_REVERSE_ROTATION = 1, /* the same turned round */
  IDREG_SUBSET = 2,           /* flags: smaller is fewer */
  IDREG_NONE = 3,             /* not ordered */
};

/* One field of a register: bits [shift, shift + width). */
struct idreg_entry {
  uint8_t shift;
  uint8_t width;
  uint8_t policy; /* enum idreg_policy */
  uint8_t order;  /* enum idreg_order */
  uint64_t bias;  /* below 2^width */
  uint64_t safe;  /* a code, below 2^width; read where the policy is IDREG_EXACT */
};

struct idreg_subject {
  uint32_t abi;          /* IDREG_OUTSIDE_ABI */
  uint32_t takes_mask;   /* 1: `writable` is honoured; 0: it is ignored */
  uint32_t takes_orders; /* 1: any order is understood; 0: only unsigned and signed ones are asked about */
  uint32_t reserved;     /* 0 */
  const char* name;      /* as reports show it */
  const char* sentence;  /* what it is */
  /* Whether a user may write `value` where `limit` is the largest that may be shown. An entry of
   * `overrides` takes precedence over the general one of the same bits, or adds a field. Of a field that
   * `writable` does not cover wholly, and of bits in no field, nothing may change. Must answer the same
   * for the same arguments, and return for all; lists may overlap, straddle, and hold any bytes. */
  bool (*accepts)(const struct idreg_entry* general, uint32_t general_count, const struct idreg_entry* overrides,
                  uint32_t override_count, uint64_t writable, uint64_t value, uint64_t limit);
};

#ifdef __cplusplus
extern "C"
#else
extern
#endif
    const struct idreg_subject idreg_outside_subject;
