// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_growth: how the proof of one register grows with its fields. The compiled check is lifted over a table of
// 4 to 64 fields and its answer held against the specification, field by field; each round starts from nothing but
// the parsed bitcode. tools/bench turns the times into ratios.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <expected>
#include <string>
#include <vector>

#include "engine/fields.h"
#include "engine/tables.h"
#include "smt/lift/lift.h"
#include "smt/prove/bitcode.h"
#include "smt/spec/spec.h"
#include "smt/term/solver.h"

namespace idreg::bench {
namespace {

using smt::Term;

/// Fields of a register with a field in each four bits, and of narrower ones where there are more of them.
constexpr unsigned kWidth = 4;

/// Unsigned, signed, a hazard and one without order in turn, side by side from bit 0.
std::vector<Entry> fields(unsigned count) {
  const auto width = static_cast<std::uint8_t>(std::min(kWidth, kRegisterBits / count));
  const std::uint64_t sign = std::uint64_t{1} << (width - 1U);
  const std::array kinds{Entry{0, width, Policy::LowerSafe, OrderKind::Rotation, 0, 0},
                         Entry{0, width, Policy::LowerSafe, OrderKind::Rotation, sign, 0},
                         Entry{0, width, Policy::LowerSafe, OrderKind::ReverseRotation, 0, 0},
                         Entry{0, width, Policy::Exact, OrderKind::None, 0, 0}};
  std::vector<Entry> list;
  for (unsigned i = 0; i < count; ++i) {
    list.push_back(kinds[i % kinds.size()]);
    list.back().shift = static_cast<std::uint8_t>(i * width);
  }
  return list;
}

Term spec(const char* symbol, std::initializer_list<Term> arguments) {
  return smt::spec::find(symbol)->build(std::vector<Term>(arguments));
}

/// Some field of `value` is above `limit`, in the scheme that its entry names.
Term above(const smt::Context& context, const std::vector<Entry>& list, const Term& value, const Term& limit) {
  const auto word = [&](std::uint64_t number) { return smt::bv(context, kRegisterBits, number); };
  std::vector<Term> fields_above;
  for (const Entry& entry : list) {
    const Term shift = word(entry.shift);
    const Term width = word(entry.width);
    const Term code = spec("idreg_spec_extract", {value, shift, width});
    const Term most = spec("idreg_spec_extract", {limit, shift, width});
    fields_above.push_back(
        smt::logical_not(spec("idreg_spec_at_or_below", {width, word(static_cast<std::uint64_t>(entry.kind)),
                                                         word(entry.bias), word(entry.safe), code, most})));
  }
  return smt::disjunction(context, fields_above);
}

/// A copy of the table in the machine's memory.
smt::lift::Result<Term> place(smt::lift::Machine& machine, const Table& table) {
  std::array<std::uint8_t, sizeof(Table)> bytes{};
  std::memcpy(bytes.data(), &table, sizeof table);
  Term address = machine.allocate("table", bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (auto stored = machine.store(address, i, smt::bv(machine.context(), 8, bytes[i])); !stored)
      return std::unexpected(stored.error());
  }
  return address;
}

/// Whether the compiled check can accept, by `compiled`, what is above the limit by `stated`; an error in words.
std::expected<smt::Answer, std::string> decide(const smt::lift::Program& program, const std::vector<Entry>& compiled,
                                               const std::vector<Entry>& stated) {
  Table table{};
  if (engine::merge(compiled.data(), static_cast<std::uint32_t>(compiled.size()), nullptr, 0, &table).kind !=
      TableErrorKind::None)
    return std::unexpected("the table is refused");
  const smt::Context context;
  smt::lift::Machine machine(program, context);
  const auto address = place(machine, table);
  if (!address) return std::unexpected(address.error().what);
  const Term value = smt::variable(context, "value", kRegisterBits);
  const Term limit = smt::variable(context, "limit", kRegisterBits);
  const std::array<Term, 4> arguments{*address, smt::bv(context, kRegisterBits, ~std::uint64_t{0}), value, limit};
  const auto accepted = machine.run("_ZN5idreg6engine9permittedERKNS_5TableEmmm", arguments);
  if (!accepted) return std::unexpected(accepted.error().what);
  Term wrong = smt::logical_and(*accepted, above(context, stated, value, limit));
  for (const smt::lift::Obligation& obligation : machine.obligations())
    wrong = smt::logical_or(wrong, obligation.violated);
  smt::Solver solver(context, 0);
  solver.add(wrong);
  return solver.check().answer;
}

const smt::lift::Program& program() {
  static const auto loaded = smt::lift::Program::load(smt::prove::shipped_bitcode());
  return *loaded;
}

void run(benchmark::State& state, bool sound) {
  const std::vector<Entry> stated = fields(static_cast<unsigned>(state.range(0)));
  std::vector<Entry> compiled = stated;
  if (!sound) compiled[1].bias = 0;  // the signed field, as if it were unsigned
  const smt::Answer expected = sound ? smt::Answer::Unsat : smt::Answer::Sat;
  (void)program();  // parsed outside what is measured
  while (state.KeepRunning()) {
    const auto answer = decide(program(), compiled, stated);
    if (!answer || *answer != expected) {
      state.SkipWithError(answer ? "another answer than expected" : answer.error().c_str());
      return;
    }
  }
}

void proved(benchmark::State& state) { run(state, true); }
/// The same with one field in the wrong order: the proof above can fail.
void refuted(benchmark::State& state) { run(state, false); }

constexpr int kFewest = 4;
constexpr int kMost = kRegisterBits;
BENCHMARK(proved)->RangeMultiplier(2)->Range(kFewest, kMost)->Unit(benchmark::kMillisecond);
BENCHMARK(refuted)->RangeMultiplier(2)->Range(kFewest, kMost)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace idreg::bench

BENCHMARK_MAIN();
