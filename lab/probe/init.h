// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The probe as the only program of an emulated machine (tools/kvm-lab): /init of its first file system.
#pragma once

/// Runs the command of each line of /commands, shows its exit status, and switches the machine off. Does not return.
_Noreturn void run_as_init(void);
