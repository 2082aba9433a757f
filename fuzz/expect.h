// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the parsers' fuzz targets share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace idreg::fuzz {

/// Ends the process, as libFuzzer expects it, when something that must hold does not.
inline void expect(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

/// The fuzzer's bytes as text. They need not end in NUL.
[[nodiscard]] inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace idreg::fuzz
