// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The judgements about tables: each adds its findings. What the code does is judged elsewhere.
#pragma once

#include <vector>

#include "audit/finding.h"
#include "audit/ir.h"
#include "audit/judge/sysreg_file.h"

namespace idreg::audit {

/// The tables by themselves, as the kernel's code demands them: order, overlap, terminator, width, safe
/// values within their domain, types that are known.
void judge_form(const Tables& tables, std::vector<Finding>& findings);

/// The tables against the architecture (corpora/arch): sign, policy, safe value, width, reserved bits, fields
/// and registers without an entry.
void judge_entries(const Tables& tables, std::vector<Finding>& findings);

/// KVM's writable masks against the tables.
void judge_masks(const Tables& tables, std::vector<Finding>& findings);

/// Across fields: what entries permit one by one and no feature should gain together.
void judge_across(const Tables& tables, std::vector<Finding>& findings);

/// arch/arm64/tools/sysreg by itself, against the architecture and against the tables.
void judge_sysreg(const Tables& tables, const SysregFile& file, std::vector<Finding>& findings);

/// The selftest's table against the architecture and against what KVM lets userspace write.
void judge_selftest(const Tables& tables, const SelftestFile& file, std::vector<Finding>& findings);

}  // namespace idreg::audit
