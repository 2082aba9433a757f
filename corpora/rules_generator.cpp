// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// At build time: reads corpora/arch/rules.txt, refuses what is wrong with it, and puts its text into the
// program, which reads it with the same reader.
//   rules_generator OUT.cpp rules.txt
#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>

#include "corpora/file.h"
#include "corpora/rules/rules.h"

namespace idreg::rules {
namespace {

std::expected<void, corpora::Error> run(const std::string& out, const std::string& file) {
  auto text = corpora::read_file(file);
  if (!text) return std::unexpected(std::move(text.error()));
  const auto rules = parse_rules(*text, file);
  if (!rules) return std::unexpected(rules.error());
  return corpora::write_file(out, fmt::format("// Made by rules_generator from corpora/arch/rules.txt; do not edit.\n"
                                              "#include \"corpora/rules/own_text.h\"\n\n"
                                              "namespace idreg::rules {{\n\n"
                                              "constinit const std::string_view kOwnRules = R\"rules({})rules\";\n\n"
                                              "}}  // namespace idreg::rules\n",
                                              *text));
}

}  // namespace
}  // namespace idreg::rules

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: rules_generator OUT.cpp rules.txt\n");
    return 2;
  }
  const auto done = idreg::rules::run(argv[1], argv[2]);
  if (!done) {
    fmt::print(stderr, "{}\n", idreg::corpora::to_text(done.error()));
    return 2;
  }
  return 0;
}
