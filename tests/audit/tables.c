// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of the shape that a Linux tree has, written for the tests of the reader. Macros change them:
//   MOVED      members stand in another order
//   ADDED      there are members that nobody knows
//   BITFIELDS  flags are bit-fields inside of an unnamed structure
//   RENAMED    the member `sign` has another name
//   ENUM       the enumerators of the policy have other values
//   UNNAMED    the outermost arrays have other names
//   ROWS       rows of the table of ID_AA64DFR0_EL1
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#ifdef ENUM
enum ftr_type { FTR_HIGHER_OR_ZERO_SAFE = 3, FTR_LOWER_SAFE = 7, FTR_HIGHER_SAFE = 9, FTR_EXACT = 12 };
#else
enum ftr_type { FTR_EXACT, FTR_LOWER_SAFE, FTR_HIGHER_SAFE, FTR_HIGHER_OR_ZERO_SAFE };
#endif

struct arm64_ftr_bits {
#ifdef MOVED
  s64 safe_val;
  u8 width, shift;
  enum ftr_type type;
  _Bool strict, visible, sign;
#else
#ifdef ADDED
  const char* why;
#endif
#ifdef BITFIELDS
  struct {
    u8 strict : 1, sign : 1, visible : 1;
  };
#elif defined RENAMED
  _Bool is_signed, visible, strict;
#else
  _Bool sign, visible, strict;
#endif
  enum ftr_type type;
  u8 shift, width;
#ifdef ADDED
  u32 since;
#endif
  s64 safe_val;
#endif
};

struct override {
  u64 val, mask;
};
struct arm64_ftr_reg {
  const char* name;
  u64 sys_val;
  struct override* override;
  const struct arm64_ftr_bits* ftr_bits;
};

struct override none;

#ifdef RENAMED
#define SIGN .is_signed
#else
#define SIGN .sign
#endif
#define ROW(signs, policy, at, bits, safe) \
  { SIGN = signs, .visible = 1, .strict = 1, .type = policy, .shift = at, .width = bits, .safe_val = safe }
#define END \
  { .width = 0 }

#ifndef ROWS
// clang-format off
#define ROWS ROW(1, FTR_LOWER_SAFE, 36, 4, -8), ROW(0, FTR_LOWER_SAFE, 8, 4, 0), ROW(0, FTR_EXACT, 0, 4, 0), END
// clang-format on
#endif
static const struct arm64_ftr_bits dfr0[] = {ROWS};
static const struct arm64_ftr_bits pfr0[] = {
    ROW(0, FTR_LOWER_SAFE, 60, 4, 0),  // a comment, with {braces}
    ROW(1, FTR_LOWER_SAFE, 20, 4,
        -1),
    /* END, */ END,
};
static struct arm64_ftr_reg pfr0_reg = {.name = "PFR0", .override = &none, .ftr_bits = pfr0};

#ifdef UNNAMED
#define arm64_ftr_regs all_of_them
#define sys_reg_descs kvm_rows
#endif
static const struct entry {
  u32 sys_id;
  struct arm64_ftr_reg* reg;
} arm64_ftr_regs[] = {
    {0x180400, &pfr0_reg},
    {0x180500, &(struct arm64_ftr_reg){.name = "DFR0", .override = &none, .ftr_bits = dfr0}},
};

struct sys_reg_desc {
  const char* name;
  u8 Op0, Op1, CRn, CRm, Op2;
  void (*access)(void);
  u64 (*reset)(void);
  u64 val;
  int (*get_user)(void);
  int (*set_user)(u64);
  u32 (*visibility)(void);
};
u64 reset_it(void);
int set_it(u64);
static const struct sys_reg_desc sys_reg_descs[] = {
    {"OTHER", 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0},
    {"PFR0", 3, 0, 0, 4, 0, 0, reset_it, 0xf000000000000000, 0, set_it, 0},
    {"DFR0", 3, 0, 0, 5, 0, 0, reset_it, 0xf0f, 0, set_it, 0},
};

const void* used[] = {arm64_ftr_regs, sys_reg_descs};
