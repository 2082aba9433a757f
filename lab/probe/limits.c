// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lab/probe/host.h"
#include "lab/probe/kvm.h"

enum { kMostCapabilities = 320 };

int kvm_open(const struct kvm_part* part) {
  const int kvm = open(part->device, O_RDWR | O_CLOEXEC);
  if (kvm < 0) {
    note(part->notes, "KVM: cannot open %s: %s%s", part->device, strerror(errno),
         errno == EACCES   ? ": who may use it is often the group kvm"
         : errno == ENOENT ? ": no KVM here, or the kernel was not started at EL2"
                           : "");
    return -1;
  }
  const int version = ioctl(kvm, KVM_GET_API_VERSION, 0UL);
  if (version == KVM_API_VERSION) return kvm;
  if (version < 0)
    note(part->notes, "KVM: %s does not answer: %s", part->device, strerror(errno));
  else
    note(part->notes, "KVM: %s has API version %d, not %d", part->device, version, KVM_API_VERSION);
  close(kvm);
  return -1;
}

// Whether it is in the feature ID space: not CSSELR_EL1 (op1 = 2), which selects and describes nothing.
static int is_id_register(uint64_t id, struct id_register* reg) {
  *reg = (struct id_register){(uint8_t)(id >> 11 & 7), (uint8_t)(id >> 3 & 15), (uint8_t)(id & 7)};
  return probe_kvm_id(*reg) == id && reg->crm <= 7 && (reg->op1 <= 1 || reg->op1 == 3);
}

static int is_firmware(uint64_t id) {
  const uint64_t kind = id & KVM_REG_ARM_COPROC_MASK;
  return kind == KVM_REG_ARM_FW || kind == KVM_REG_ARM_FW_FEAT_BMAP;
}

static void write_extras(const struct kvm_part* part, const struct machine* machine, const uint64_t* list) {
  if (machine->sve_lengths[0] != 0) {
    output_line(part->out, "# SVE lengths, bit i for i+1 quadwords: 0x%016" PRIx64, machine->sve_lengths[0]);
  }
  for (uint64_t i = 1; i <= list[0]; ++i) {
    uint64_t value = 0;
    if (is_firmware(list[i]) && machine_get(machine, list[i], &value) == 0) {
      output_line(part->out, "# firmware register 0x%016" PRIx64 " = 0x%016" PRIx64, list[i], value);
    }
  }
}

static void write_masks(const struct kvm_part* part, const struct machine* machine) {
  uint64_t masks[PROBE_MASKS] = {0};
  const int status = machine_writable_masks(machine, masks);
  if (status != 0) {
    output_line(part->out, "# writable bits: not told by this kernel (%s)", strerror(-status));
    return;
  }
  const unsigned char op1_of_block[3] = {0, 1, 3};
  for (unsigned i = 0; i < PROBE_MASKS; ++i) {
    char name[PROBE_NAME_SIZE];
    const struct id_register reg = {op1_of_block[i >> 6], (uint8_t)(i >> 3 & 7), (uint8_t)(i & 7)};
    probe_name(reg, name);
    if (masks[i] != 0) output_line(part->out, "# writable %-16s 0x%016" PRIx64, name, masks[i]);
  }
}

static void write_registers(const struct kvm_part* part, const struct machine* machine, const uint64_t* list) {
  for (uint64_t i = 1; i <= list[0]; ++i) {
    struct id_register reg;
    char name[PROBE_NAME_SIZE];
    uint64_t value = 0;
    if (!is_id_register(list[i], &reg)) continue;
    probe_name(reg, name);
    const int status = machine_get(machine, list[i], &value);
    // Encodings without a name read as zero, which says nothing.
    if (status == 0 && (name[0] != 'S' || value != 0)) output_line(part->out, "%-16s = 0x%016" PRIx64, name, value);
    if (status != 0) output_line(part->out, "# %s: %s", name, strerror(-status));
  }
}

static void write_limit(const struct kvm_part* part, const struct machine* machine, const char* features) {
  char name[96];
  uint64_t* list = machine_register_list(machine);
  if (list == NULL) {
    note(part->notes, "KVM: no list of registers for vCPU features %s: %s", features, strerror(errno));
    return;
  }
  snprintf(name, sizeof name, "kvm-limit-%s.txt", features);
  output_open(part->out, name);
  write_provenance(part->out, "a fresh vCPU of KVM's, no interrupt controller");
  output_line(part->out, "# vCPU features: %s", features);
  write_extras(part, machine, list);
  write_masks(part, machine);
  output_line(part->out, "kind = kvm-limit");
  output_line(part->out, "%s", "");
  write_registers(part, machine, list);
  output_close(part->out);
  free(list);
}

static void write_capabilities(const struct kvm_part* part, int kvm, combination offered) {
  char text[PROBE_COMBINATION_SIZE];
  combination_text(offered, text);
  output_open(part->out, "kvm.txt");
  output_line(part->out, "offered %s", text);
  for (int capability = 0; capability < kMostCapabilities; ++capability) {
    const int answer = ioctl(kvm, KVM_CHECK_EXTENSION, capability);
    if (answer > 0) output_line(part->out, "capability %d %d", capability, answer);
  }
  output_close(part->out);
}

void write_limits(void* context) {
  const struct kvm_part* part = context;
  const int kvm = kvm_open(part);
  if (kvm < 0) return;
  const combination offered = combination_offered(kvm);
  write_capabilities(part, kvm, offered);
  for (combination features = 0; features < 1U << PROBE_FEATURES; ++features) {
    char text[PROBE_COMBINATION_SIZE];
    struct machine machine;
    if ((features & ~offered) != 0) continue;
    combination_text(features, text);
    const int status = machine_create(kvm, features, &machine);
    if (status != 0) {
      note(part->notes, "KVM: no vCPU with features %s: %s", text, strerror(-status));
      continue;
    }
    write_limit(part, &machine, text);
    machine_destroy(&machine);
  }
  close(kvm);
}

combination largest_combination(int kvm) {
  const combination offered = combination_offered(kvm);
  combination largest = 0;
  for (combination features = 1; features < 1U << PROBE_FEATURES; ++features) {
    struct machine machine;
    if ((features & ~offered) != 0) continue;
    if (__builtin_popcount(features) <= __builtin_popcount(largest)) continue;
    if (machine_create(kvm, features, &machine) != 0) continue;
    machine_destroy(&machine);
    largest = features;
  }
  return largest;
}
