// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings that somebody has accepted, with the reason: lines "KIND REGISTER[.FIELD]: REASON".
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "audit/finding.h"
#include "corpora/file.h"

namespace idreg::audit {

struct KnownEntry {
  Kind kind = Kind::Sign;
  std::string reg;    ///< as Finding::reg
  std::string field;  ///< as Finding::field; empty: about the register as a whole
  std::string reason;
  std::string file;
  std::uint32_t line = 0;

  friend bool operator==(const KnownEntry&, const KnownEntry&) = default;
};

/// Reads the lines; `#` starts a comment. Errors: an unknown kind, no register, no reason, with the line.
[[nodiscard]] std::expected<std::vector<KnownEntry>, corpora::Error> parse_known(std::string_view text,
                                                                                 const std::string& file);

[[nodiscard]] bool accepts(const KnownEntry& entry, const Finding& finding);

}  // namespace idreg::audit
