// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The probe answers with several files. They go into a directory, or one after the other to standard output:
//   %%% file NAME
//   ...
//   %%% end NAME LINES      LINES: how many there are between the two
// so that whoever reads them at the far end of a serial line notices what was lost.
#pragma once

#include <stdio.h>

struct output {
  const char* directory;  ///< NULL: standard output
  FILE* file;             ///< where the open file's text goes; NULL if none is open
  char name[80];
  unsigned long lines;
};

/// Opens the file `name` of the answer. Exits with status 2 and clear words if that is impossible.
void output_open(struct output* out, const char* name);

/// Writes one line (the newline is added).
__attribute__((format(printf, 2, 3))) void output_line(struct output* out, const char* format, ...);

/// Closes the file; exits with status 2 if it could not be written whole.
void output_close(struct output* out);
