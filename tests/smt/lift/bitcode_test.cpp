// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hash of the bitcode names what was proved: the same tree elsewhere has the same.
#include "smt/prove/bitcode.h"

#include <gtest/gtest.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <string>

namespace idreg::smt::prove {
namespace {

std::string text_of(const lift::Program::Source& source) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic error;
  const auto module =
      llvm::parseIR(llvm::MemoryBufferRef({source.bytes.data(), source.bytes.size()}, source.name), error, context);
  std::string text;
  if (module == nullptr) return text;
  llvm::raw_string_ostream out(text);
  module->print(out, nullptr);
  return text;
}

TEST(Bitcode, DoesNotSayWhereTheTreeIs) {
  std::size_t modules = 0;
  for (const auto& all : {shipped_bitcode(), trapping_bitcode()}) {
    for (const lift::Program::Source& source : all) {
      const std::string text = text_of(source);
      ASSERT_NE(text.find("source_filename"), std::string::npos) << source.name;
      EXPECT_EQ(text.find(IDREG_SOURCE_DIR), std::string::npos) << source.name;
      ++modules;
    }
  }
  EXPECT_GT(modules, 20U);
}

}  // namespace
}  // namespace idreg::smt::prove
