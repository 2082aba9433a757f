// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace idreg::corpora {

namespace fs = std::filesystem;

namespace {

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string reason(int number) { return std::generic_category().message(number); }

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::expected<void, Error> write_through(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return std::unexpected(Error{path, 0, fmt::format("cannot be opened for writing: {}", reason(errno))});
  const bool written = write_all(file, text);
  const int failed = errno;
  // The last bytes may be written on closing, so that has to succeed as well.
  if (close(file) == 0 && written) return {};
  return std::unexpected(Error{path, 0, fmt::format("cannot be written: {}", reason(written ? errno : failed))});
}

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
  struct stat before{};
  const bool exists = stat(path.c_str(), &before) == 0;
  // A pipe, a terminal, a device: there is nothing to be put in their place.
  if (exists && !S_ISREG(before.st_mode)) return write_through(path, text);
  std::error_code unresolved;
  const fs::path target = exists ? fs::canonical(path, unresolved) : fs::path(path);
  if (unresolved) return std::unexpected(Error{path, 0, fmt::format("cannot be found: {}", unresolved.message())});
  const std::string part = fmt::format("{}.part-{}", target.string(), getpid());

  int failed = 0;
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, exists ? before.st_mode & 0777 : 0666);
  if (file < 0) return std::unexpected(Error{path, 0, fmt::format("cannot be opened for writing: {}", reason(errno))});
  if (!write_all(file, text) || fsync(file) != 0) failed = errno;
  if (close(file) != 0 && failed == 0) failed = errno;
  if (failed == 0 && rename(part.c_str(), target.c_str()) != 0) failed = errno;
  if (failed == 0) return {};
  unlink(part.c_str());
  return std::unexpected(Error{path, 0, fmt::format("cannot be written: {}", reason(failed))});
}

}  // namespace idreg::corpora
