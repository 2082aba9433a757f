// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Preloaded into a program: a disk that is full after IDREG_TEST_DISK bytes of each process. On it is what lies
// below the directory IDREG_TEST_MOUNT, or, where that is not set, everything but the standard streams.
#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

bool is_on_disk(int file) {
  const char* mount = std::getenv("IDREG_TEST_MOUNT");
  if (mount == nullptr) return file > STDERR_FILENO;
  std::array<char, 64> link{};
  std::array<char, 4096> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link.data(), path.data(), path.size());
  return length > 0 && std::string_view(path.data(), static_cast<std::size_t>(length)).starts_with(mount);
}

}  // namespace

extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  using Write = ssize_t (*)(int, const void*, size_t);
  static const Write kReal = reinterpret_cast<Write>(dlsym(RTLD_NEXT, "write"));
  static std::atomic<long> left = [] {
    const char* text = std::getenv("IDREG_TEST_DISK");
    return text == nullptr ? 0L : std::atol(text);
  }();
  if (is_on_disk(file) && (left -= static_cast<long>(count)) < 0) {
    errno = ENOSPC;
    return -1;
  }
  return kReal(file, bytes, count);
}
