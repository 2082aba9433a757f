// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of dumps: no crash, every error has words, and what was read can be written and read again.
#include "corpora/dump.h"
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const std::string_view text = fuzz::as_text(data, size);
  const auto dump = corpora::parse_dump(text, "input");
  if (!dump) {
    fuzz::expect(!dump.error().message.empty() && dump.error().file == "input", "an error names file and fault");
    return 0;
  }
  const auto again = corpora::parse_dump(corpora::write_dump(*dump), "input");
  fuzz::expect(again.has_value(), "what is written is read");
  fuzz::expect(again->kind == dump->kind && again->registers == dump->registers, "reading gives back what was written");
  return 0;
}
