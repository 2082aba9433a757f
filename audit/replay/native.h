// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tree's own functions, compiled for this machine and called: a second opinion on what the lifter made of
// them. LLVM's code generator and this processor decide here; of the lifter nothing is used but its names.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "audit/code/tree.h"

namespace idreg::audit::replay {

class Native {
 public:
  /// Compiles `wanted` (symbols, MODULE:SYMBOL where local) and what they reach. Errors, in words.
  [[nodiscard]] static std::expected<Native, std::string> load(std::span<const smt::lift::Program::Source> modules,
                                                               const code::Tree& tree,
                                                               const std::set<std::string>& wanted);
  Native(Native&&) noexcept;
  Native& operator=(Native&&) noexcept;
  ~Native();

  /// Where a variable of the lifter's is kept: a word of kvm, vcpu or a global, a capability, a static key, or
  /// what an unknown function answers.
  class Place {
   public:
    void set(std::uint64_t value) const;

   private:
    friend class Native;
    std::uint8_t* memory_ = nullptr;
    unsigned bytes_ = 0;
    std::uint64_t* result_ = nullptr;
    bool* flag_ = nullptr;
  };
  /// Nothing if it is not here: no compiled function can depend on it.
  [[nodiscard]] std::optional<Place> place(std::string_view variable);

  /// Addresses to pass: "kvm", "vcpu", or a symbol of a compiled function or of what it reads. 0: there is none.
  [[nodiscard]] std::uint64_t address(std::string_view name) const;

  /// A call that returned, or why it did not: BUG(), undefined behaviour, something unknown.
  struct Answer {
    std::uint64_t value = 0;
    const char* ended = nullptr;
  };
  /// Precondition: `function` was wanted and loaded; at most four arguments.
  [[nodiscard]] Answer call(std::uint64_t function, std::span<const std::uint64_t> arguments) const;

  /// Unknown functions' answers are counted from here on; see Place.
  void begin() const;

 private:
  struct Impl;
  explicit Native(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace idreg::audit::replay
