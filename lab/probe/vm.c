// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/vm.h"

#include <errno.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Newer than the headers of Debian 12 (Documentation/virt/kvm/api.rst, include/uapi/linux/kvm.h).
enum { kCapabilityEl2 = 240, kFeatureEl2 = 7 };
struct mask_request {
  uint64_t address;
  uint32_t range;
  uint32_t reserved[13];
};
#define GET_REG_WRITABLE_MASKS _IOR(KVMIO, 0xb6, struct mask_request)

const struct vcpu_feature kVcpuFeatures[PROBE_FEATURES] = {
    {"pmu", 1U << KVM_ARM_VCPU_PMU_V3, {KVM_CAP_ARM_PMU_V3, -1}, -1},
    {"sve", 1U << KVM_ARM_VCPU_SVE, {KVM_CAP_ARM_SVE, -1}, -1},
    {"ptrauth",
     1U << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1U << KVM_ARM_VCPU_PTRAUTH_GENERIC,
     {KVM_CAP_ARM_PTRAUTH_ADDRESS, KVM_CAP_ARM_PTRAUTH_GENERIC},
     -1},
    {"mte", 0, {KVM_CAP_ARM_MTE, -1}, KVM_CAP_ARM_MTE},
    {"el1-32bit", 1U << KVM_ARM_VCPU_EL1_32BIT, {KVM_CAP_ARM_EL1_32BIT, -1}, -1},
    {"el2", 1U << kFeatureEl2, {kCapabilityEl2, -1}, -1},
};

void combination_text(combination features, char text[PROBE_COMBINATION_SIZE]) {
  text[0] = '\0';
  for (int i = 0; i < PROBE_FEATURES; ++i) {
    if ((features >> i & 1) == 0) continue;
    if (text[0] != '\0') strcat(text, "+");
    strcat(text, kVcpuFeatures[i].name);
  }
  if (features == 0) strcpy(text, "none");
}

int combination_parse(const char* text, combination* features) {
  for (*features = 0; *features < 1U << PROBE_FEATURES; ++*features) {
    char candidate[PROBE_COMBINATION_SIZE];
    combination_text(*features, candidate);
    if (strcmp(candidate, text) == 0) return 0;
  }
  return -1;
}

combination combination_offered(int kvm) {
  combination offered = 0;
  for (unsigned i = 0; i < PROBE_FEATURES; ++i) {
    int all = 1;
    for (int j = 0; j < 2; ++j) {
      const int capability = kVcpuFeatures[i].capabilities[j];
      if (capability >= 0) all &= ioctl(kvm, KVM_CHECK_EXTENSION, capability) > 0;
    }
    if (all) offered |= 1U << i;
  }
  return offered;
}

// 40 bits of guest addresses are the default; a host that has fewer refuses it and wants to be told a number.
static int create_vm(int kvm) {
  const int bits = ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE);
  const unsigned long type = bits > 0 && bits < 40 ? (unsigned long)bits : 0;
  return ioctl(kvm, KVM_CREATE_VM, type);
}

static int enable_for_machine(const struct machine* machine) {
  for (int i = 0; i < PROBE_FEATURES; ++i) {
    if ((machine->features >> i & 1) == 0 || kVcpuFeatures[i].machine_capability < 0) continue;
    struct kvm_enable_cap request = {.cap = (uint32_t)kVcpuFeatures[i].machine_capability};
    if (ioctl(machine->vm, KVM_ENABLE_CAP, &request) < 0) return -errno;
  }
  return 0;
}

static int init_vcpu(struct machine* machine) {
  struct kvm_vcpu_init init;
  memset(&init, 0, sizeof init);
  if (ioctl(machine->vm, KVM_ARM_PREFERRED_TARGET, &init) < 0) return -errno;
  init.features[0] |= 1U << KVM_ARM_VCPU_PSCI_0_2;
  for (int i = 0; i < PROBE_FEATURES; ++i) {
    if (machine->features >> i & 1) init.features[0] |= kVcpuFeatures[i].vcpu_bits;
  }
  if (ioctl(machine->vcpu, KVM_ARM_VCPU_INIT, &init) < 0) return -errno;
  if ((init.features[0] >> KVM_ARM_VCPU_SVE & 1) == 0) return 0;
  struct kvm_one_reg lengths = {KVM_REG_ARM64_SVE_VLS, (uintptr_t)machine->sve_lengths};
  if (ioctl(machine->vcpu, KVM_GET_ONE_REG, &lengths) < 0) return -errno;
  int feature = KVM_ARM_VCPU_SVE;
  return ioctl(machine->vcpu, KVM_ARM_VCPU_FINALIZE, &feature) < 0 ? -errno : 0;
}

int machine_create(int kvm, combination features, struct machine* machine) {
  memset(machine, 0, sizeof *machine);
  machine->features = features;
  machine->vcpu = -1;
  machine->vm = create_vm(kvm);
  if (machine->vm < 0) return -errno;
  int status = enable_for_machine(machine);
  if (status == 0) {
    machine->vcpu = ioctl(machine->vm, KVM_CREATE_VCPU, 0UL);
    status = machine->vcpu < 0 ? -errno : init_vcpu(machine);
  }
  if (status != 0) machine_destroy(machine);
  return status;
}

void machine_destroy(struct machine* machine) {
  if (machine->vcpu >= 0) close(machine->vcpu);
  if (machine->vm >= 0) close(machine->vm);
  machine->vcpu = machine->vm = -1;
}

int machine_get(const struct machine* machine, uint64_t id, uint64_t* value) {
  uint64_t room[32] = {0};  // as large as the largest register
  struct kvm_one_reg request = {id, (uintptr_t)room};
  if (ioctl(machine->vcpu, KVM_GET_ONE_REG, &request) < 0) return -errno;
  *value = room[0];
  return 0;
}

int machine_set(const struct machine* machine, uint64_t id, uint64_t value) {
  struct kvm_one_reg request = {id, (uintptr_t)&value};
  return ioctl(machine->vcpu, KVM_SET_ONE_REG, &request) < 0 ? -errno : 0;
}

int machine_writable_masks(const struct machine* machine, uint64_t masks[PROBE_MASKS]) {
  struct mask_request request = {.address = (uintptr_t)masks};
  return ioctl(machine->vm, GET_REG_WRITABLE_MASKS, &request) < 0 ? -errno : 0;
}

uint64_t* machine_register_list(const struct machine* machine) {
  struct kvm_reg_list count = {0};
  if (ioctl(machine->vcpu, KVM_GET_REG_LIST, &count) == 0 || errno != E2BIG) return NULL;
  uint64_t* list = calloc(count.n + 1, sizeof *list);
  if (list == NULL) return NULL;
  list[0] = count.n;
  if (ioctl(machine->vcpu, KVM_GET_REG_LIST, list) == 0) return list;
  free(list);
  return NULL;
}
