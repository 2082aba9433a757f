// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libFuzzer calls and offers, by the names that it gives them (LLVM's FuzzerInterface.h). In the
// ordinary build replay_main.cpp stands in for it.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
int LLVMFuzzerInitialize(int* argc, char*** argv);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed);
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
}
