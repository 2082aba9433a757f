// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls an instrumented lifter as one method does: for tools/coverage.
//   coverage_lifter fuzz|properties|corpus CASES
// fuzz: random programs, CASES inputs each; properties: the suites about opcodes, memory, the environment and
// obligations, and the tests of cuts, refusals and names; corpus: the engine's own bitcode, CASES inputs of each
// function. Exit status: 0, 1 something differed, 2 wrong usage.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {
namespace {

constexpr unsigned kPrograms = 6;  ///< each is compiled at three levels: that is what costs

Failure run_properties() {
  if (Failure failure = check_memory({})) return failure;
  if (Failure failure = check_environment({})) return failure;
  if (Failure failure = check_obligations({})) return failure;
  if (Failure failure = check_opcodes({}, 1)) return failure;
  if (RUN_ALL_TESTS() != 0) return "a test failed: its words are above";
  return std::nullopt;
}

int run(std::string_view method, unsigned cases) {
  Failure failure = "usage: coverage_lifter fuzz|properties|corpus CASES";
  int bad = 2;
  if (method == "fuzz" || method == "properties" || method == "corpus") {
    bad = 1;
    failure = method == "fuzz"         ? check_programs({}, 1, kPrograms, cases)
              : method == "properties" ? run_properties()
                                       : check_engine({}, 1, cases);
  }
  if (!failure) return 0;
  std::fprintf(stderr, "%s\n", failure->c_str());
  return bad;
}

}  // namespace
}  // namespace idreg::smt::lift::testing

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const auto cases = argc == 3 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)) : 0U;
  return idreg::smt::lift::testing::run(argc == 3 ? argv[1] : "", cases);
}
