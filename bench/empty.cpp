// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_empty: a C++ program that does nothing, for what starting one costs.
#include <iostream>

int main() { return std::cout.good() ? 0 : 1; }
