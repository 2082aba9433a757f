// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel of two hundred lines: the structures and functions by which Linux decides what a write of an ID
// register stores, in words of our own, with the kernel's names where the audit reads names. Tests compile
// it with macros that break it on purpose. Compiled as the kernel is: for arm64, freestanding.
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;
typedef _Bool bool;

// What a test may break; each has its right value here.
#ifndef PMUVER_SIGNED
#define PMUVER_SIGNED 0
#endif
#ifndef PMUVER_TYPE
#define PMUVER_TYPE FTR_LOWER_SAFE
#endif
#ifndef DFR0_MASK
#define DFR0_MASK 0xf00f0fULL
#endif
#ifndef CHECK_REST
#define CHECK_REST 1
#endif
#ifndef DEBUGVER_FLOOR
#define DEBUGVER_FLOOR 6
#endif
#ifndef STORE_MASK
#define STORE_MASK 0ULL
#endif
#ifndef SHIFT_TOO_FAR
#define SHIFT_TOO_FAR 0
#endif
#ifndef EXTRA_FACT
#define EXTRA_FACT 0
#endif
#ifndef PFR0_RAISED
#define PFR0_RAISED 0ULL
#endif
#ifndef PFR0_HIDDEN
#define PFR0_HIDDEN 0ULL
#endif
#ifndef ADVSIMD_ABSENT
#define ADVSIMD_ABSENT(val) ((val) | 0xf00000ULL)
#endif
#ifndef PFR1_HIDDEN
#define PFR1_HIDDEN 0ULL
#endif
#ifndef PFR2_SET
#define PFR2_SET 0
#endif
#ifndef UPDATING
#define UPDATING(reg, new)
#endif
#ifndef MERGED
#define MERGED(f, a, b) safe_value(f, a, b)
#endif
#ifndef OVERRIDE_CHECKED
#define OVERRIDE_CHECKED 1
#endif
#ifndef ZERO_VISIBILITY
#define ZERO_VISIBILITY 2
#endif
#ifndef PMUVER_LIMIT
#define PMUVER_LIMIT 6
#endif

enum ftr_type { FTR_EXACT, FTR_LOWER_SAFE, FTR_HIGHER_SAFE, FTR_HIGHER_OR_ZERO_SAFE };

struct arm64_ftr_bits {
  bool sign;
  bool visible;
  bool strict;
  enum ftr_type type;
  u8 shift;
  u8 width;
  s64 safe_val;
};

struct arm64_ftr_override { u64 val; u64 mask; };

struct arm64_ftr_reg {
  const char *name;
  u64 strict_mask, user_mask, sys_val, user_val;
  struct arm64_ftr_override *override;
  const struct arm64_ftr_bits *ftr_bits;
};

#ifdef MOVED_MEMBERS
struct kvm_arch { u64 id_regs[56]; u64 added; u64 vcpu_features; u64 flags; };
#else
struct kvm_arch { u64 flags; u64 vcpu_features; u64 id_regs[56]; };
#endif
struct kvm { u64 config_lock; struct kvm_arch arch; };
struct kvm_vcpu_arch { u8 cflags; };
struct kvm_vcpu { struct kvm *kvm; struct kvm_vcpu_arch arch; };

struct sys_reg_desc {
  const char *name;
  u8 Op0, Op1, CRn, CRm, Op2;
  bool (*access)(struct kvm_vcpu *);
  u64 (*reset)(struct kvm_vcpu *, const struct sys_reg_desc *);
  u64 val;
  int (*__get_user)(struct kvm_vcpu *, const struct sys_reg_desc *, u64 *);
  int (*set_user)(struct kvm_vcpu *, const struct sys_reg_desc *, u64);
  unsigned (*visibility)(const struct kvm_vcpu *, const struct sys_reg_desc *);
  int reg;
};

u64 fact;  // that a test may make something depend on

void mutex_lock(u64 *);
void mutex_unlock(u64 *);

