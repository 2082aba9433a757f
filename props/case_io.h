// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Case as text and as bytes.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "props/case.h"

namespace idreg::props {

/// A stored case: which claim it refutes (or once refuted), on which subject.
struct StoredCase {
  std::string claim;
  std::string subject;
  Case input;
};

/// JSON, schema 1: numbers as "0x..." strings, registers and fields also by name, unused members left
/// out. Reading what was written gives the same case.
[[nodiscard]] std::string to_json(const StoredCase& stored);
/// Errors name the place (JSON path or byte) and what was expected.
[[nodiscard]] std::expected<StoredCase, std::string> from_json(std::string_view text);

/// The libFuzzer form: a compact byte string. Every byte string decodes to some case (missing bytes
/// are 0), and decode(encode(c)) == c for cases whose counts are within bounds.
[[nodiscard]] std::vector<std::uint8_t> encode(const Case& input);
[[nodiscard]] Case decode(std::span<const std::uint8_t> bytes);

}  // namespace idreg::props
