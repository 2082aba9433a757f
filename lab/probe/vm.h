// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A virtual machine of KVM's with one vCPU that never runs, and the calls about its ID registers.
#pragma once

#include <stdint.h>

#include "lab/probe/registers.h"

/// Something that a vCPU (or its machine) may have and that changes what its ID registers say.
struct vcpu_feature {
  const char* name;
  uint32_t vcpu_bits;      ///< for KVM_ARM_VCPU_INIT
  int capabilities[2];     ///< both must be offered; -1: none
  int machine_capability;  ///< to be enabled for the machine; -1: none
};

enum { PROBE_FEATURES = 6, PROBE_COMBINATION_SIZE = 64 };
extern const struct vcpu_feature kVcpuFeatures[PROBE_FEATURES];

/// A combination of features: bit i is kVcpuFeatures[i].
typedef unsigned combination;

/// "pmu+sve", or "none".
void combination_text(combination features, char text[PROBE_COMBINATION_SIZE]);
/// Reads what combination_text wrote. Returns 0, or -1 for an unknown name.
int combination_parse(const char* text, combination* features);
/// The features that this KVM offers, each for itself.
combination combination_offered(int kvm);

struct machine {
  int vm, vcpu;
  combination features;
  uint64_t sve_lengths[8];  ///< KVM_REG_ARM64_SVE_VLS: bit i of the 512 is the length of i+1 quadwords
};

/// Makes a machine with a vCPU of these features, ready to be asked. Returns 0, or -errno (what was made is undone).
int machine_create(int kvm, combination features, struct machine* machine);
void machine_destroy(struct machine* machine);

/// The calls return 0 or -errno.
int machine_get(const struct machine* machine, uint64_t id, uint64_t* value);
int machine_set(const struct machine* machine, uint64_t id, uint64_t value);

/// Which bits of the ID registers KVM lets its user write. -ENOTTY or -EINVAL before Linux 6.7.
int machine_writable_masks(const struct machine* machine, uint64_t masks[PROBE_MASKS]);

/// The ids of all registers, as KVM_GET_REG_LIST has them: [0] is their number. NULL if the call failed (errno).
/// To be freed.
uint64_t* machine_register_list(const struct machine* machine);