// Signed and unsigned fields, from the highest bit down.
static const struct arm64_ftr_bits ftr_id_aa64dfr0[] = {
#ifdef REORDERED
    {0, 0, 1, FTR_LOWER_SAFE, 0, 4, 6},
    {PMUVER_SIGNED, 0, 0, PMUVER_TYPE, 8, 4, 0},
    {0, 0, 1, FTR_LOWER_SAFE, 20, 4, 0},
#else
    {0, 0, 1, FTR_LOWER_SAFE, 20, 4, 0},
    {PMUVER_SIGNED, 0, 0, PMUVER_TYPE, 8, 4, 0},
    {0, 0, 1, FTR_LOWER_SAFE, 0, 4, 6},
#endif
    {0, 0, 0, FTR_EXACT, 0, 0, 0},
};
#ifdef REORDERED
#define ftr_aa64pfr0 renamed_table
#endif
static const struct arm64_ftr_bits ftr_aa64pfr0[] = {
    {0, 1, 1, FTR_LOWER_SAFE, 32, 4, 0},
    {1, 1, 1, FTR_LOWER_SAFE, 20, 4, 0xf},
    {1, 1, 1, FTR_LOWER_SAFE, 16, 4, 0xf},
    {0, 0, 0, FTR_EXACT, 0, 0, 0},
};

static const struct arm64_ftr_bits ftr_aa64pfr1[] = {
#ifndef PFR1_EMPTY
    {0, 0, 1, FTR_LOWER_SAFE, 16, 4, 0},
#endif
    {0, 0, 0, FTR_EXACT, 0, 0, 0},
};

static struct arm64_ftr_override no_override;
struct arm64_ftr_override pfr0_override;
static struct arm64_ftr_reg reg_dfr0 = {"DFR0", 0, 0, 0, 0, &no_override, ftr_id_aa64dfr0};
static struct arm64_ftr_reg reg_pfr0 = {"PFR0", 0, 0, 0, 0, &pfr0_override, ftr_aa64pfr0};
static struct arm64_ftr_reg reg_pfr1 = {"PFR1", 0, 0, 0, 0, &no_override, ftr_aa64pfr1};
static const struct __ftr_reg_entry { u32 sys_id; struct arm64_ftr_reg *reg; } arm64_ftr_regs[] = {
    {0x180400, &reg_pfr0},
#ifdef WITH_PFR1
    {0x180420, &reg_pfr1},
#endif
    {0x180500, &reg_dfr0},
};

__attribute__((noinline)) struct arm64_ftr_reg *get_arm64_ftr_reg(u32 id) {
  for (unsigned i = 0; i < sizeof(arm64_ftr_regs) / sizeof(arm64_ftr_regs[0]); i++)
    if (arm64_ftr_regs[i].sys_id == id) return arm64_ftr_regs[i].reg;
  return 0;
}

static u32 encoding(const struct sys_reg_desc *rd) {
  return (u32)rd->Op0 << 19 | (u32)rd->Op1 << 16 | (u32)rd->CRn << 12 | (u32)rd->CRm << 8 | (u32)rd->Op2 << 5;
}

static s64 field(u64 reg, const struct arm64_ftr_bits *f) {
  s64 up = (s64)(reg << (64 - f->width - f->shift + SHIFT_TOO_FAR));
  return f->sign ? up >> (64 - f->width) : (s64)((u64)up >> (64 - f->width));
}

static s64 safe_value(const struct arm64_ftr_bits *f, s64 a, s64 b) {
  switch (f->type) {
    case FTR_EXACT: return f->safe_val;
    case FTR_LOWER_SAFE: return a < b ? a : b;
    case FTR_HIGHER_OR_ZERO_SAFE:
      if (!a || !b) return 0;
      // fall through
    case FTR_HIGHER_SAFE: return a > b ? a : b;
  }
  return 0;
}

static u64 with(const struct arm64_ftr_bits *f, u64 reg, s64 value) {
  u64 mask = ((1ULL << f->width) - 1) << f->shift;
  return (reg & ~mask) | ((u64)value << f->shift & mask);
}

// What a host keeps of its CPUs' values.
__attribute__((noinline)) static void init_cpu_ftr_reg(u32 id, u64 new) {
  struct arm64_ftr_reg *reg = get_arm64_ftr_reg(id);
  u64 val = 0;
  if (!reg) return;
  for (const struct arm64_ftr_bits *f = reg->ftr_bits; f->width; f++) {
    u64 mask = ((1ULL << f->width) - 1) << f->shift;
    s64 its = field(new, f), wanted = field(reg->override->val, f);
    if ((reg->override->mask & mask) == mask && (!OVERRIDE_CHECKED || safe_value(f, wanted, its) == wanted))
      its = wanted;
    val = with(f, val, its);
  }
  reg->sys_val = val;
}

__attribute__((noinline)) static void update_cpu_ftr_reg(struct arm64_ftr_reg *reg, u64 new) {
  UPDATING(reg, new);
  for (const struct arm64_ftr_bits *f = reg->ftr_bits; f->width; f++) {
    s64 a = field(reg->sys_val, f), b = field(new, f);
    if (a != b) reg->sys_val = with(f, reg->sys_val, MERGED(f, b, a));
  }
}

