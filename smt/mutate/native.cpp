// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Machine code of a module, as the build makes it of the shipped bitcode (cmake/Bitcode.cmake).
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>

#include "smt/mutate/mutate.h"
#include "smt/mutate/parse.h"

namespace idreg::smt::mutate {

std::expected<void, std::string> write_object(const Module& module, const std::string& path) {
  llvm::LLVMContext context;
  auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  std::string why;
  const std::string triple = (*parsed)->getTargetTriple();
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, why);
  if (target == nullptr) return std::unexpected("no machine code for " + triple + ": " + why);
  const std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, "", "", llvm::TargetOptions(), llvm::Reloc::PIC_));
  std::error_code failed;
  llvm::raw_fd_ostream out(path, failed, llvm::sys::fs::OF_None);
  if (failed) return std::unexpected(path + ": " + failed.message());
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::ObjectFile))
    return std::unexpected("LLVM writes no object files for " + triple);
  passes.run(**parsed);
  out.close();
  if (out.has_error()) {
    const std::string text = out.error().message();
    out.clear_error();
    return std::unexpected(path + ": " + text);
  }
  return {};
}

}  // namespace idreg::smt::mutate
