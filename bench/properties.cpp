// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_properties: one case of each claim made and judged ("property/NAME"), and made only ("empty/NAME"):
// what an empty property would cost. tools/bench --search turns the times into ratios.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "props/run.h"

namespace idreg::bench {
namespace {

/// Cases of the claim's stream that are repeated: enough to hold every kind.
constexpr std::uint64_t kCases = 4096;

const props::Subject& engine() {
  return *std::ranges::find(props::subjects(), std::string_view("engine"), &props::NamedSubject::name)->subject;
}

void property(benchmark::State& state, const props::Claim& claim) {
  std::uint64_t index = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(claim.predicate(engine(), props::nth_case(claim, 1, index)));
    index = (index + 1) % kCases;
  }
}

void empty(benchmark::State& state, const props::Claim& claim) {
  std::uint64_t index = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(props::nth_case(claim, 1, index));
    index = (index + 1) % kCases;
  }
}

}  // namespace
}  // namespace idreg::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const idreg::props::Claim& claim : idreg::props::claims()) {
    benchmark::RegisterBenchmark((std::string("property/") + claim.name).c_str(), idreg::bench::property, claim);
    benchmark::RegisterBenchmark((std::string("empty/") + claim.name).c_str(), idreg::bench::empty, claim);
  }
  return benchmark::RunSpecifiedBenchmarks() == 0 ? 1 : 0;
}
