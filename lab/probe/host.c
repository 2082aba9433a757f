// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

// The first line of a file; returns 0, or -1 if there is none.
static int first_line(const char* path, char* line, int size) {
  FILE* file = fopen(path, "r");
  if (file == NULL) return -1;
  const char* got = fgets(line, size, file);
  fclose(file);
  if (got == NULL) return -1;
  line[strcspn(line, "\n")] = '\0';
  return 0;
}

static int identification(long cpu, const char* name, char* line, int size) {
  char path[128];
  snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%ld/regs/identification/%s", cpu, name);
  return first_line(path, line, size);
}

void write_provenance(struct output* out, const char* view) {
  struct utsname names;
  char midr[64];
  uname(&names);
  output_line(out, "# idreg-probe on Linux %s, %s", names.release, names.version);
  if (identification(0, "midr_el1", midr, sizeof midr) == 0) output_line(out, "# MIDR_EL1 of CPU 0 is %s", midr);
  output_line(out, "# View: %s", view);
}

void write_kernel(struct output* out) {
  struct utsname names;
  uname(&names);
  output_line(out, "kernel %s", names.release);
}

void write_host(struct output* out, const struct notes* notes) {
  output_open(out, "host.txt");
  write_kernel(out);
  const char* registers[] = {"midr_el1", "revidr_el1", "smidr_el1"};
  const long cpus = sysconf(_SC_NPROCESSORS_CONF);
  for (long cpu = 0; cpu < cpus; ++cpu) {
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; ++i) {
      char line[64];
      if (identification(cpu, registers[i], line, sizeof line) == 0) {
        output_line(out, "cpu %ld %s %s", cpu, registers[i], line);
      }
    }
  }
  for (size_t start = 0; start < notes->used;) {
    const char* end = memchr(notes->text + start, '\n', notes->used - start);
    const int length = (int)(end - (notes->text + start));
    output_line(out, "note %.*s", length, notes->text + start);
    start += (size_t)length + 1;
  }
  output_close(out);
}
