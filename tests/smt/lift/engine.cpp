// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every function of the engine: the linked code against its own bitcode, lifted on the same inputs.
#include <cstring>
#include <functional>

#include "engine/check.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/policy.h"
#include "engine/sanitise.h"
#include "engine/tables.h"
#include "tests/smt/lift/suites.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

using U = std::uint64_t;

/// An argument: a number, or bytes that the function may read and write (then compared too).
struct Argument {
  unsigned width = 64;
  U value = 0;
  std::vector<unsigned char> bytes;

  static Argument number(U value, unsigned width = 64) { return {width, value, {}}; }
  template <class T>
  static Argument object(const T* data, std::size_t count = 1) {
    Argument result;
    result.bytes.resize(sizeof(T) * count);
    if (count > 0) std::memcpy(result.bytes.data(), data, result.bytes.size());
    return result;
  }
};

struct Call {
  std::string name;                 ///< mangled
  std::vector<Argument> arguments;
  unsigned width;                   ///< of the result; 0: void
  std::vector<U> result;            ///< 64-bit words of it, lowest first
  std::vector<std::vector<unsigned char>> after;  ///< objects after the call, in order of arguments
};

Entry random_entry(Random& random, bool valid) {
  Entry entry{};
  entry.width = static_cast<std::uint8_t>(valid ? 1 + random.below(random.below(3) == 0 ? 64 : 8) : random.below(70));
  entry.shift = static_cast<std::uint8_t>(valid ? random.below(65 - entry.width) : random.below(70));
  entry.kind = static_cast<OrderKind>(random.below(valid ? 4 : 5));
  entry.policy = static_cast<Policy>(valid && entry.kind == OrderKind::None ? 0 : random.below(valid ? 4 : 5));
  const U all = ones(entry.width == 0 ? 1 : entry.width);
  const bool rotates = entry.kind == OrderKind::Rotation || entry.kind == OrderKind::ReverseRotation;
  entry.bias = rotates || !valid ? random.edgy(64) & all : 0;
  entry.safe = random.edgy(64) & all;
  return entry;
}

std::vector<Entry> random_list(Random& random, std::size_t count) {
  std::vector<Entry> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(random_entry(random, random.below(6) != 0));
  return list;
}

Failure compare(const Program& program, const Context& context, const Limits& limits, const Call& call) {
  Machine machine(program, context, limits);
  std::vector<Term> terms;
  std::vector<Term> objects;
  for (const Argument& argument : call.arguments) {
    if (argument.bytes.empty()) {
      terms.push_back(argument.width == 1 ? boolean(context, argument.value != 0)
                                          : bv(context, argument.width, argument.value));
      continue;
    }
    const Term address = machine.allocate("argument", argument.bytes.size());
    for (std::size_t i = 0; i < argument.bytes.size(); ++i) {
      if (auto stored = machine.store(address, i, bv(context, 8, argument.bytes[i])); !stored)
        return describe(stored.error());
    }
    terms.push_back(address);
    objects.push_back(address);
  }
  const Result<Term> result = machine.run(call.name, terms);
  if (!result) return call.name + ": " + describe(result.error());
  if (!machine.obligations().empty())
    return call.name + ": " + machine.obligations()[0].kind + " at " + machine.obligations()[0].location;
  for (std::size_t i = 0; i < call.result.size(); ++i) {
    const unsigned width = std::min(64U, call.width - static_cast<unsigned>(i) * 64);
    const unsigned low = static_cast<unsigned>(i) * 64;
    const Term word = result->is_bool() ? to_bv(*result, 1) : extract(low + width - 1, low, *result);
    if (word.constant() != call.result[i])
      return call.name + ": " + result->text() + ", not " + std::to_string(call.result[i]);
  }
  for (std::size_t i = 0; i < call.after.size(); ++i) {
    for (std::size_t at = 0; at < call.after[i].size(); ++at) {
      const Result<Term> byte = machine.load(objects[i], at, 8);
      if (!byte) return call.name + ": " + describe(byte.error());
      if (byte->constant() != call.after[i][at])
        return call.name + ": byte " + std::to_string(at) + " of object " + std::to_string(i) + " is " + byte->text();
    }
  }
  return std::nullopt;
}

const std::string kPrefix = "_ZN5idreg6engine";

