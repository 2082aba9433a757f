// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Preloaded into a program: a disk that is full after IDREG_TEST_DISK bytes. Standard streams are not on it.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  using Write = ssize_t (*)(int, const void*, size_t);
  static const Write kReal = reinterpret_cast<Write>(dlsym(RTLD_NEXT, "write"));
  static std::atomic<long> left = [] {
    const char* text = std::getenv("IDREG_TEST_DISK");
    return text == nullptr ? 0L : std::atol(text);
  }();
  if (file > STDERR_FILENO && (left -= static_cast<long>(count)) < 0) {
    errno = ENOSPC;
    return -1;
  }
  return kReal(file, bytes, count);
}
