// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/user.h"

#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>
#include <unistd.h>

#include "lab/probe/host.h"
#include "lab/probe/registers.h"

enum { kMostCpus = 1024, kMostReadings = 64 };

struct reading {
  uint64_t value;
  int refused;  ///< the kernel does not emulate this one: it sent SIGILL
};

// x1 tells whether the instruction before was refused: the signal handler sets it and steps over the instruction,
// so that no global is needed.
#define READ(name, op1, crm, op2)                                                            \
  static struct reading read_##name(void) {                                                  \
    register uint64_t value __asm__("x0") = 0;                                               \
    register uint64_t refused __asm__("x1") = 0;                                             \
    __asm__ volatile("mrs x0, S3_" #op1 "_C0_C" #crm "_" #op2 : "+r"(value), "+r"(refused)); \
    return (struct reading){value, refused != 0};                                            \
  }
PROBE_VM_REGISTERS(READ)
#undef READ

struct reader {
  const char* name;
  struct reading (*read)(void);
};

#define READER(name, op1, crm, op2) {#name, read_##name},
static const struct reader kReaders[] = {PROBE_VM_REGISTERS(READER)};
#undef READER

enum { kReaderCount = sizeof kReaders / sizeof kReaders[0] };

struct view {
  struct reading of[kReaderCount];
};

static void step_over(int signal, siginfo_t* info, void* context) {
  (void)signal;
  (void)info;
  ucontext_t* machine = context;
  machine->uc_mcontext.pc += 4;
  machine->uc_mcontext.regs[1] = 1;
}

static void read_all(struct view* view) {
  memset(view, 0, sizeof *view);
  for (size_t i = 0; i < kReaderCount; ++i) view->of[i] = kReaders[i].read();
}

static void write_view(struct output* out, const struct view* view, const char* file, const char* cpus) {
  output_open(out, file);
  write_provenance(out, "the kernel's emulation of mrs for programs");
  output_line(out, "# CPUs that answer so: %s", cpus);
  output_line(out, "kind = user");
  output_line(out, "%s", "");
  for (size_t i = 0; i < kReaderCount; ++i) {
    if (!view->of[i].refused) output_line(out, "%-16s = 0x%016" PRIx64, kReaders[i].name, view->of[i].value);
  }
  output_close(out);
}

// Adds " N" to a list that may be full; then it ends in "...".
static void add_number(char* list, size_t size, int number) {
  const size_t used = strlen(list);
  if (size - used > 16)
    snprintf(list + used, size - used, used ? " %d" : "%d", number);
  else if (size - used > 4)
    strcpy(list + used, "...");
}

static void write_cpu_group(const struct user_part* part, const struct view* views, const int* cpus, int count,
                            int first, int only) {
  char list[256] = "";
  for (int i = first; i < count; ++i) {
    if (memcmp(&views[i], &views[first], sizeof views[first]) == 0) add_number(list, sizeof list, cpus[i]);
  }
  char file[64] = "user.txt";
  if (!only) snprintf(file, sizeof file, "user-cpu%d.txt", cpus[first]);
  write_view(part->out, &views[first], file, list);
}

// The view of each CPU that this process may run on; returns how many.
static int read_each_cpu(struct view* views, int* cpus) {
  int count = 0;
  for (unsigned cpu = 0; cpu < kMostCpus && count < kMostReadings; ++cpu) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(cpu, &only);
    if (sched_setaffinity(0, sizeof only, &only) != 0) continue;
    cpus[count] = (int)cpu;
    read_all(&views[count++]);
  }
  if (count == 0) {
    cpus[0] = sched_getcpu();
    read_all(&views[count++]);
  }
  return count;
}

void write_user_registers(void* context) {
  const struct user_part* part = context;
  if ((getauxval(AT_HWCAP) & HWCAP_CPUID) == 0) {
    note(part->notes, "user registers: this kernel does not emulate mrs of ID registers (no HWCAP_CPUID)");
    return;
  }
  struct sigaction action = {.sa_sigaction = step_over, .sa_flags = SA_SIGINFO};
  sigaction(SIGILL, &action, NULL);
  struct view views[kMostReadings];
  int cpus[kMostReadings];
  const int count = read_each_cpu(views, cpus);
  int groups = 0;
  for (int pass = 0; pass < 2; ++pass) {  // count the groups, then write them
    for (int i = 0; i < count; ++i) {
      int seen = 0;
      for (int j = 0; j < i; ++j) seen |= memcmp(&views[i], &views[j], sizeof views[i]) == 0;
      if (seen) continue;
      if (pass == 0)
        ++groups;
      else
        write_cpu_group(part, views, cpus, count, i, groups == 1);
    }
  }
}
