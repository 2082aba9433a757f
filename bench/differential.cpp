// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine on lists of entries, under libFuzzer: with IDREG_ORACLE each field's answer is compared
// with the lowered specification's, without it is only computed. tools/bench-oracle compares their speed.
#include <algorithm>

#include "engine/check.h"
#include "engine/fields.h"
#include "engine/policy.h"
#include "engine/tables.h"
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"
#include "props/case_io.h"
#include "props/run.h"
#include "props/spec.h"

namespace idreg::bench {

namespace {

/// What the fuzzer sees as the reason to keep an input is the same in both variants.
bool answer(const Entry& entry, std::uint64_t value, std::uint64_t limit) {
  const bool permitted = engine::permitted_code(entry, engine::extract(value, entry.shift, entry.width),
                                                engine::extract(limit, entry.shift, entry.width));
#if IDREG_ORACLE
  fuzz::expect(permitted == spec::permitted_code(entry, spec::extract(value, entry), spec::extract(limit, entry)),
               "the engine's answer is the specification's");
#endif
  return permitted;
}

}  // namespace

}  // namespace idreg::bench

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const props::Case c = props::decode({data, size});
  Table table;
  const TableError error = engine::merge(c.general, c.general_count, c.overrides, c.override_count, &table);
  if (error.kind != TableErrorKind::None) return -1;
  bool all = true;
  for (const Entry& slot : table.slots)
    if (slot.width != 0) all = bench::answer(slot, c.value, c.limit) && all;
  const bool permitted = engine::permitted(table, ~std::uint64_t{0}, c.value, c.limit);
  fuzz::expect(all || !permitted, "a register is permitted only where each field is");
  return 0;
}
