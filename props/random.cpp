// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/run.h"

namespace idreg::props {

// splitmix64 (Steele, Lea, Flood 2014; public domain reference by Vigna).
std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// The high half of a 128-bit product: no division, and a bias below 2^-40 for the bounds used here.
std::uint64_t Random::below(std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64U);
}

}  // namespace idreg::props
