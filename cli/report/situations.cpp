// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/situations.h"

#include <fmt/format.h>

#include "cli/report/text.h"

namespace idreg::cli::report {

namespace {

/// So many missing situations are named in the text; all of them in JSON.
constexpr std::size_t kNamed = 12;

}  // namespace

Json situations_json(const Situations& situations) {
  Json json{{"reached", situations.reached.count_of(situations.possible)},
            {"possible", situations.possible.count()},
            {"missing", Json::array()}};
  for (const props::Situation& one : situations.reached.missing(situations.possible))
    json["missing"].push_back(props::to_string(one));
  return json;
}

std::string situations_text(const Situations& situations, unsigned width) {
  if (situations.possible.count() == 0) return "";
  const auto missing = situations.reached.missing(situations.possible);
  std::string text = fmt::format("situations of a field: {} of {} tried\n",
                                 situations.reached.count_of(situations.possible), situations.possible.count());
  for (std::size_t i = 0; i < missing.size() && i < kNamed; ++i)
    text += wrapped("not tried: " + props::to_string(missing[i]), 2, width);
  if (missing.size() > kNamed) text += fmt::format("  and {} more (--json names all)\n", missing.size() - kNamed);
  return text;
}

}  // namespace idreg::cli::report
