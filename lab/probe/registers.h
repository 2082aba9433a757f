// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ID registers that the probe asks for. Arm's "feature ID space" is op0 = 3, op1 in {0, 1, 3}, CRn = 0,
// CRm <= 7 (Arm ARM D23.3.1); KVM keeps the part op1 = 0, CRm >= 1 and CTR_EL0 for each virtual machine.
#pragma once

#include <stddef.h>
#include <stdint.h>

// X(name, op1, CRm, op2): the registers with a name that KVM keeps for each machine. The rest of the space has the
// names of PROBE_OTHER_REGISTERS, or S3_<op1>_C0_C<CRm>_<op2>.
#define PROBE_VM_REGISTERS(X)  \
  X(ID_PFR0_EL1, 0, 1, 0)      \
  X(ID_PFR1_EL1, 0, 1, 1)      \
  X(ID_DFR0_EL1, 0, 1, 2)      \
  X(ID_AFR0_EL1, 0, 1, 3)      \
  X(ID_MMFR0_EL1, 0, 1, 4)     \
  X(ID_MMFR1_EL1, 0, 1, 5)     \
  X(ID_MMFR2_EL1, 0, 1, 6)     \
  X(ID_MMFR3_EL1, 0, 1, 7)     \
  X(ID_ISAR0_EL1, 0, 2, 0)     \
  X(ID_ISAR1_EL1, 0, 2, 1)     \
  X(ID_ISAR2_EL1, 0, 2, 2)     \
  X(ID_ISAR3_EL1, 0, 2, 3)     \
  X(ID_ISAR4_EL1, 0, 2, 4)     \
  X(ID_ISAR5_EL1, 0, 2, 5)     \
  X(ID_MMFR4_EL1, 0, 2, 6)     \
  X(ID_ISAR6_EL1, 0, 2, 7)     \
  X(MVFR0_EL1, 0, 3, 0)        \
  X(MVFR1_EL1, 0, 3, 1)        \
  X(MVFR2_EL1, 0, 3, 2)        \
  X(ID_PFR2_EL1, 0, 3, 4)      \
  X(ID_DFR1_EL1, 0, 3, 5)      \
  X(ID_MMFR5_EL1, 0, 3, 6)     \
  X(ID_AA64PFR0_EL1, 0, 4, 0)  \
  X(ID_AA64PFR1_EL1, 0, 4, 1)  \
  X(ID_AA64PFR2_EL1, 0, 4, 2)  \
  X(ID_AA64ZFR0_EL1, 0, 4, 4)  \
  X(ID_AA64SMFR0_EL1, 0, 4, 5) \
  X(ID_AA64FPFR0_EL1, 0, 4, 7) \
  X(ID_AA64DFR0_EL1, 0, 5, 0)  \
  X(ID_AA64DFR1_EL1, 0, 5, 1)  \
  X(ID_AA64DFR2_EL1, 0, 5, 2)  \
  X(ID_AA64AFR0_EL1, 0, 5, 4)  \
  X(ID_AA64AFR1_EL1, 0, 5, 5)  \
  X(ID_AA64ISAR0_EL1, 0, 6, 0) \
  X(ID_AA64ISAR1_EL1, 0, 6, 1) \
  X(ID_AA64ISAR2_EL1, 0, 6, 2) \
  X(ID_AA64ISAR3_EL1, 0, 6, 3) \
  X(ID_AA64MMFR0_EL1, 0, 7, 0) \
  X(ID_AA64MMFR1_EL1, 0, 7, 1) \
  X(ID_AA64MMFR2_EL1, 0, 7, 2) \
  X(ID_AA64MMFR3_EL1, 0, 7, 3) \
  X(ID_AA64MMFR4_EL1, 0, 7, 4) \
  X(CTR_EL0, 3, 0, 1)

#define PROBE_OTHER_REGISTERS(X) \
  X(MIDR_EL1, 0, 0, 0)           \
  X(MPIDR_EL1, 0, 0, 5)          \
  X(REVIDR_EL1, 0, 0, 6)         \
  X(CCSIDR_EL1, 1, 0, 0)         \
  X(CLIDR_EL1, 1, 0, 1)          \
  X(CCSIDR2_EL1, 1, 0, 2)        \
  X(GMID_EL1, 1, 0, 4)           \
  X(SMIDR_EL1, 1, 0, 6)          \
  X(AIDR_EL1, 1, 0, 7)           \
  X(DCZID_EL0, 3, 0, 7)

enum {
  PROBE_VM_ENCODINGS = 7 * 8 + 1,  ///< the registers that KVM keeps for each virtual machine
  PROBE_MASKS = 3 * 8 * 8,         ///< entries of KVM's array of writable masks
  PROBE_NAME_SIZE = 24,
};

/// A system register with op0 = 3 and CRn = 0.
struct id_register {
  uint8_t op1, crm, op2;
};

/// The place-th register of those that KVM keeps for each virtual machine; 0 <= place < PROBE_VM_ENCODINGS.
struct id_register probe_vm_register(unsigned place);

/// Finds a register by its name (exactly as probe_name writes it). Returns 0, or -1 if there is none.
int probe_find(const char* name, struct id_register* found);

/// Writes Arm's name, or S3_<op1>_C0_C<CRm>_<op2> where the probe knows none.
void probe_name(struct id_register reg, char name[PROBE_NAME_SIZE]);

/// The id that KVM_GET_ONE_REG takes for it (Documentation/virt/kvm/api.rst).
uint64_t probe_kvm_id(struct id_register reg);

/// Where KVM's array of writable masks holds it (KVM_ARM_FEATURE_ID_RANGE_IDX).
unsigned probe_mask_index(struct id_register reg);
