// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading files, and what is said about their faults. Everybody reads through here, so that a
// directory, a missing file and a file that is too large get the same answer everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace idreg::corpora {

/// What is wrong with some input, for people.
struct Error {
  std::string file;        ///< as the user named it; empty for text that is in no file
  std::uint32_t line = 0;  ///< from 1; 0 where no line is to blame
  std::string message;     ///< what was wrong, what was expected, what to do

  friend bool operator==(const Error&, const Error&) = default;
};

/// "FILE:LINE: MESSAGE", leaving out what is not known.
[[nodiscard]] std::string to_text(const Error& error);

/// The largest file anybody is meant to read: 16 MiB. Real dumps have some 50 kB.
inline constexpr std::size_t kFileLimit = std::size_t{16} << 20;

/// The bytes of a file. Errors: missing, not permitted, not a regular file (pipes are read too), or
/// longer than `limit`, found without reading more than that.
[[nodiscard]] std::expected<std::string, Error> read_file(const std::string& path, std::size_t limit = kFileLimit);

/// Replaces the file's contents, all at once: whoever reads the path, now or after this process was killed
/// or the disk was full, finds the old contents or the new ones, never a part. The new ones are written
/// beside it first (PATH.part-PID, which a kill may leave behind and nobody reads). What is no regular file
/// is written to as it is. Errors name the file and the system's reason.
[[nodiscard]] std::expected<void, Error> write_file(const std::string& path, std::string_view text);

}  // namespace idreg::corpora
