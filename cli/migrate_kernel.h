// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of migrate.h: ID registers judged by what a kernel answers.
#pragma once

#include "cli/kernel.h"
#include "cli/migrate.h"

namespace idreg::cli {

/// One register of the guest under the destination's limit: an obstacle for each field that KVM refuses, changes
/// or, against the architecture, takes above the limit; or why it is not judged. Adds the nearest value that KVM
/// stores as it is, which is asked again.
void judge_by_kernel(const Kernel& kernel, const Judgement& judgement, const corpora::VcpuFeatures& vcpu,
                     Migration& found);

/// What the kernel of the host that the template is applied on says of the registers that it changes.
void judge_template(const Kernel& kernel, const Values& base, const Guest& guest, Migration& found);

}  // namespace idreg::cli
