// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of `--override`: no crash, every error has words, and the entry read is well formed.
#include "corpora/entries.h"
#include "engine/tables.h"
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const std::string_view text = fuzz::as_text(data, size);
  for (const arch::Register* within : {static_cast<const arch::Register*>(nullptr), &arch::kRegisters[0]}) {
    const auto named = corpora::parse_override(text, within);
    if (!named) {
      fuzz::expect(!named.error().message.empty(), "an error names the fault");
    } else {
      fuzz::expect(engine::entry_error(named->entry) == TableErrorKind::None, "an entry is well formed");
      fuzz::expect(named->reg < arch::kRegisterCount && !named->field.empty(), "an entry is of a field");
    }
  }
  return 0;
}
