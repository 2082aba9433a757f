// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutants of modules written here, so that what each operator does is seen.
#include "smt/mutate/mutate.h"

#include <gtest/gtest.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <set>

namespace idreg::smt::mutate {
namespace {

Bytes bitcode_of(const char* text) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic error;
  const std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(text, error, context);
  EXPECT_NE(module, nullptr) << error.getMessage().str();
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream stream(buffer);
  if (module) llvm::WriteBitcodeToFile(*module, stream);
  return {buffer.begin(), buffer.end()};
}

std::string text_of(const Bytes& bytes) {
  llvm::LLVMContext context;
  auto module = llvm::parseBitcodeFile({llvm::StringRef(bytes.data(), bytes.size()), "test"}, context);
  if (!module) return llvm::toString(module.takeError());
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*module)->print(stream, nullptr);
  return text;
}

constexpr const char* kText = R"(
define i64 @outer(i64 %a, i8 %b) {
entry:
  %mask = and i64 %a, 15
  %wide = zext i8 %b to i64
  %less = icmp ult i64 %mask, %wide
  br i1 %less, label %yes, label %no
yes:
  %inner = call i64 @inner(i64 %mask, i64 %wide)
  br label %no
no:
  %result = phi i64 [ 7, %entry ], [ %inner, %yes ]
  ret i64 %result
}
define internal i64 @inner(i64 %x, i64 %y) {
  switch i64 %x, label %other [ i64 0, label %zero
                                i64 3, label %zero ]
zero:
  %p = phi i64 [ 1, %0 ], [ 1, %0 ]
  ret i64 %p
other:
  %sum = sub nuw i64 %y, %x
  ret i64 %sum
}
)";

/// The text of a mutant of kText.
std::string mutant(const char* name) {
  const Bytes bytes = bitcode_of(kText);
  const auto changed = mutated({"test.bc", bytes}, name);
  return changed ? text_of(*changed) : changed.error();
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(Mutate, NamesAreUniqueAndEachMutantIsValidAndDifferent) {
  const Bytes bytes = bitcode_of(kText);
  const auto mutants = list({"test.bc", bytes});
  ASSERT_TRUE(mutants) << mutants.error();
  std::set<std::string> names;
  for (const Mutant& one : *mutants) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    const auto changed = mutated({"test.bc", bytes}, one.name);
    ASSERT_TRUE(changed) << changed.error();
    EXPECT_NE(text_of(*changed), text_of(bytes)) << one.name;
  }
  EXPECT_GE(names.size(), 18U);
}

TEST(Mutate, OperatorsDoWhatTheirNamesSay) {
  EXPECT_TRUE(contains(mutant("test.outer/icmp.0/negate"), "icmp uge i64"));
  EXPECT_TRUE(contains(mutant("test.outer/icmp.0/edge"), "icmp ule i64"));
  EXPECT_TRUE(contains(mutant("test.outer/icmp.0/sign"), "icmp slt i64"));
  EXPECT_TRUE(contains(mutant("test.outer/and.0/as-or"), "or i64 %a, 15"));
  EXPECT_TRUE(contains(mutant("test.outer/and.0/constant1"), "and i64 %a, 16"));
  EXPECT_TRUE(contains(mutant("test.outer/and.0/forget"), "icmp ult i64 %a, %wide"));
  EXPECT_TRUE(contains(mutant("test.outer/zext.0/as-sext"), "sext i8 %b"));
  EXPECT_TRUE(contains(mutant("test.outer/phi.0/constant0"), "[ 8, %entry ]"));
  EXPECT_TRUE(contains(mutant("test.outer/br.0/never"), "br i1 false"));
  EXPECT_TRUE(contains(mutant("test.outer/call.0/swap0"), "@inner(i64 %wide, i64 %mask)"));
  EXPECT_TRUE(contains(mutant("test.outer/call.0/zero"), "[ 0, %yes ]"));
  // The promise of no overflow is one about the original.
  EXPECT_TRUE(contains(mutant("test.inner/sub.0/as-add"), "add i64 %y, %x"));
  EXPECT_TRUE(contains(mutant("test.inner/switch.0/case3"), "i64 3, label %other"));
}

TEST(Mutate, ANameThatDoesNotApplyIsAnError) {
  EXPECT_TRUE(contains(mutant("test.outer/icmp.7/edge"), "no mutant test.outer/icmp.7/edge"));
  EXPECT_FALSE(list({"noise.bc", Bytes(64, 'x')}));
}

