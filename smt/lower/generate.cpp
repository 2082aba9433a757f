// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Build tool: writes the native form of the specification. Usage: idreg-lower OUTPUT.cpp
#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "smt/lower/lower.h"
#include "smt/spec/spec.h"

namespace {

std::expected<std::string, std::string> whole_file() {
  using namespace idreg::smt;
  std::string text = "// Made by smt/lower from the terms of smt/spec. Do not edit.\n#include <cstdint>\n\n"
                     "#include \"props/spec.h\"\n";
  const Context context;
  for (const spec::Function& function : spec::functions()) {
    std::vector<Term> parameters;
    for (const char* name : function.parameters) parameters.push_back(variable(context, name, 64));
    const auto code = lower::function_text(function.symbol, function.parameters, function.build(parameters));
    if (!code) return std::unexpected(code.error());
    text += fmt::format("\n// {}\n{}", function.sentence, *code);
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: idreg-lower OUTPUT.cpp\n";
    return 2;
  }
  const auto text = whole_file();
  if (!text) {
    std::cerr << "idreg-lower: " << text.error() << "\n";
    return 4;
  }
  std::ofstream file(argv[1]);
  file << *text << std::flush;
  if (!file) {
    std::cerr << "idreg-lower: cannot write " << argv[1] << "\n";
    return 2;
  }
  return 0;
}
