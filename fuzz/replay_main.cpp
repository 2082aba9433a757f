// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main of the fuzz targets in the ordinary build: runs the target on the files given, and on those in
// the directories given (not deeper), in the order of their names. A violation aborts, as under
// libFuzzer. Exit status: 0 all ran, 2 nothing to run or unreadable.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fuzz/libfuzzer.h"

// A target without one of its own has none.
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) { return 0; }

// For targets with a mutator; nothing here calls one.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* /*data*/, std::size_t size, std::size_t /*max_size*/) {
  return size;
}

namespace {

namespace fs = std::filesystem;

std::optional<std::vector<fs::path>> files_of(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return std::vector{path};
  std::vector<fs::path> files;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error)) files.push_back(it->path());
  if (error) return std::nullopt;
  std::ranges::sort(files);
  return files;
}

bool replay(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) return false;
  const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  (void)LLVMFuzzerTestOneInput(input.data(), input.size());
  return true;
}

int replay_all(std::span<char*> paths) {
  std::size_t count = 0;
  for (const char* path : paths) {
    const auto files = files_of(path);
    if (!files) {
      fmt::print(stderr, "{}: no such file or directory\n", path);
      return 2;
    }
    for (const fs::path& file : *files) {
      if (!replay(file)) {
        fmt::print(stderr, "{}: cannot be read\n", file.string());
        return 2;
      }
      ++count;
    }
  }
  fmt::print("{} inputs replayed\n", count);
  if (count == 0) fmt::print(stderr, "nothing to replay: give files, or directories with files in them\n");
  return count == 0 ? 2 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int status = LLVMFuzzerInitialize(&argc, &argv);
  if (status != 0) return status;
  return replay_all(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
}
