// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/symbolic_case.h"

#include <algorithm>
#include <cstring>

#include "subjects/outside.h"

namespace idreg::smt::prove {

namespace {

using lift::Machine;
using lift::Result;

/// The number of overrides, after which there is nothing but padding.
constexpr std::size_t kLastWord = offsetof(props::Subject, override_count);

std::vector<CaseScalar> make_scalars() {
  std::vector<CaseScalar> scalars;
  props::for_each_scalar(
      [](void* state, const char* name, std::size_t offset, std::size_t bytes) {
        static_cast<std::vector<CaseScalar>*>(state)->push_back({name, offset, bytes});
      },
      &scalars);
  return scalars;
}

Result<void> store_override(Machine& machine, const Term& list, std::size_t index,
                            const props::NamedOverride& override_entry) {
  const std::size_t at = index * sizeof(props::NamedOverride);
  const std::size_t entry_at = at + offsetof(props::NamedOverride, entry);
  const Entry& e = override_entry.entry;
  struct Part {
    std::size_t offset;
    unsigned bits;
    std::uint64_t value;
  };
  const Part parts[] = {{at + offsetof(props::NamedOverride, encoding), 16, override_entry.encoding},
                        {entry_at + offsetof(Entry, shift), 8, e.shift},
                        {entry_at + offsetof(Entry, width), 8, e.width},
                        {entry_at + offsetof(Entry, policy), 8, static_cast<std::uint64_t>(e.policy)},
                        {entry_at + offsetof(Entry, kind), 8, static_cast<std::uint64_t>(e.kind)},
                        {entry_at + offsetof(Entry, bias), 64, e.bias},
                        {entry_at + offsetof(Entry, safe), 64, e.safe}};
  for (const Part& part : parts) {
    if (auto done = machine.store(list, part.offset, bv(machine.context(), part.bits, part.value)); !done) return done;
  }
  return {};
}

}  // namespace

const std::vector<CaseScalar>& case_scalars() {
  static const std::vector<CaseScalar> scalars = make_scalars();
  return scalars;
}

unsigned bits(const CaseScalar& scalar) { return static_cast<unsigned>(scalar.bytes * 8); }

const CaseScalar& case_scalar(std::string_view name) {
  return *std::ranges::find(case_scalars(), name, &CaseScalar::name);
}

std::uint64_t read_scalar(const props::Case& input, const CaseScalar& scalar) {
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const char*>(&input) + scalar.offset, scalar.bytes);
  return value;
}

void write_scalar(props::Case& input, const CaseScalar& scalar, std::uint64_t value) {
  std::memcpy(reinterpret_cast<char*>(&input) + scalar.offset, &value, scalar.bytes);
}

Term case_variable(const Context& context, const CaseScalar& scalar) {
  return variable(context, scalar.name, bits(scalar));
}

Result<Term> make_case(Machine& machine, const Fixed& fixed) {
  const Term address = machine.allocate("case", sizeof(props::Case));
  for (const CaseScalar& scalar : case_scalars()) {
    const auto value = fixed.find(scalar.name);
    const Term term = value == fixed.end() ? case_variable(machine.context(), scalar)
                                           : bv(machine.context(), bits(scalar), value->second);
    if (auto done = machine.store(address, scalar.offset, term); !done) return std::unexpected(done.error());
  }
  return address;
}

props::Case read_case(const Context& context, const Model& model, const Fixed& fixed) {
  props::Case result{};
  for (const CaseScalar& scalar : case_scalars()) {
    const auto value = fixed.find(scalar.name);
    write_scalar(result, scalar, value == fixed.end() ? model.value(case_variable(context, scalar)) : value->second);
  }
  return result;
}

Result<Term> make_outside_subject(Machine& machine, const props::Design& design) {
  // The judge's functions are the engine's: a copy of that subject, word by word, with another design.
  auto engine = machine.address_of("idreg_subject_engine");
  if (!engine) return engine;
  auto outside = machine.address_of("idreg_outside_subject");
  if (!outside) return outside;
  auto accepts = machine.load(*outside, offsetof(idreg_subject, accepts), 64);
  if (!accepts) return accepts;
  const Context& context = machine.context();
  const Term ours = machine.allocate("design", sizeof(props::Design));
  const Term copy = machine.allocate("subject", sizeof(props::Subject));
  struct Word {
    Term object;
    std::size_t offset;
    Term value;
  };
  std::vector<Word> words{
      {ours, offsetof(props::Design, accepts), *accepts},
      {ours, offsetof(props::Design, takes_mask), bv(context, 32, design.takes_mask)},
      {ours, offsetof(props::Design, takes_orders), bv(context, 32, design.takes_orders)},
      {ours, offsetof(props::Design, host), bv(context, 64, 0)},
      {ours, offsetof(props::Design, host_count), bv(context, 64, 0)},
  };
  for (std::size_t offset = 0; offset < sizeof(props::Subject); offset += 8) {
    const bool own = offset == offsetof(props::Subject, design);
    const auto word = own ? Result<Term>(ours) : machine.load(*engine, offset, offset == kLastWord ? 32 : 64);
    if (!word) return word;
    words.push_back({copy, offset, *word});
  }
  for (const Word& word : words) {
    if (auto done = machine.store(word.object, word.offset, word.value); !done) return std::unexpected(done.error());
  }
  return copy;
}

Result<Term> make_subject(Machine& machine, const char* symbol, const std::vector<props::NamedOverride>& overrides) {
  auto original = machine.address_of(symbol);
  if (!original || overrides.empty()) return original;

  // A copy of the subject, word by word, whose list of overrides is ours.
  const Term copy = machine.allocate("subject", sizeof(props::Subject));
  for (std::size_t offset = 0; offset < offsetof(props::Subject, overrides); offset += 8) {
    const auto pointer = machine.load(*original, offset, 64);
    if (!pointer) return pointer;
    if (auto done = machine.store(copy, offset, *pointer); !done) return std::unexpected(done.error());
  }
  const Term list = machine.allocate("overrides", overrides.size() * sizeof(props::NamedOverride));
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    if (auto done = store_override(machine, list, i, overrides[i]); !done) return std::unexpected(done.error());
  }
  const Term count = bv(machine.context(), 32, overrides.size());
  if (auto done = machine.store(copy, offsetof(props::Subject, overrides), list); !done)
    return std::unexpected(done.error());
  if (auto done = machine.store(copy, offsetof(props::Subject, override_count), count); !done)
    return std::unexpected(done.error());
  return copy;
}

}  // namespace idreg::smt::prove
