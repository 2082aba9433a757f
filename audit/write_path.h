// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a Linux tree answers to one KVM_SET_ONE_REG of an ID register, given the register's limit and the
// vCPU's features: for whoever asks about single writes (the lab, templates) and not about all of them.
// Everything is lifted from the tree's IR; what is assumed of the rest of the kernel is in docs/trust.md.
//
//   const auto tree = code::load_tree("path/to/ir");
//   const auto path = WritePath::lift(*tree, "ID_AA64DFR0_EL1");
//   const WriteAnswer answer = path->write(0x808, 0x8, {{"pmu", true}});
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/code/path.h"

namespace idreg::audit {

/// Features that the VM has (true) or lacks (false), by the names of code::features(); others may be either.
using Vcpu = std::vector<std::pair<std::string, bool>>;

struct WriteAnswer {
  enum class Kind : std::uint8_t {
    Accepted,    ///< on every host with this limit, for every such vCPU; and it stores the same everywhere
    Refused,     ///< everywhere
    Depends,     ///< on something else: `why` shows two states between which the answer differs
    Impossible,  ///< no host and VM have this limit
    Undecided,   ///< the solver's budget ran out
  } kind = Kind::Undecided;
  std::uint64_t stored = 0;  ///< Accepted: what KVM_GET_ONE_REG reads afterwards
  std::int32_t error = 0;    ///< Refused: a negative error number of Linux
  std::string why = {};      ///< Depends, Undecided
};

/// The write path of one register. Refers to the tree, which must outlive it.
class WritePath {
 public:
  /// Errors, in words: the tree does not know the register, userspace cannot write it, or something that
  /// its functions do cannot be lifted.
  [[nodiscard]] static std::expected<WritePath, std::string> lift(const code::Tree& tree, std::string_view reg);

  /// As terms over the rest of the state, in a context of the path's own. `value` and `limit`: 64 bits each.
  /// A host and a VM with these features on which the register's limit is `limit`, its value is still the
  /// limit, it is not hidden, and no vCPU has run: the premise of all else.
  [[nodiscard]] smt::Term given(const smt::Term& limit, const Vcpu& vcpu) const;
  /// The write of `value` is answered with 0.
  [[nodiscard]] smt::Term accepted(const smt::Term& value) const;
  /// What is read after it.
  [[nodiscard]] smt::Term stored(const smt::Term& value) const;

  /// The same in numbers, decided for every host and VM that fits. `budget`: solver units for each question.
  [[nodiscard]] WriteAnswer write(std::uint64_t value, std::uint64_t limit, const Vcpu& vcpu,
                                  std::uint64_t budget = 50'000'000) const;

  [[nodiscard]] const smt::Context& context() const { return *context_; }
  [[nodiscard]] const code::Path& path() const { return path_; }

 private:
  WritePath(const code::Tree& tree, std::unique_ptr<smt::Context> context, code::Path path)
      : tree_(&tree), context_(std::move(context)), path_(std::move(path)) {}

  const code::Tree* tree_;
  std::unique_ptr<smt::Context> context_;  ///< before the terms, which it outlives
  code::Path path_;
};

}  // namespace idreg::audit
