// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What could not be had, and why, in words. Each part of the probe runs in a process of its own (a seccomp filter
// may end it); its notes lie in memory shared with the first process, which writes them into the answer.
#pragma once

#include <stddef.h>

struct notes {
  size_t used;
  char text[16 * 1024];  ///< lines; what does not fit is lost
};

/// Shared between this process and its children. Exits with status 2 if there is no memory.
struct notes* notes_create(void);

/// Appends one line, and writes it to standard error.
__attribute__((format(printf, 2, 3))) void note(struct notes* notes, const char* format, ...);

/// Runs one part of the probe in a child; notes how it ended if it did not end well. Returns 0 if it did.
int run_apart(struct notes* notes, const char* what, void (*part)(void* context), void* context);
