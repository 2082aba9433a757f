// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_check: the loop over fields, the packed check and its batch form on the same pairs, in cache and
// from memory, beside a plain read of the same words. tools/bench turns the times into ratios.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <random>
#include <vector>

#include "corpora/arch/lookup.h"
#include "engine/check.h"
#include "engine/packed.h"
#include "engine/tables.h"

namespace idreg::bench {
namespace {

/// Pairs whose two arrays stay in the first-level cache, and pairs that do not stay in any.
constexpr std::size_t kCached = 1024;
constexpr std::size_t kStreamed = std::size_t{1} << 24U;

/// One register's table with pairs to judge. Seven of eight values are permitted: a refusal ends the loop early.
struct Work {
  Table table;
  engine::Packed packed;
  std::vector<std::uint64_t> values;
  std::vector<std::uint64_t> limits;
};

Work work_of(const char* name, std::size_t pairs) {
  Work work{};
  const arch::Register& reg = *arch::find_register(name);
  (void)engine::merge(reg.entries, reg.field_count, nullptr, 0, &work.table);
  work.packed = engine::pack(work.table, ~std::uint64_t{0});
  std::mt19937_64 random(1);
  work.values.reserve(pairs);
  work.limits.reserve(pairs);
  std::uint64_t value = 0;
  std::uint64_t limit = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    // Long arrays repeat some pairs: making each takes longer than judging it.
    if (i < kCached) {
      limit = random();
      value = random() % 8 == 0 ? random() : engine::nearest(work.table, ~std::uint64_t{0}, random(), limit).value;
    } else {
      value = work.values[i % kCached];
      limit = work.limits[i % kCached];
    }
    work.values.push_back(value);
    work.limits.push_back(limit);
  }
  return work;
}

void loop(benchmark::State& state, const char* name) {
  const Work work = work_of(name, kCached);
  while (state.KeepRunning()) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < kCached; ++i) {
      count += engine::permitted(work.table, ~std::uint64_t{0}, work.values[i], work.limits[i]) ? 1U : 0U;
    }
    benchmark::DoNotOptimize(count);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCached));
}

void packed(benchmark::State& state, const char* name) {
  const Work work = work_of(name, kCached);
  while (state.KeepRunning()) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < kCached; ++i) {
      count += engine::permitted_packed(work.packed, work.values[i], work.limits[i]) ? 1U : 0U;
    }
    benchmark::DoNotOptimize(count);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCached));
}

void batch(benchmark::State& state, const char* name, std::size_t pairs) {
  const Work work = work_of(name, pairs);
  std::vector<std::uint64_t> bitmap((pairs + 63) / 64);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(
        engine::permitted_batch(work.packed, work.values.data(), work.limits.data(), pairs, bitmap.data()));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs));
}

/// What the batch cannot be faster than: every word read once.
void read(benchmark::State& state, std::size_t pairs) {
  const Work work = work_of("ID_AA64DFR0_EL1", pairs);
  while (state.KeepRunning()) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < pairs; ++i) sum += work.values[i] ^ work.limits[i];
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs));
}

// One register whose fields are all ranked, one that has Exact fields too.
BENCHMARK_CAPTURE(loop, AA64PFR0, "ID_AA64PFR0_EL1");
BENCHMARK_CAPTURE(packed, AA64PFR0, "ID_AA64PFR0_EL1");
BENCHMARK_CAPTURE(batch, AA64PFR0, "ID_AA64PFR0_EL1", kCached);
BENCHMARK_CAPTURE(loop, AA64ISAR1, "ID_AA64ISAR1_EL1");
BENCHMARK_CAPTURE(packed, AA64ISAR1, "ID_AA64ISAR1_EL1");
BENCHMARK_CAPTURE(batch, AA64ISAR1, "ID_AA64ISAR1_EL1", kCached);
BENCHMARK_CAPTURE(batch, AA64PFR0_from_memory, "ID_AA64PFR0_EL1", kStreamed);
BENCHMARK_CAPTURE(read, from_memory, kStreamed);

}  // namespace
}  // namespace idreg::bench

BENCHMARK_MAIN();
