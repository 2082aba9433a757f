// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a command ends, and what a command that cannot go on says.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace idreg::cli {

/// The exit status of every command.
enum class Status : std::uint8_t {
  Holds = 0,         ///< all that was asked holds
  Finding = 1,       ///< refuted, not permitted, different
  Usage = 2,         ///< wrong usage, an empty selection, or unreadable input
  Inconclusive = 3,  ///< unknown, out of budget, unsupported, vacuous
  Internal = 4,      ///< an error in idreg itself, or output that could not be written
};

/// The one of two that a batch ends with: Internal, Finding, Usage, Inconclusive, Holds, in this order.
[[nodiscard]] Status worse(Status a, Status b) noexcept;

/// Why a command stops: one or a few lines for people, without the leading "idreg:".
struct Error {
  Status status = Status::Usage;
  std::string what;
};

template <typename T>
using Result = std::expected<T, Error>;

/// A usage error in words, to be returned where a Result is expected.
[[nodiscard]] inline std::unexpected<Error> usage(std::string what) {
  return std::unexpected(Error{Status::Usage, std::move(what)});
}

}  // namespace idreg::cli
