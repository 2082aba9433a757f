// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: what is known of a program before anything runs. Everything that LLVM computes
// lazily is computed here, once, so that threads only read.
#pragma once

#include <llvm/ADT/APInt.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "smt/lift/lift.h"

namespace idreg::smt::lift {

// An address is a 64-bit number: the object's number above bit 36, below it the offset plus 2^35, so
// that pointers just outside an object stay recognisably its own. Object 0 is nothing: null and small
// integers.
inline constexpr unsigned kOffsetBits = 36;
inline constexpr std::uint64_t kOffsetBias = std::uint64_t{1} << (kOffsetBits - 1);
inline constexpr std::uint64_t kMaxObjects = std::uint64_t{1} << 27;  // addresses stay below 2^63
[[nodiscard]] constexpr std::uint64_t address_of_object(std::uint64_t number) {
  return number << kOffsetBits | kOffsetBias;
}

/// A byte offset: constant + sum of operand * stride.
struct GepPlan {
  std::int64_t constant = 0;
  struct Index {
    unsigned operand;
    std::uint64_t stride;
  };
  std::vector<Index> indices;
  bool supported = true;
};

struct BlockInfo {
  const llvm::BasicBlock* block;
  std::vector<unsigned> loops;    ///< the loops around it, outermost first: the order numbers of their headers
  std::vector<unsigned> live;     ///< slots whose values are used after its phis are set
};

/// A function, with its blocks in reverse post-order.
struct FunctionInfo {
  const llvm::Function* function;
  std::string name;  ///< demangled
  std::vector<BlockInfo> blocks;
  std::unordered_map<const llvm::BasicBlock*, unsigned> order;
  std::unordered_map<const llvm::Value*, unsigned> slots;  ///< arguments and instructions
  std::vector<unsigned> loop_headers;                      ///< order numbers, in that order
  std::unordered_map<const llvm::Value*, GepPlan> geps;
  bool irreducible = false;
};
[[nodiscard]] FunctionInfo analyse(const llvm::Function& function);
[[nodiscard]] GepPlan plan_gep(const llvm::GEPOperator& gep, const llvm::DataLayout& layout);

/// Scalars of a type in order, with their places in memory; empty optional: a type that is not supported.
struct Leaf {
  std::uint64_t offset;
  unsigned width;
};
[[nodiscard]] std::optional<std::vector<Leaf>> leaves_of(llvm::Type* type, const llvm::DataLayout& layout);

/// A constant scalar: bits, or nothing (undef, poison), or not supported.
struct ConstantBits {
  enum class Kind : std::uint8_t { Bits, Undefined, Unsupported } kind;
  llvm::APInt bits = llvm::APInt(1, 0);
};

/// A global variable or function, as an object.
struct GlobalObject {
  const llvm::GlobalValue* value;
  std::string name;
  std::uint64_t size;  ///< 0 for functions
  bool constant;       ///< a constant with an initialiser that is known to be the one
  struct Piece {
    std::uint64_t offset;
    ConstantBits bits;
  };
  /// The scalars of the initialiser by rising offset, other bytes are 0; of a variable that is not
  /// constant, the addresses alone.
  std::vector<Piece> pieces;
};

struct Program::Impl {
  llvm::LLVMContext context;  // outlives the modules
  std::vector<std::unique_ptr<llvm::Module>> modules;
  std::map<std::string, const llvm::GlobalValue*, std::less<>> symbols;  ///< external definitions
  std::map<std::string, const llvm::GlobalValue*, std::less<>> locals;   ///< local definitions, MODULE:SYMBOL
  std::vector<GlobalObject> globals;                                     ///< object number - 1
  std::unordered_map<const llvm::GlobalValue*, unsigned> numbers;        ///< object numbers, declarations resolved
  std::unordered_map<const llvm::Function*, FunctionInfo> functions;
  std::map<std::string, const llvm::DICompositeType*, std::less<>> structs;  ///< by name, the first of each

  void read_debug_info();

  /// The definition that a value of some module means; itself if there is none.
  [[nodiscard]] const llvm::GlobalValue* resolve(const llvm::GlobalValue* value) const;
  [[nodiscard]] ConstantBits constant_bits(const llvm::Constant& constant, const llvm::DataLayout& layout) const;
  /// A definition by symbol or MODULE:SYMBOL; null if there is none.
  [[nodiscard]] const llvm::GlobalValue* find(std::string_view symbol) const;
  [[nodiscard]] const FunctionInfo* find_function(std::string_view symbol) const;
};

}  // namespace idreg::smt::lift