std::vector<Call> code_calls(Random& random) {
  const Entry entry = random_entry(random, true);
  const U a = random.edgy(64) & ones(entry.width);
  const U b = random.below(3) == 0 ? a : random.edgy(64) & ones(entry.width);
  const Scheme scheme{entry.kind, entry.bias, entry.safe};
  const U reg = random.next();
  using A = Argument;
  std::vector<Call> calls{
      {kPrefix + "10field_maskEjj",
       {A::number(entry.shift, 32), A::number(entry.width, 32)},
       64,
       {engine::field_mask(entry.shift, entry.width)},
       {}},
      {kPrefix + "7extractEmjj",
       {A::number(reg), A::number(entry.shift, 32), A::number(entry.width, 32)},
       64,
       {engine::extract(reg, entry.shift, entry.width)},
       {}},
      {kPrefix + "6insertEmjjm",
       {A::number(reg), A::number(entry.shift, 32), A::number(entry.width, 32), A::number(a)},
       64,
       {engine::insert(reg, entry.shift, entry.width, a)},
       {}},
      {kPrefix + "4rankEmmj",
       {A::number(a), A::number(entry.bias), A::number(entry.width, 32)},
       64,
       {engine::rank(a, entry.bias, entry.width)},
       {}},
      {kPrefix + "11at_or_belowERKNS_6SchemeEjmm",
       {A::object(&scheme), A::number(entry.width, 32), A::number(a), A::number(b)},
       1,
       {engine::at_or_below(scheme, entry.width, a, b)},
       {}},
      {kPrefix + "6lowestERKNS_6SchemeEj",
       {A::object(&scheme), A::number(entry.width, 32)},
       64,
       {engine::lowest(scheme, entry.width)},
       {}},
      {kPrefix + "4fitsERKNS_5EntryERKNS_6SchemeE",
       {A::object(&entry), A::object(&scheme)},
       1,
       {engine::fits(entry, scheme)},
       {}},
      {kPrefix + "9safe_codeERKNS_5EntryEmm",
       {A::object(&entry), A::number(a), A::number(b)},
       64,
       {engine::safe_code(entry, a, b)},
       {}},
      {kPrefix + "14permitted_codeERKNS_5EntryEmm",
       {A::object(&entry), A::number(a), A::number(b)},
       1,
       {engine::permitted_code(entry, a, b)},
       {}},
      {kPrefix + "9not_aboveERKNS_5EntryEmm",
       {A::object(&entry), A::number(a), A::number(b)},
       1,
       {engine::not_above(entry, a, b)},
       {}},
  };
  bool found = false;
  const U nearest = engine::nearest_code(entry, a, b, &found);
  const unsigned char flag[] = {found ? std::uint8_t{1} : std::uint8_t{0}};
  const unsigned char before[] = {7};
  calls.push_back({kPrefix + "12nearest_codeERKNS_5EntryEmmPb",
                   {A::object(&entry), A::number(a), A::number(b), A::object(before)},
                   64,
                   {nearest},
                   {A::object(&entry).bytes, {flag[0]}}});
  const Entry any = random_entry(random, random.below(2) == 0);
  calls.push_back(
      {kPrefix + "11entry_errorERKNS_5EntryE", {A::object(&any)}, 8, {static_cast<U>(engine::entry_error(any))}, {}});
  return calls;
}

