// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/environment.h"

#include <algorithm>
#include <array>

#include "audit/code/assembly.h"

namespace idreg::audit::code {

namespace {

using smt::Context;
using smt::Term;
using smt::lift::Assembly;
using smt::lift::Machine;
using smt::lift::Result;
using smt::lift::UnknownCall;
using smt::lift::Unsupported;

/// Source: their documentation in the kernel. None of them writes a VM's ID registers or features.
constexpr std::array<std::string_view, 14> kNoEffect = {"mutex_lock",
                                                        "mutex_unlock",
                                                        "mutex_lock_nested",
                                                        "mutex_is_locked",
                                                        "_printk",
                                                        "__printk_ratelimit",
                                                        "___ratelimit",
                                                        "__warn_printk",
                                                        "_dev_err",
                                                        "lockdep_assert_held",
                                                        "kvm_make_all_cpus_request",
                                                        "lock_is_held_type",
                                                        "__lockdep_assert_held",
                                                        "kvm_make_request"};

Result<Term> refuse(const std::string& what) { return std::unexpected(Unsupported{what, "", ""}); }

Term capability(const Context& context, std::uint64_t number) {
  return is_always(number) ? smt::boolean(context, true) : smt::bool_variable(context, capability_name(number));
}

/// Alternatives on a CPU capability.
Result<Term> alternative(const Context& context, const Assembly& assembly, const Shape& shape) {
  if (assembly.arguments.size() != 1 || !assembly.arguments[0].constant())
    return refuse("alternative without a capability's number");
  const Term present = capability(context, *assembly.arguments[0].constant());
  return shape.jumps_if_set ? present : smt::logical_not(present);
}

/// Static keys: the jump is taken where the key is not what the code was laid out for.
Result<Term> static_key(const Machine& machine, const Assembly& assembly) {
  if (assembly.arguments.empty()) return refuse("static key without a key");
  std::string name = machine.name_of(assembly.arguments[0]);
  const bool odd = name.ends_with("+0x1");  // the key's address with the expected value as lowest bit
  if (odd) name.resize(name.size() - 4);
  if (name.empty()) return refuse("static key of unknown origin");
  const Term enabled = smt::bool_variable(machine.context(), "key!" + name);
  bool branch = odd;
  if (assembly.arguments.size() > 1) branch = assembly.arguments[1].constant().value_or(0) != 0;
  return branch ? smt::logical_not(enabled) : enabled;
}

Result<Term> meaning(Machine& machine, Met& met, const Assembly& assembly) {
  const Shape shape = shape_of(assembly.text, assembly.jumps);
  switch (shape.kind) {
    case Shape::Kind::Nothing:
      if (assembly.width == 0) return Term();
      if (assembly.arguments.size() == 1) return assembly.arguments[0];
      break;
    case Shape::Kind::Bug:
      machine.require("bug", smt::boolean(machine.context(), false));
      return Term();
    case Shape::Kind::Warn:
      met.warnings.insert(shape.place);
      return Term();
    case Shape::Kind::Capability:
      return alternative(machine.context(), assembly, shape);
    case Shape::Kind::StaticKey:
      return static_key(machine, assembly);
    case Shape::Kind::Unknown:
      break;
  }
  return refuse("inline assembly \"" + assembly.text.substr(0, 60) + "\"");
}

Result<Term> unknown(Machine& machine, Met& met, const UnknownCall& call, unsigned& count) {
  const std::string name = call.symbol + "()!" + std::to_string(++count);
  const auto result = [&] {
    if (call.width == 0) return Term();
    return call.width == 1 ? smt::bool_variable(machine.context(), name)
                           : smt::variable(machine.context(), name, call.width);
  };
  if (has_no_effect(call.symbol)) return result();
  met.unknown.insert(call.symbol);
  machine.forget();
  return result();
}

/// lib/bsearch.c, where the tree's own is not among the modules. {key, base, count, size, compare}
Result<Term> bsearch(Machine& machine, std::span<const Term> arguments) {
  if (arguments.size() != 5 || !arguments[2].constant() || !arguments[3].constant())
    return refuse("bsearch of a table whose size is not a number");
  const Context& context = machine.context();
  Term base = arguments[1];
  for (std::uint64_t count = *arguments[2].constant(); count > 0; count >>= 1) {
    const Term pivot = smt::bvadd(base, smt::bv(context, 64, (count >> 1) * *arguments[3].constant()));
    const Term both[] = {arguments[0], pivot};
    const Result<Term> compared = machine.call(arguments[4], both);
    if (!compared) return compared;
    const auto order = compared->constant();
    if (!order) return refuse("bsearch whose comparison is not a number");
    if (*order == 0) return pivot;
    if (static_cast<std::int32_t>(*order) > 0) {
      base = smt::bvadd(pivot, arguments[3]);
      --count;
    }
  }
  return smt::bv(context, 64, 0);
}

}  // namespace

bool is_always(std::uint64_t capability) { return capability <= 1; }

std::string capability_name(std::uint64_t number) { return "cap!" + std::to_string(number); }

bool has_no_effect(std::string_view symbol) { return std::ranges::find(kNoEffect, symbol) != kNoEffect.end(); }

smt::lift::Limits kernel_limits() {
  smt::lift::Limits limits;
  limits.stable_volatile = true;
  limits.symbolic_globals = true;
  limits.typed_memory = true;
  return limits;
}

void install_environment(Machine& machine, Met& met) {
  machine.assembly([&met](Machine& its, const Assembly& assembly) { return meaning(its, met, assembly); });
  machine.unknown_functions([&met, count = 0U](Machine& its, const UnknownCall& call) mutable {
    return call.symbol == "bsearch" ? bsearch(its, call.arguments) : unknown(its, met, call, count);
  });
}

}  // namespace idreg::audit::code
