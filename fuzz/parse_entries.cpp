// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of table files: no crash, every error has words, and every entry read is well formed.
#include "corpora/entries.h"
#include "engine/tables.h"
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const auto entries = corpora::parse_entries(fuzz::as_text(data, size), "input");
  if (!entries) {
    fuzz::expect(!entries.error().message.empty() && entries.error().file == "input", "an error names file and fault");
    return 0;
  }
  for (const corpora::NamedEntry& named : *entries) {
    fuzz::expect(engine::entry_error(named.entry) == TableErrorKind::None, "entries are well formed");
    fuzz::expect(named.reg < arch::kRegisterCount && !named.field.empty(), "entries are of a field");
  }
  return 0;
}
