// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What KVM says: its capabilities, the registers of a fresh vCPU for every combination of features that it offers,
// and its answers to writes.
#pragma once

#include "lab/probe/notes.h"
#include "lab/probe/output.h"
#include "lab/probe/vm.h"

struct kvm_part {
  struct output* out;
  struct notes* notes;
  const char* device;    ///< "/dev/kvm"
  uint64_t seed;         ///< of the random writes
  unsigned random;       ///< random writes per register
  const char* features;  ///< the combination to write to; NULL: none, and the largest
  const char* requests;  ///< a file of writes to try, or NULL
};

/// Opens /dev/kvm. Returns -1, and notes why, if it is not there or does not answer.
int kvm_open(const struct kvm_part* part);

/// Writes kvm.txt, and kvm-limit-FEATURES.txt for each combination; `part` is a struct kvm_part.
void write_limits(void* part);

/// Writes calls-FEATURES.txt: every nibble of every register with every code, and random values; `part` is a struct
/// kvm_part.
void write_calls(void* part);

/// Writes requests.txt: the answers to the writes that a file asks for; `part` is a struct kvm_part.
void write_requests(void* part);

/// The largest combination that this KVM accepts (and the first of those, in the order of kVcpuFeatures).
combination largest_combination(int kvm);
