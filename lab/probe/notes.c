// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct notes* notes_create(void) {
  struct notes* notes = mmap(NULL, sizeof *notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (notes == MAP_FAILED) {
    perror("idreg-probe: cannot get memory");
    exit(2);
  }
  return notes;
}

void note(struct notes* notes, const char* format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  fprintf(stderr, "idreg-probe: %s\n", line);
  const size_t length = strlen(line);
  if (length + 1 > sizeof notes->text - notes->used) return;
  memcpy(notes->text + notes->used, line, length);
  notes->text[notes->used + length] = '\n';
  notes->used += length + 1;
}

int run_apart(struct notes* notes, const char* what, void (*part)(void* context), void* context) {
  fflush(stdout);
  const pid_t child = fork();
  if (child < 0) {
    note(notes, "%s: not asked, cannot start a process for it", what);
    return -1;
  }
  if (child == 0) {
    part(context);
    fflush(stdout);
    _exit(ferror(stdout) ? 2 : 0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1;
  if (WIFSIGNALED(status)) {
    note(notes, "%s: ended by signal %d (%s)%s", what, WTERMSIG(status), strsignal(WTERMSIG(status)),
         WTERMSIG(status) == SIGSYS ? ": a seccomp filter forbids a call that this needs" : "");
  }
  return status == 0 ? 0 : -1;
}
