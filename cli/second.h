// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `--smt2` and `--solver`: where the scripts of a run go, and who reads them.
#pragma once

#include "cli/commands.h"
#include "smt/prove/prove.h"

namespace idreg::cli {

/// The folder of a run's scripts: the user's, or one that goes with this object unless something is left in it.
class Second {
 public:
  /// Errors: a solver that is none, a folder that cannot be made.
  [[nodiscard]] static Result<Second> of(const ProveOptions& options);

  Second(Second&& other) noexcept : opinions_(std::exchange(other.opinions_, std::nullopt)) {}
  Second& operator=(Second&&) = delete;
  Second(const Second&) = delete;
  Second& operator=(const Second&) = delete;
  ~Second();

  /// Nothing if neither option is given.
  [[nodiscard]] const std::optional<smt::prove::SecondOpinions>& opinions() const { return opinions_; }

 private:
  Second() = default;
  std::optional<smt::prove::SecondOpinions> opinions_;
};

}  // namespace idreg::cli
