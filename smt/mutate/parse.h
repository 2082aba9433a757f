// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/mutate.
#pragma once

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <expected>
#include <memory>
#include <string>

#include "smt/mutate/mutate.h"

namespace idreg::smt::mutate {

/// The module as LLVM sees it; an error names it and says what LLVM says.
[[nodiscard]] std::expected<std::unique_ptr<llvm::Module>, std::string> parse(const Module& module,
                                                                              llvm::LLVMContext& context);

}  // namespace idreg::smt::mutate
