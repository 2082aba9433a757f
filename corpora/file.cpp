// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace idreg::corpora {

namespace {

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string reason(int number) { return std::generic_category().message(number); }

}  // namespace

std::string to_text(const Error& error) {
  if (error.file.empty() && error.line == 0) return error.message;
  if (error.line == 0) return fmt::format("{}: {}", error.file, error.message);
  if (error.file.empty()) return fmt::format("line {}: {}", error.line, error.message);
  return fmt::format("{}:{}: {}", error.file, error.line, error.message);
}

std::expected<std::string, Error> read_file(const std::string& path, std::size_t limit) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return std::unexpected(Error{path, 0, fmt::format("cannot be opened: {}", reason(errno))});
  std::string text;
  char chunk[1 << 16];
  std::size_t got = 0;
  do {
    got = std::fread(chunk, 1, sizeof chunk, file.get());
    if (got > limit - text.size()) {
      return std::unexpected(
          Error{path, 0, fmt::format("larger than {} bytes, the most that is read; is this the right file?", limit)});
    }
    text.append(chunk, got);
  } while (got == sizeof chunk);
  // A directory opens but does not read.
  if (std::ferror(file.get()) != 0) {
    return std::unexpected(Error{path, 0, fmt::format("cannot be read: {}", reason(errno))});
  }
  return text;
}

std::expected<void, Error> write_file(const std::string& path, std::string_view text) {
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) return std::unexpected(Error{path, 0, fmt::format("cannot be opened for writing: {}", reason(errno))});
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  // The last bytes are written on closing, so that has to succeed as well.
  if (std::fclose(file.release()) != 0 || !written) {
    return std::unexpected(Error{path, 0, fmt::format("cannot be written: {}", reason(errno))});
  }
  return {};
}

}  // namespace idreg::corpora
