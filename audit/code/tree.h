// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tree's compiled modules, and the ID registers that its table of system registers names.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/arch/arch.h"
#include "smt/lift/lift.h"

namespace idreg::audit::code {

/// One row of the kernel's `sys_reg_descs` that describes an ID register.
struct Descriptor {
  std::string name;
  std::uint32_t op0, op1, crn, crm, op2;
  std::uint64_t mask;              ///< `val`: which bits userspace may write
  std::uint64_t offset;            ///< of the row in the table, bytes
  std::string reset, get_user, set_user, visibility;  ///< symbols, MODULE:SYMBOL for local ones; empty: none
  const arch::Register* reg;       ///< as the architecture knows it; null if the facts do not
  /// Its row names a place in the vCPU (`reg`). Without a set_user, KVM_SET_ONE_REG stores any value there
  /// (kvm_sys_reg_set_user).
  bool stored = false;

  /// The number that KVM_SET_ONE_REG takes.
  [[nodiscard]] std::uint64_t kvm_id() const;
  /// Why what userspace writes to it cannot be judged, in words; empty: it can be, or userspace cannot write it.
  [[nodiscard]] std::string_view not_judged() const;
};

/// Immutable once loaded; shared by threads that have a Context each.
struct Tree {
  smt::lift::Program program;
  std::string table;                         ///< MODULE:sys_reg_descs
  std::uint64_t vm_bytes, vcpu_bytes;        ///< sizes of struct kvm and struct kvm_vcpu
  std::map<std::string, std::uint64_t> row;  ///< offsets of the members of struct sys_reg_desc
  /// Registers that the host has values of: the object of each `struct arm64_ftr_reg`, and Arm's name.
  std::map<std::string, std::string> host;
  std::vector<Descriptor> registers;         ///< by rising encoding

  /// The offset of a member by path, "arch.flags"; nothing if the structure has none.
  [[nodiscard]] std::optional<std::uint64_t> member(std::string_view structure, std::string_view path) const;
  /// The variable that holds the host's sanitised value of a register ("cpufeature.c:reg+0x18"); empty if
  /// the tree has none.
  [[nodiscard]] std::string host_variable(std::string_view reg) const;
  /// "kvm->arch.flags" for a variable named "kvm+0xbd0"; the name itself if it is not understood.
  [[nodiscard]] std::string in_words(std::string_view variable) const;
  [[nodiscard]] const Descriptor* find(std::string_view name) const;
};

/// What a module is called in findings, by the file that holds it: its source, "cpufeature.c".
[[nodiscard]] std::string module_name(const std::filesystem::path& file);

/// Modules by file name and content. Errors, in words: IR that LLVM 19 does not read, no table, a table
/// whose row lacks a member that is needed, no debug information.
[[nodiscard]] std::expected<Tree, std::string> load_tree(std::span<const smt::lift::Program::Source> modules);
/// The same for every *.ll and *.bc in or below a folder.
[[nodiscard]] std::expected<Tree, std::string> load_tree(const std::string& folder);

}  // namespace idreg::audit::code
