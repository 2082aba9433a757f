// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace idreg::cli {
namespace {

/// A signal handler has no other place to leave a word.
std::atomic<bool>& mark() {
  static std::atomic<bool> set{false};
  static_assert(std::atomic<bool>::is_always_lock_free);
  return set;
}

}  // namespace

void catch_interrupts() {
  mark() = false;  // made here, so that the handler does not make it
  struct sigaction action{};
  action.sa_handler = [](int) { mark() = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

bool interrupted() { return mark(); }

}  // namespace idreg::cli
