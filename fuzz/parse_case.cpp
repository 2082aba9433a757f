// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of stored cases: no crash, every error has words, and what was read can be written and
// read again.
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"
#include "props/case_io.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const auto stored = props::from_json(fuzz::as_text(data, size));
  if (!stored) {
    fuzz::expect(!stored.error().empty(), "an error names the fault");
    return 0;
  }
  const auto again = props::from_json(props::to_json(*stored));
  fuzz::expect(again.has_value(), "what is written is read");
  fuzz::expect(again->input == stored->input, "reading gives back what was written");
  fuzz::expect(props::decode(props::encode(stored->input)) == stored->input, "the bytes are the same case");
  return 0;
}
