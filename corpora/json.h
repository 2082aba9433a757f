// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON from anywhere, parsed so that nothing in it can hurt: depth and duplicates are checked, and
// what the library throws is caught here.
#pragma once

#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "corpora/file.h"

namespace idreg::corpora {

/// Nesting that is still read; real files have four levels.
inline constexpr std::uint32_t kJsonDepth = 64;

/// Parses one JSON document. Errors, with `file` and line where there is one: not JSON, nested deeper
/// than kJsonDepth, the same key twice in one object.
[[nodiscard]] std::expected<nlohmann::json, Error> parse_json(std::string_view text, const std::string& file);

}  // namespace idreg::corpora
