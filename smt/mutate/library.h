// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutants as shared libraries, without a rebuild: the changed module's machine code, linked with objects of
// the others that are made once.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "smt/mutate/mutate.h"

namespace idreg::smt::mutate {

/// A folder of objects and libraries, removed with this object.
class Libraries {
 public:
  /// Makes the folder (below $TMPDIR, else /tmp) and an object of each module. Errors in words.
  [[nodiscard]] static std::expected<Libraries, std::string> make(std::span<const Module> modules);

  Libraries(Libraries&& other) noexcept;
  Libraries& operator=(Libraries&&) = delete;
  ~Libraries();

  /// Links the library in which one module is replaced by `bytes`; returns its path. `name` is the file's,
  /// unique among calls that overlap. Errors in words: no linker, what it said.
  [[nodiscard]] std::expected<std::string, std::string> link(const std::string& name, const std::string& module,
                                                             std::span<const char> bytes) const;

 private:
  Libraries() = default;

  std::string folder_;
  std::vector<std::string> modules_;
};

}  // namespace idreg::smt::mutate
