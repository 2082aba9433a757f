// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ID registers as any program sees them: the kernel emulates mrs of them (Documentation/arch/arm64/
// cpu-feature-registers.rst) and shows what is common to all CPUs, less what is none of a program's business.
#pragma once

#include "lab/probe/notes.h"
#include "lab/probe/output.h"

struct user_part {
  struct output* out;
  struct notes* notes;
};

/// Writes user.txt, or a file for each group of CPUs that differ; `part` is a struct user_part.
void write_user_registers(void* part);
