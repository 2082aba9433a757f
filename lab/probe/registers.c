// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/registers.h"

#include <stdio.h>
#include <string.h>

struct named {
  const char* name;
  struct id_register reg;
};

#define NAMED(name, op1, crm, op2) {#name, {op1, crm, op2}},
static const struct named kNamed[] = {PROBE_VM_REGISTERS(NAMED) PROBE_OTHER_REGISTERS(NAMED)};
#undef NAMED

enum { kNamedCount = sizeof kNamed / sizeof kNamed[0] };

struct id_register probe_vm_register(unsigned place) {
  if (place == PROBE_VM_ENCODINGS - 1) return (struct id_register){3, 0, 1};
  return (struct id_register){0, (uint8_t)(1 + place / 8), (uint8_t)(place % 8)};
}

int probe_find(const char* name, struct id_register* found) {
  for (unsigned place = 0; place < PROBE_VM_ENCODINGS; ++place) {
    char candidate[PROBE_NAME_SIZE];
    *found = probe_vm_register(place);
    probe_name(*found, candidate);
    if (strcmp(candidate, name) == 0) return 0;
  }
  return -1;
}

void probe_name(struct id_register reg, char name[PROBE_NAME_SIZE]) {
  for (size_t i = 0; i < kNamedCount; ++i) {
    if (memcmp(&kNamed[i].reg, &reg, sizeof reg) == 0) {
      snprintf(name, PROBE_NAME_SIZE, "%s", kNamed[i].name);
      return;
    }
  }
  snprintf(name, PROBE_NAME_SIZE, "S3_%u_C0_C%u_%u", reg.op1, reg.crm, reg.op2);
}

uint64_t probe_kvm_id(struct id_register reg) {
  const uint64_t arm64_sysreg_of_64_bits = 0x6030000000130000;
  return arm64_sysreg_of_64_bits | 3U << 14 | (uint64_t)reg.op1 << 11 | (uint64_t)reg.crm << 3 | reg.op2;
}

unsigned probe_mask_index(struct id_register reg) {
  const unsigned block = reg.op1 == 3 ? 2 : reg.op1;
  return block << 6 | (unsigned)reg.crm << 3 | reg.op2;
}
