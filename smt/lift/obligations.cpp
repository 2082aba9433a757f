// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What must hold for a run to mean anything, and where in the source it is asked for.
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Instruction.h>
#include <llvm/Support/raw_ostream.h>

#include "smt/lift/machine_impl.h"
#include "smt/term/solver.h"

namespace idreg::smt::lift {

std::string Machine::Impl::location() const {
  if (at == nullptr) return "";
  if (const llvm::DebugLoc& place = at->getDebugLoc()) {
    if (const llvm::DILocation* line = place.get(); line->getLine() != 0)
      return line->getFilename().str() + ":" + std::to_string(line->getLine());
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  at->print(out);
  const std::size_t start = text.find_first_not_of(' ');
  return start == std::string::npos ? text : text.substr(start);
}

std::string Machine::Impl::function_name() const { return function == nullptr ? "" : function->name; }

void Machine::Impl::fail(std::string what) {
  if (!failure) failure = Unsupported{std::move(what), function_name(), location()};
}

Unsupported Machine::Impl::take_failure() {
  Unsupported result = std::move(*failure);
  failure.reset();
  return result;
}

void Machine::Impl::oblige_at(std::string kind, std::string function_text, std::string location_text,
                              const Term& violated) {
  if (now->dead || violated.is_false()) return;
  const Term known = guards.known(now->guard, violated);
  if (known.is_false()) return;
  Term broken = logical_and(now->guard->term, known);
  if (broken.is_false()) return;
  if (known_obligations.emplace(kind, broken.id()).second)
    obligations.push_back({std::move(kind), std::move(function_text), std::move(location_text), std::move(broken),
                           known});
  if (known.is_true()) now->dead = true;
}

void Machine::Impl::oblige(const char* kind, const Term& violated) {
  if (violated.is_false()) return;
  oblige_at(kind, function_name(), location(), violated);
}

void Machine::Impl::use(const Datum& value) {
  if (value.never_poison()) return;
  if (value.source == 0) {
    oblige("poison", value.poison);
    return;
  }
  const PoisonSource& source = sources[value.source];
  oblige_at(source.kind, source.function, source.location, value.poison);
}

void Machine::Impl::settle(Value& value) {
  for (Datum& part : value) {
    use(part);
    part.poison = {};
    part.source = 0;
    part.bytes.reset();
  }
}

unsigned Machine::Impl::both_sources(unsigned a, unsigned b) {
  if (a == 0 || a == b) return b;
  if (b == 0 || sources[a].kind.find(sources[b].kind) != std::string::npos) return a;
  sources.push_back({sources[a].kind + ", " + sources[b].kind, sources[a].function, sources[a].location});
  return static_cast<unsigned>(sources.size() - 1);
}

unsigned Machine::Impl::source_of(const Datum& a, const Datum& b) {
  return both_sources(a.never_poison() ? 0 : a.source, b.never_poison() ? 0 : b.source);
}

void Machine::Impl::poison(Datum& value, const Term& condition, const char* kind) {
  if (condition.empty() || condition.is_false()) return;
  if (guards.known(now->guard, condition).is_false()) return;
  value.poison = either(value.poison, condition);
  value.bytes.reset();
  sources.push_back({kind, function_name(), location()});
  value.source = both_sources(value.source, static_cast<unsigned>(sources.size() - 1));
}

Datum Machine::Impl::undefined(unsigned width, const char* kind) {
  Datum result{zero_of(width), {}, 0, nullptr};
  poison(result, boolean(context, true), kind);
  return result;
}

Datum Machine::Impl::frozen(const Datum& value) {
  if (value.never_poison()) return value;
  const std::string name = "freeze!" + std::to_string(fresh++);
  const Term other =
      value.term.is_bool() ? bool_variable(context, name) : variable(context, name, value.term.width());
  return {ite(value.poison, other, value.term), {}, 0, nullptr};
}

namespace {

/// The condition with every product and quotient replaced by any number: easier, and still implied.
Term without_products(const Context& context, const Term& condition) {
  std::vector<Term> from;
  std::vector<Term> to;
  for (const Term& term : topological_order(std::span(&condition, 1))) {
    switch (term.op()) {
      case Op::BvMul:
      case Op::BvUdiv:
      case Op::BvSdiv:
      case Op::BvUrem:
      case Op::BvSrem:
        from.push_back(term);
        to.push_back(variable(context, "any!" + std::to_string(from.size()), term.width()));
        break;
      default: break;
    }
  }
  return from.empty() ? condition : substitute(condition, from, to);
}

}  // namespace

bool Machine::Impl::feasible(const Guard* guard, const Guard* entry) const {
  // An answer of "unknown" only costs another iteration.
  constexpr std::uint64_t kBudget = 2'000'000;
  Term recent = boolean(context, true);
  for (const Guard* node = guard; node != nullptr && node->depth > entry->depth; node = node->parent)
    recent = logical_and(node->condition, recent);
  for (const Term& question : {without_products(context, recent), guard->term}) {
    Solver solver(context, kBudget);
    solver.add(question);
    if (solver.check().answer == Answer::Unsat) return false;
  }
  return true;
}

void Machine::Impl::end_path(const char* kind) { oblige(kind, boolean(context, true)); now->dead = true; }

}  // namespace idreg::smt::lift
