// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fuzz_empty: a libFuzzer target that does nothing. No target can be faster.
#include "fuzz/libfuzzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* /*data*/, std::size_t /*size*/) { return 0; }
