// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "lab/probe/host.h"
#include "lab/probe/kvm.h"

// One register of one machine under trial. Every write starts from the limit: what a write changed is put back.
struct trial {
  const struct kvm_part* part;
  int kvm;
  struct machine* machine;
  struct id_register reg;
  uint64_t id, limit, mask;
};

// SplitMix64 (Steele, Lea, Flood 2014): the whole state is one number, so that a seed says everything.
static uint64_t next_random(uint64_t* state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static const char* error_name(int error, char buffer[16]) {
  switch (error) {
    case EINVAL:
      return "EINVAL";
    case ENOENT:
      return "ENOENT";
    case EBUSY:
      return "EBUSY";
    case EPERM:
      return "EPERM";
    case E2BIG:
      return "E2BIG";
    default:
      snprintf(buffer, 16, "E%d", error);
      return buffer;
  }
}

// A machine whose register does not go back to the limit is replaced by a fresh one.
static void restore(const struct trial* trial) {
  uint64_t now = 0;
  machine_set(trial->machine, trial->id, trial->limit);
  if (machine_get(trial->machine, trial->id, &now) == 0 && now == trial->limit) return;
  const combination features = trial->machine->features;
  machine_destroy(trial->machine);
  const int status = machine_create(trial->kvm, features, trial->machine);
  if (status != 0) note(trial->part->notes, "KVM: cannot replace a machine: %s", strerror(-status));
}

// A line is: value, "ok" or the error's name, and the stored value where it is not the obvious one (the written
// value after ok, the limit after an error).
static void try_value(const struct trial* trial, uint64_t value) {
  char buffer[16];
  uint64_t stored = 0;
  const int status = machine_set(trial->machine, trial->id, value);
  const char* result = status == 0 ? "ok" : error_name(-status, buffer);
  const int unreadable = machine_get(trial->machine, trial->id, &stored);
  if (unreadable) {
    output_line(trial->part->out, "0x%" PRIx64 " %s unreadable", value, result);
  } else if (stored == (status == 0 ? value : trial->limit)) {
    output_line(trial->part->out, "0x%" PRIx64 " %s", value, result);
  } else {
    output_line(trial->part->out, "0x%" PRIx64 " %s 0x%" PRIx64, value, result, stored);
  }
  if (!unreadable && stored != trial->limit) restore(trial);
}

// A code for a nibble, mostly near a border.
static uint64_t border_code(uint64_t* state, uint64_t limit) {
  switch (next_random(state) % 8) {
    case 0:
      return limit - 1;
    case 1:
      return limit + 1;
    case 2:
      return 0;
    case 3:
      return 15;
    case 4:
      return 7;
    case 5:
      return 8;
    default:
      return next_random(state);
  }
}

static uint64_t random_value(const struct trial* trial, uint64_t* state) {
  const uint64_t kind = next_random(state) % 16;
  if (kind == 0) return next_random(state);
  if (kind == 1) return next_random(state) & trial->limit;
  if (kind == 2) return (trial->limit & ~trial->mask) | (next_random(state) & trial->mask);
  uint64_t value = trial->limit;
  for (uint64_t changes = 1 + next_random(state) % 4; changes > 0; --changes) {
    unsigned shift = 0;
    // Most changes of bits that are not writable would be refused for that alone.
    for (int draw = 0; draw < 8; ++draw) {
      shift = (unsigned)(next_random(state) % 16 * 4);
      if ((trial->mask >> shift & 15) != 0) break;
    }
    const uint64_t code = border_code(state, trial->limit >> shift & 15) & 15;
    value = (value & ~((uint64_t)15 << shift)) | code << shift;
  }
  return value;
}

static void write_heading(const struct trial* trial, const char* name) {
  output_line(trial->part->out, "register %s S3_%u_C0_C%u_%u limit 0x%" PRIx64 " mask 0x%" PRIx64, name, trial->reg.op1,
              trial->reg.crm, trial->reg.op2, trial->limit, trial->mask);
}

static void try_register(struct trial* trial, uint64_t* state) {
  char name[PROBE_NAME_SIZE];
  char buffer[16];
  probe_name(trial->reg, name);
  trial->id = probe_kvm_id(trial->reg);
  const int status = machine_get(trial->machine, trial->id, &trial->limit);
  if (status != 0) {
    output_line(trial->part->out, "hidden %s %s", name, error_name(-status, buffer));
    return;
  }
  write_heading(trial, name);
  try_value(trial, trial->limit);
  try_value(trial, 0);
  try_value(trial, ~(uint64_t)0);
  for (unsigned bit = 0; bit < 64; ++bit) try_value(trial, trial->limit ^ (uint64_t)1 << bit);
  for (unsigned shift = 0; shift < 64; shift += 4) {
    const uint64_t rest = trial->limit & ~((uint64_t)15 << shift);
    for (uint64_t code = 0; code < 16; ++code) try_value(trial, rest | code << shift);
  }
  for (unsigned i = 0; i < trial->part->random; ++i) try_value(trial, random_value(trial, state));
}

static void try_combination(const struct kvm_part* part, int kvm, combination features) {
  char text[PROBE_COMBINATION_SIZE];
  char file[96];
  struct machine machine;
  combination_text(features, text);
  const int status = machine_create(kvm, features, &machine);
  if (status != 0) {
    note(part->notes, "KVM: no writes to a vCPU with features %s: %s", text, strerror(-status));
    return;
  }
  uint64_t masks[PROBE_MASKS] = {0};
  machine_writable_masks(&machine, masks);  // without them every bit counts as writable by chance only
  snprintf(file, sizeof file, "calls-%s.txt", text);
  output_open(part->out, file);
  write_provenance(part->out, "answers of KVM_SET_ONE_REG, and what KVM_GET_ONE_REG read after each");
  write_kernel(part->out);
  output_line(part->out, "features %s", text);
  output_line(part->out, "seed %" PRIu64 " random %u", part->seed, part->random);
  uint64_t state = part->seed;
  struct trial trial = {.part = part, .kvm = kvm, .machine = &machine};
  for (unsigned place = 0; place < PROBE_VM_ENCODINGS; ++place) {
    trial.reg = probe_vm_register(place);
    trial.mask = masks[probe_mask_index(trial.reg)];
    try_register(&trial, &state);
  }
  output_close(part->out);
  machine_destroy(&machine);
}

void write_calls(void* context) {
  const struct kvm_part* part = context;
  const int kvm = kvm_open(part);
  if (kvm < 0) return;
  combination features = 0;
  if (part->features != NULL) {
    if (combination_parse(part->features, &features) == 0)
      try_combination(part, kvm, features);
    else
      note(part->notes, "there is no combination of features '%s'", part->features);
  } else {
    try_combination(part, kvm, 0);
    features = largest_combination(kvm);
    if (features != 0) try_combination(part, kvm, features);
  }
  close(kvm);
}

// One line of the file: FEATURES REGISTER VALUE. The answer stands in the form of calls-*.txt, one block for each.
static void try_request(const struct kvm_part* part, int kvm, const char* line, unsigned number) {
  char text[PROBE_COMBINATION_SIZE];
  char name[PROBE_NAME_SIZE];
  uint64_t value = 0;
  struct machine machine;
  struct trial trial = {.part = part, .kvm = kvm, .machine = &machine};
  combination features = 0;
  if (sscanf(line, "%63s %23s %" SCNi64, text, name, (int64_t*)&value) != 3 || probe_find(name, &trial.reg) != 0 ||
      combination_parse(text, &features) != 0) {
    note(part->notes, "%s:%u: not 'FEATURES REGISTER VALUE'", part->requests, number);
    return;
  }
  output_line(part->out, "features %s", text);
  const int status = machine_create(kvm, features, &machine);
  if (status != 0) {
    output_line(part->out, "hidden %s %s", name, "no-such-vcpu");
    return;
  }
  uint64_t masks[PROBE_MASKS] = {0};
  char buffer[16];
  machine_writable_masks(&machine, masks);
  trial.id = probe_kvm_id(trial.reg);
  trial.mask = masks[probe_mask_index(trial.reg)];
  const int unreadable = machine_get(&machine, trial.id, &trial.limit);
  if (unreadable) {
    output_line(part->out, "hidden %s %s", name, error_name(-unreadable, buffer));
  } else {
    write_heading(&trial, name);
    try_value(&trial, value);
  }
  machine_destroy(&machine);
}

void write_requests(void* context) {
  const struct kvm_part* part = context;
  FILE* file = fopen(part->requests, "r");
  if (file == NULL) {
    note(part->notes, "cannot open %s: %s", part->requests, strerror(errno));
    return;
  }
  const int kvm = kvm_open(part);
  if (kvm >= 0) {
    char line[256];
    output_open(part->out, "requests.txt");
    write_provenance(part->out, "answers of KVM_SET_ONE_REG, and what KVM_GET_ONE_REG read after each");
    write_kernel(part->out);
    for (unsigned number = 1; fgets(line, sizeof line, file) != NULL; ++number) {
      if (line[0] != '#' && line[0] != '\n') try_request(part, kvm, line, number);
    }
    output_close(part->out);
    close(kvm);
  }
  fclose(file);
}
