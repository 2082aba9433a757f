// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/hooks.h"

#include "audit/code/environment.h"

namespace idreg::audit::replay {

namespace {

/// longjmp leaves no destructor unrun: callers hold nothing that has one, here or in compiled functions.
[[noreturn]] void leave(Hooks& hooks, const char* why) {
  hooks.why = why;
  std::longjmp(hooks.escape, 1);  // NOLINT(cert-err52-cpp)
}

}  // namespace

extern "C" {

std::uint8_t idreg_native_capability(Hooks* hooks, std::uint64_t number) {
  if (code::is_always(number)) return 1;
  const auto found = hooks->capabilities.find(number);
  return found != hooks->capabilities.end() && found->second ? 1 : 0;
}

std::uint8_t idreg_native_key(Hooks* hooks, std::uint64_t key, std::uint8_t branch) {
  const bool expected = branch == 2 ? (key & 1) != 0 : branch != 0;
  const auto found = hooks->keys.find(branch == 2 ? key & ~std::uint64_t{1} : key);
  const bool enabled = found != hooks->keys.end() && found->second;
  return enabled != expected ? 1 : 0;
}

void idreg_native_end(Hooks* hooks, const char* why) { leave(*hooks, why); }

void idreg_native_check(Hooks* hooks, bool bad, const char* why) {
  if (bad) leave(*hooks, why);
}

std::uint64_t idreg_native_unknown(Hooks* hooks, const char* symbol) {
  const unsigned number = ++hooks->unknown_calls;
  if (hooks->results.empty()) return 0;
  const auto found = hooks->results.find(std::string(symbol) + "()!" + std::to_string(number));
  return found == hooks->results.end() ? 0 : found->second;
}

const void* idreg_native_bsearch(Hooks*, const void* key, const void* base, std::uint64_t count, std::uint64_t size,
                                 std::int32_t (*compare)(const void*, const void*)) {
  const auto* low = static_cast<const std::uint8_t*>(base);
  while (count > 0) {
    const std::uint8_t* pivot = low + (count >> 1) * size;
    const std::int32_t order = compare(key, pivot);
    if (order == 0) return pivot;
    if (order > 0) {
      low = pivot + size;
      --count;
    }
    count >>= 1;
  }
  return nullptr;
}
}

}  // namespace idreg::audit::replay