std::vector<Call> table_calls(Random& random) {
  using A = Argument;
  const std::vector<Entry> general = random_list(random, 1 + random.below(5));
  const std::vector<Entry> overrides = random_list(random, 1 + random.below(2));
  const auto general_count = static_cast<std::uint32_t>(general.size());
  const auto override_count = static_cast<std::uint32_t>(overrides.size());
  Table table{};
  const TableError error = engine::merge(general.data(), general_count, overrides.data(), override_count, &table);
  const std::vector<unsigned char> no_error(sizeof(TableError), 0xaa);
  const U limit = random.next();
  const U value = limit ^ (random.next() & random.next() & random.next());
  const U writable = random.below(2) == 0 ? ~U{0} : random.next() | random.next();
  Argument error_before = A::object(&error);
  error_before.bytes.assign(sizeof(TableError), 0xaa);
  const Argument table_before = A::object(&table);
  const Argument lists[] = {A::object(general.data(), general.size()), A::object(overrides.data(), overrides.size())};
  std::vector<Call> calls;
  // sret first; the padding of an error is copied from zeroed memory.
  calls.push_back(
      {kPrefix + "5mergeEPKNS_5EntryEjS3_jPNS_5TableE",
       {error_before, lists[0], A::number(general_count, 32), lists[1], A::number(override_count, 32), table_before},
       0,
       {},
       {A::object(&error).bytes, lists[0].bytes, lists[1].bytes, A::object(&table).bytes}});
  TableError second_error{};
  const bool permitted = engine::permitted_with(general.data(), general_count, overrides.data(), override_count,
                                                writable, value, limit, &second_error);
  calls.push_back({kPrefix + "14permitted_withEPKNS_5EntryEjS3_jmmmPNS_10TableErrorE",
                   {lists[0], A::number(general_count, 32), lists[1], A::number(override_count, 32),
                    A::number(writable), A::number(value), A::number(limit), error_before},
                   1,
                   {permitted},
                   {}});
  calls.push_back({kPrefix + "7coveredERKNS_5TableE", {table_before}, 64, {engine::covered(table)}, {}});
  calls.push_back({kPrefix + "11well_formedERKNS_5TableE", {table_before}, 1, {engine::well_formed(table)}, {}});
  calls.push_back({kPrefix + "9permittedERKNS_5TableEmmm",
                   {table_before, A::number(writable), A::number(value), A::number(limit)},
                   1,
                   {engine::permitted(table, writable, value, limit)},
                   {}});
  Explanation explanation{};
  engine::explain(table, writable, value, limit, &explanation);
  calls.push_back({kPrefix + "7explainERKNS_5TableEmmmPNS_11ExplanationE",
                   {table_before, A::number(writable), A::number(value), A::number(limit), A::object(&explanation)},
                   0,
                   {},
                   {table_before.bytes, A::object(&explanation).bytes}});
  const Nearest nearest = engine::nearest(table, writable, value, limit);
  calls.push_back({kPrefix + "7nearestERKNS_5TableEmmm",
                   {table_before, A::number(writable), A::number(value), A::number(limit)},
                   128,
                   {nearest.value, nearest.raised},
                   {}});
  calls.push_back({kPrefix + "13sanitise_pairERKNS_5TableEmm",
                   {table_before, A::number(value), A::number(limit)},
                   64,
                   {engine::sanitise_pair(table, value, limit)},
                   {}});
  const U cpus[] = {value, limit, value & limit};
  calls.push_back({kPrefix + "8sanitiseERKNS_5TableEPKmj",
                   {table_before, A::object(cpus, 3), A::number(3, 32)},
                   64,
                   {engine::sanitise(table, cpus, 3)},
                   {}});
  return calls;
}

std::vector<Call> builder_calls(Random& random) {
  using A = Argument;
  engine::Builder builder{};
  const std::vector<Entry> list = random_list(random, 4);
  std::vector<Call> calls;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Argument before = A::object(&builder);
    const bool is_override = i < 2;
    const TableErrorKind kind =
        is_override ? engine::add_override(builder, list[i]) : engine::add_general(builder, list[i]);
    calls.push_back({kPrefix + (is_override ? "12add_overrideERNS0_7BuilderERKNS_5EntryE"
                                            : "11add_generalERNS0_7BuilderERKNS_5EntryE"),
                     {before, A::object(&list[i])},
                     8,
                     {static_cast<U>(kind)},
                     {A::object(&builder).bytes}});
  }
  return calls;
}

}  // namespace

Failure check_engine(const Limits& limits, std::uint64_t seed, unsigned inputs) {
  for (const char* files : {IDREG_TEST_BITCODE, IDREG_TEST_TRAPPING}) {
    std::vector<std::string> paths;
    for (std::string rest = files; !rest.empty();) {
      const std::size_t end = rest.find('|');
      paths.push_back(rest.substr(0, end));
      rest = end == std::string::npos ? "" : rest.substr(end + 1);
    }
    const Program program = load_files(paths);
    const Context context;
    Random random(seed);
    for (unsigned i = 0; i < inputs; ++i) {
      std::vector<Call> calls = code_calls(random);
      if (i % 4 == 0) {
        for (Call& call : table_calls(random)) calls.push_back(std::move(call));
        for (Call& call : builder_calls(random)) calls.push_back(std::move(call));
      }
      for (const Call& call : calls) {
        if (!program.defines(call.name)) return "the engine has no " + call.name;
        if (auto failure = compare(program, context, limits, call))
          return "seed " + std::to_string(seed) + ": " + *failure;
      }
    }
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
