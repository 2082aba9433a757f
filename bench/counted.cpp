// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_counted WHAT ROUNDS: does one thing so many times, to be run under callgrind, whose count of
// instructions does not depend on the machine's load. The difference of two counts is what a round costs.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "corpora/arch/lookup.h"
#include "engine/check.h"
#include "engine/packed.h"
#include "engine/tables.h"
#include "props/spec.h"

namespace {

using namespace idreg;

constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15;

Table table_of(const char* name) {
  const arch::Register& reg = *arch::find_register(name);
  Table table;
  (void)engine::merge(reg.entries, reg.field_count, nullptr, 0, &table);
  return table;
}

std::uint64_t loop(const Table& table, const engine::Packed& /*packed*/, std::uint64_t limit) {
  return engine::permitted(table, ~std::uint64_t{0}, limit, limit) ? 1 : 0;
}

std::uint64_t packed(const Table& /*table*/, const engine::Packed& packed, std::uint64_t limit) {
  return engine::permitted_packed(packed, limit & (limit >> 1U), limit) ? 1 : 0;
}

std::uint64_t oracle(const Table& table, const engine::Packed& /*packed*/, std::uint64_t limit) {
  return spec::permitted_code(table.slots[0], limit & 0xf, limit >> 60U) ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: idreg_bench_counted loop|packed|oracle ROUNDS\n";
    return 2;
  }
  const auto work = std::strcmp(argv[1], "loop") == 0 ? loop : std::strcmp(argv[1], "packed") == 0 ? packed : oracle;
  const Table table = table_of("ID_AA64PFR0_EL1");
  const engine::Packed ready = engine::pack(table, ~std::uint64_t{0});
  std::uint64_t sum = 0;
  std::uint64_t limit = 1;
  for (std::uint64_t i = std::strtoull(argv[2], nullptr, 10); i != 0; --i) {
    limit *= kMultiplier;
    sum += work(table, ready, limit);
  }
  std::cout << sum << '\n';
  return 0;
}
