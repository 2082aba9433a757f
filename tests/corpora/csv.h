// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Comma-separated values with a header, as far as the comparison needs them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::corpora::test {

using Row = std::map<std::string, std::string>;

/// One row per line after the first, by the names in the first; cells may be in double quotes.
std::vector<Row> parse_csv(std::string_view text);

}  // namespace idreg::corpora::test
