// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a build was made from, by content: whether anything has changed since.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::audit {

[[nodiscard]] std::uint64_t hash_of(std::string_view bytes);

/// The files that a kbuild .cmd file names as its target's sources; relative ones are made absolute below
/// `directory`, where the compiler ran.
[[nodiscard]] std::vector<std::string> sources_of(const std::string& command_file, const std::string& directory);

/// A list of what was built, and the contents of what it was built from.
struct Stamp {
  std::vector<std::string> modules;
  std::vector<std::pair<std::string, std::string>> origin;
  std::vector<std::string> remarks;
  std::vector<std::pair<std::string, std::uint64_t>> sources;  ///< path, hash of its contents
};

/// Writes it; errors of the system are ignored, since a stamp that is not there costs time only.
void write_stamp(const Stamp& stamp, const std::string& file);

/// Reads it; an empty list of modules if there is none, or one of another form, or something has changed.
[[nodiscard]] Stamp read_fresh_stamp(const std::string& file);

}  // namespace idreg::audit
