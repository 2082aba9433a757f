// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a tree's functions call here in place of what they call in a kernel: capabilities, static keys, BUG(),
// functions of other files. Plain functions with C linkage, whose first argument is the Hooks that they serve.
#pragma once

#include <csetjmp>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace idreg::audit::replay {

/// The state of one Native that its compiled functions ask for. Not thread safe.
struct Hooks {
  std::map<std::uint64_t, bool> capabilities;          ///< by number; absent where not named
  std::map<std::uint64_t, bool> keys;                  ///< static keys by address; off where not named
  std::map<std::string, std::uint64_t> results;        ///< of unknown functions, "SYMBOL()!N"; else 0
  unsigned unknown_calls = 0;                          ///< in this run
  std::jmp_buf escape;                                 ///< where a run ends that does not return
  const char* why = nullptr;                           ///< why it did not
};

extern "C" {
/// A CPU capability: 1 where it is present.
std::uint8_t idreg_native_capability(Hooks* hooks, std::uint64_t number);
/// A static key's jump: 1 where it is taken. `key` is its address, with the code's default as lowest bit where
/// `branch` is 2; else `branch` is that default.
std::uint8_t idreg_native_key(Hooks* hooks, std::uint64_t key, std::uint8_t branch);
/// The path ends: BUG(), an `unreachable`, a shift that is too far, assembly or a function that is not known.
[[noreturn]] void idreg_native_end(Hooks* hooks, const char* why);
/// Ends the path if `bad`.
void idreg_native_check(Hooks* hooks, bool bad, const char* why);
/// A function that no module defines.
std::uint64_t idreg_native_unknown(Hooks* hooks, const char* symbol);
/// lib/bsearch.c.
const void* idreg_native_bsearch(Hooks* hooks, const void* key, const void* base, std::uint64_t count,
                                 std::uint64_t size, std::int32_t (*compare)(const void*, const void*));
}

}  // namespace idreg::audit::replay
