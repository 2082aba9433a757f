// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const struct output* out, const char* what) {
  fprintf(stderr, "idreg-probe: cannot %s %s/%s: %s\n", what, out->directory ? out->directory : "standard output",
          out->name, strerror(errno));
  exit(2);
}

void output_open(struct output* out, const char* name) {
  snprintf(out->name, sizeof out->name, "%s", name);
  out->lines = 0;
  if (out->directory == NULL) {
    out->file = stdout;
    printf("%%%%%% file %s\n", name);
    return;
  }
  char path[4096];
  const int length = snprintf(path, sizeof path, "%s/%s", out->directory, name);
  if (length < 0 || (size_t)length >= sizeof path) errno = ENAMETOOLONG;
  out->file = length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
  if (out->file == NULL) give_up(out, "create");
}

void output_line(struct output* out, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(out->file, format, arguments);
  va_end(arguments);
  fputc('\n', out->file);
  ++out->lines;
}

void output_close(struct output* out) {
  if (out->directory == NULL) {
    printf("%%%%%% end %s %lu\n", out->name, out->lines);
    if (fflush(stdout) != 0 || ferror(stdout)) give_up(out, "write");
  } else {
    const int failed = ferror(out->file);
    if (fclose(out->file) != 0 || failed) give_up(out, "write");
  }
  out->file = NULL;
}
