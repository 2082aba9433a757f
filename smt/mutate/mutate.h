// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Breaking bitcode on purpose, one instruction or one row of a table at a time. A mutant's name says where
// and how, and survives a rebuild: file, function, the how-many-th instruction of its kind there, and the
// operator; or file, register, field, and the fault in its row.
//
//     order.at_or_below/icmp.2/edge             engine/order.cpp:75: <= becomes <
//     arch_tables.ID_AA64DFR0_EL1.PMUVer/sign   declared signed
//
// LLVM's headers stay inside this folder's .cpp files.
#pragma once

#include <expected>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::smt::mutate {

/// A module as bytes of bitcode; `name` is its file's, "order.bc".
struct Module {
  std::string name;
  std::span<const char> bytes;
};
using Bytes = std::vector<char>;

struct Mutant {
  std::string name;      ///< "order.at_or_below/icmp.2/edge"
  std::string function;  ///< the symbol of the function that is changed; empty for a table
  std::string reg;       ///< the register whose table is changed; empty for code
  std::string location;  ///< "engine/order.cpp:75"; empty for a table and without line tables
  std::string what;      ///< in words
};

/// Every mutant of a module, in the order of its instructions and rows. Errors in words: no bitcode of LLVM 19.
[[nodiscard]] std::expected<std::vector<Mutant>, std::string> list(const Module& module);

/// The module with that one change. Errors in words: no mutant of that name; LLVM calls the result broken.
[[nodiscard]] std::expected<Bytes, std::string> mutated(const Module& module, std::string_view name);

/// Symbols of the functions and data that a module defines for others.
[[nodiscard]] std::expected<std::set<std::string>, std::string> defined(const Module& module);

/// Symbols of the functions of a module that run through `function` by calls within it, itself included.
[[nodiscard]] std::expected<std::set<std::string>, std::string> callers(const Module& module,
                                                                        const std::string& function);

/// The module with `suffix` added to each of `symbols` that occurs in it, defined here or not: so that the
/// original can stand beside a mutant.
[[nodiscard]] std::expected<Bytes, std::string> renamed(const Module& module, const std::set<std::string>& symbols,
                                                        std::string_view suffix);

/// Writes the module's machine code for this machine as an object file. Errors in words.
[[nodiscard]] std::expected<void, std::string> write_object(const Module& module, const std::string& path);

}  // namespace idreg::smt::mutate
