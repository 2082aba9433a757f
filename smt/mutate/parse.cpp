// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/mutate/parse.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBuffer.h>

namespace idreg::smt::mutate {

std::expected<std::unique_ptr<llvm::Module>, std::string> parse(const Module& module, llvm::LLVMContext& context) {
  const llvm::MemoryBufferRef buffer(llvm::StringRef(module.bytes.data(), module.bytes.size()), module.name);
  llvm::Expected<std::unique_ptr<llvm::Module>> parsed = llvm::parseBitcodeFile(buffer, context);
  if (!parsed)
    return std::unexpected(module.name + ": not bitcode that LLVM 19 reads: " + llvm::toString(parsed.takeError()));
  return std::move(*parsed);
}

}  // namespace idreg::smt::mutate
