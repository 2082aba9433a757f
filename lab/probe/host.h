// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a file of registers must say about where it is from.
#pragma once

#include "lab/probe/notes.h"
#include "lab/probe/output.h"

/// Comment lines: the probe, the kernel, the CPUs' identification; `view` says whose view the values are.
void write_provenance(struct output* out, const char* view);

/// The line "kernel RELEASE".
void write_kernel(struct output* out);

/// host.txt: the kernel, the identification of each CPU, and what could not be had.
void write_host(struct output* out, const struct notes* notes);
