// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/audit/code/trees.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "corpora/file.h"

namespace idreg::audit::code::testing {

namespace {

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

}  // namespace

std::string compile_miniature(const std::string& flags) {
  std::string path = std::filesystem::temp_directory_path() / "idreg-miniature-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) give_up("no temporary file");
  const std::string command = std::string(IDREG_TEST_CLANG) +
                              " --target=aarch64-linux-gnu -x c -std=gnu11 -O2 -g -ffreestanding -fno-vectorize"
                              " -fno-strict-aliasing -w -S -emit-llvm " +
                              flags + " " + IDREG_TEST_SOURCE + " -o " + path;
  if (std::system(command.c_str()) != 0) give_up("cannot compile: " + command);
  auto text = corpora::read_file(path);
  std::filesystem::remove(path);
  if (!text) give_up(corpora::to_text(text.error()));
  return std::move(*text);
}

Tree miniature(const std::string& flags) {
  const std::string text = compile_miniature(flags);
  const smt::lift::Program::Source sources[] = {{"miniature.ll", text}};
  auto tree = load_tree(sources);
  if (!tree) give_up(tree.error());
  return std::move(*tree);
}

}  // namespace idreg::audit::code::testing
