// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of architecture files: no crash, every error has words, and every field's entry fits its
// scheme.
#include "corpora/facts.h"
#include "engine/order.h"
#include "engine/tables.h"
#include "fuzz/expect.h"
#include "fuzz/libfuzzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const corpora::Source source{"input", fuzz::as_text(data, size)};
  const auto facts = corpora::parse_facts({&source, 1});
  if (!facts) {
    fuzz::expect(!facts.error().message.empty(), "an error names the fault");
    return 0;
  }
  for (const corpora::RegisterFact& reg : facts->registers) {
    for (const corpora::FieldFact& field : reg.fields) {
      fuzz::expect(engine::entry_error(field.entry) == TableErrorKind::None, "entries are well formed");
      fuzz::expect(engine::fits(field.entry, field.scheme), "entries fit their schemes");
    }
  }
  for (const corpora::DefinitionFact& definition : facts->definitions)
    for (const std::uint32_t reg : definition.registers)
      fuzz::expect(reg < facts->registers.size(), "definitions name registers that are there");
  return 0;
}