TEST(Mutate, CallersAreThoseThatRunThroughAFunction) {
  const Bytes bytes = bitcode_of(kText);
  EXPECT_EQ(callers({"test.bc", bytes}, "inner"), (std::set<std::string>{"inner", "outer"}));
  EXPECT_EQ(callers({"test.bc", bytes}, "outer"), (std::set<std::string>{"outer"}));
}

TEST(Mutate, TheOriginalStandsBesideUnderAnotherName) {
  const Bytes bytes = bitcode_of(kText);
  const auto symbols = defined({"test.bc", bytes});
  ASSERT_TRUE(symbols);
  EXPECT_EQ(*symbols, (std::set<std::string>{"outer"})) << "inner is no business of others";
  const auto other = renamed({"test.bc", bytes}, *symbols, ".original");
  ASSERT_TRUE(other);
  EXPECT_TRUE(contains(text_of(*other), "@outer.original("));
}

/// A register of two fields, as corpora/arch/arch.h lays it out: LO is LowerSafe, HI signed and Exact.
constexpr const char* kTables = R"(
@reg = private constant [3 x i8] c"R0\00"
@lo = private constant [3 x i8] c"LO\00"
@hi = private constant [3 x i8] c"HI\00"
@fields = internal constant [2 x { ptr }] [{ ptr } { ptr @lo }, { ptr } { ptr @hi }]
@entries = internal constant [2 x { i8, i8, i8, i8, i64, i64 }]
  [{ i8, i8, i8, i8, i64, i64 } { i8 0, i8 4, i8 1, i8 0, i64 0, i64 0 },
   { i8, i8, i8, i8, i64, i64 } { i8 4, i8 4, i8 0, i8 0, i64 8, i64 15 }]
@_ZN5idreg4arch10kRegistersE = constant [1 x { ptr, i8, i8, i8, i8, i8, ptr, ptr, i32, i32 }]
  [{ ptr, i8, i8, i8, i8, i8, ptr, ptr, i32, i32 }
   { ptr @reg, i8 3, i8 0, i8 0, i8 1, i8 0, ptr @fields, ptr @entries, i32 2, i32 2 }]
)";

std::string broken_table(const char* name) {
  const Bytes bytes = bitcode_of(kTables);
  const auto changed = mutated({"arch.bc", bytes}, name);
  return changed ? text_of(*changed) : changed.error();
}

TEST(Mutate, RowsOfTablesAreBrokenByName) {
  EXPECT_TRUE(contains(broken_table("arch.R0.LO/sign"), "{ i8 0, i8 4, i8 1, i8 0, i64 8, i64 0 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.LO/bias"), "{ i8 0, i8 4, i8 1, i8 0, i64 1, i64 0 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.LO/as-higher-safe"), "{ i8 0, i8 4, i8 2, i8 0, i64 0, i64 0 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.LO/wider"), "{ i8 0, i8 5, i8 1, i8 0, i64 0, i64 0 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.HI/reversed"), "{ i8 4, i8 4, i8 0, i8 1, i64 8, i64 15 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.HI/safe"), "{ i8 4, i8 4, i8 0, i8 0, i64 8, i64 0 }"));
  const std::string swapped = broken_table("arch.R0.LO/swap");
  EXPECT_TRUE(contains(swapped, "{ i8 4, i8 4, i8 1, i8 0, i64 0, i64 0 }")) << swapped;
  EXPECT_TRUE(contains(swapped, "{ i8 0, i8 4, i8 0, i8 0, i64 8, i64 15 }")) << swapped;
}

TEST(Mutate, ADroppedRowIsGoneAndItsFieldIsNot) {
  const std::string first = broken_table("arch.R0.LO/drop");
  EXPECT_TRUE(contains(first, "ptr @entries, i32 2, i32 1 }")) << first;
  EXPECT_FALSE(contains(first, "{ i8 0, i8 4, i8 1, i8 0, i64 0, i64 0 }")) << first;
  EXPECT_TRUE(contains(broken_table("arch.R0.HI/drop"), "ptr @entries, i32 2, i32 1 }"));
  EXPECT_TRUE(contains(broken_table("arch.R0.MID/drop"), "no mutant arch.R0.MID/drop"));
  const Bytes bytes = bitcode_of(kTables);
  const auto all = list({"arch.bc", bytes});
  ASSERT_TRUE(all);
  EXPECT_TRUE(std::ranges::all_of(*all, [](const Mutant& one) { return one.reg == "R0" && one.function.empty(); }));
}

}  // namespace
}  // namespace idreg::smt::mutate