void boot(u32 id, u64 first, u64 next) {
  init_cpu_ftr_reg(id, first);
  update_cpu_ftr_reg(get_arm64_ftr_reg(id), next);
}

static u64 *id_reg(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) {
  return &vcpu->kvm->arch.id_regs[(rd->CRm - 1) << 3 | rd->Op2];
}

static int check(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 val) {
  u64 limit = rd->reset(vcpu, rd), mask = 0;
  const struct arm64_ftr_reg *reg = get_arm64_ftr_reg(encoding(rd));
  if (!reg) return -22;
  for (const struct arm64_ftr_bits *f = reg->ftr_bits; f->width; f++) {
    u64 bits = ((1ULL << f->width) - 1) << f->shift;
    if ((bits & rd->val) != bits) continue;
    mask |= bits;
    s64 v = field(val, f), l = field(limit, f);
    if (v != l && safe_value(f, v, l) != v) return -22;
  }
#if CHECK_REST
  if ((val ^ limit) & ~mask) return -22;
#endif
  return 0;
}

static int set_id_reg(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 val) {
  int ret;
  mutex_lock(&vcpu->kvm->config_lock);
  if (*(volatile u64 *)&vcpu->kvm->arch.flags & 4) {
    ret = val == *id_reg(vcpu, rd) ? 0 : -16;
  } else {
    ret = check(vcpu, rd, val);
    if (!ret) *id_reg(vcpu, rd) = val | STORE_MASK;
  }
  mutex_unlock(&vcpu->kvm->config_lock);
  return ret;
}

static int set_dfr0(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 val) {
  if ((val >> 8 & 15) == 15) val &= ~0xf00ULL;
  if ((val & 15) < DEBUGVER_FLOOR) return -22;
  if (EXTRA_FACT && fact) return -1;
  return set_id_reg(vcpu, rd, val);
}

static int get_id_reg(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 *val) {
  *val = *id_reg(vcpu, rd);
  return 0;
}

static u64 reset_dfr0(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) {
  u64 val = reg_dfr0.sys_val & ~0xf00ULL;
  u64 version = reg_dfr0.sys_val >> 8 & 15;
  if (version > PMUVER_LIMIT && version != 15) version = PMUVER_LIMIT;
  if (vcpu->kvm->arch.vcpu_features & 8) val |= version << 8;
  return val;
}

static u64 reset_pfr0(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) {
  u64 val = (reg_pfr0.sys_val & ~PFR0_HIDDEN) | PFR0_RAISED;
  if (!(vcpu->arch.cflags & 1)) val &= ~0xf00000000ULL;
  asm goto(
      ".if 1 == 1\n661:\n\tnop\n662:\n.pushsection .altinstructions,\"a\"\n.hword %0\n.popsection\n"
      ".subsection 1\n663:\n\tb\t%l1\n664:\n.previous\n.endif\n" : : "i"(39) : : present);
  val = ADVSIMD_ABSENT(val);
present:
  return val;
}

static u64 reset_pfr1(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) { return reg_pfr1.sys_val & ~PFR1_HIDDEN; }

static unsigned always(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) { return 0; }
static unsigned zero(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) { return ZERO_VISIBILITY; }
static u64 reset_zero(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd) { return 0; }
static int set_zero(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 val) { return val ? -22 : 0; }
static int get_zero(struct kvm_vcpu *vcpu, const struct sys_reg_desc *rd, u64 *val) { return *val = 0; }

const struct sys_reg_desc *used;
static const struct sys_reg_desc sys_reg_descs[] = {
    {"PFR0", 3, 0, 0, 4, 0, 0, reset_pfr0, 0xf00ff0000ULL, get_id_reg, set_id_reg, 0},
#ifdef WITH_PFR1
    {"PFR1", 3, 0, 0, 4, 1, 0, reset_pfr1, 0, get_id_reg, set_id_reg, 0},
#else
    {"PFR1", 3, 0, 0, 4, 1, 0, reset_zero, 0, get_id_reg, set_id_reg, 0},
#endif
#ifdef WITH_PFR2
    {"PFR2", 3, 0, 0, 4, 2, 0, 0, 0, 0, PFR2_SET, 0, WITH_PFR2},
#endif
    {"DFR0", 3, 0, 0, 5, 0, 0, reset_dfr0, DFR0_MASK, get_id_reg, set_dfr0, always},
    {"AFR0", 3, 0, 0, 5, 4, 0, reset_zero, 0, get_zero, set_zero, zero},
};
void use(u64 i) { used = &sys_reg_descs[i]; }
