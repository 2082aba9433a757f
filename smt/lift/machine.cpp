// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The public face of a run.
#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

Machine::Impl::Impl(Machine& self_machine, const Program::Impl& its_program, const Context& its_context,
                    Limits its_limits)
    : self(self_machine),
      program(its_program),
      context(its_context),
      limits(its_limits),
      guards(its_context),
      now(&root) {
  root.guard = guards.root();
  reached = root.guard->term;
  sources.push_back({"poison", "", ""});
  objects.push_back({"null", 0, Object::Kind::Function, nullptr, false});
  for (const GlobalObject& global : program.globals) {
    const auto kind = llvm::isa<llvm::Function>(global.value) ? Object::Kind::Function
                      : global.constant                       ? Object::Kind::Constant
                                                              : Object::Kind::Mutable;
    objects.push_back(
        {global.name, global.size, kind, nullptr, limits.symbolic_globals && kind == Object::Kind::Mutable});
  }
}

Machine::Machine(const Program& program, const Context& context, Limits limits)
    : impl_(std::make_unique<Impl>(*this, program.impl(), context, limits)) {}
Machine::~Machine() = default;

Term Machine::allocate(std::string_view name, std::size_t bytes) {
  const unsigned object = impl_->new_object(std::string(name), bytes, Object::Kind::Allocated);
  return impl_->word(address_of_object(object));
}

Result<Term> Machine::address_of(std::string_view symbol) {
  const llvm::GlobalValue* found = impl_->program.find(symbol);
  if (found == nullptr) return std::unexpected(Unsupported{"no definition of " + std::string(symbol), "", ""});
  return impl_->word(address_of_object(impl_->program.numbers.at(found)));
}

Term Machine::allocate_symbolic(std::string_view name, std::size_t bytes) {
  const unsigned object = impl_->new_object(std::string(name), bytes, Object::Kind::Allocated);
  impl_->objects[object].symbolic = true;
  return impl_->word(address_of_object(object));
}

std::string Machine::name_of(const Term& address) const {
  const auto value = address.constant();
  const std::uint64_t number = value && *value >> 63 == 0 ? *value >> kOffsetBits : 0;
  if (number == 0 || number >= impl_->objects.size()) return "";
  const std::uint64_t offset = *value - address_of_object(number);
  return impl_->objects[number].name + (offset == 0 ? "" : hexadecimal_offset(offset));
}

Result<Term> Machine::load(const Term& address, std::size_t offset, unsigned width) {
  const Datum value = impl_->load_scalar(impl_->add_offset(address, impl_->word(offset)), width);
  impl_->use(value);
  impl_->root.dead = false;  // outside a run nothing ends
  if (impl_->failed()) return std::unexpected(impl_->take_failure());
  return value.term;
}

Result<void> Machine::store(const Term& address, std::size_t offset, const Term& value) {
  impl_->store_scalar(impl_->add_offset(address, impl_->word(offset)), {value, {}, 0, nullptr});
  impl_->root.dead = false;
  if (impl_->failed()) return std::unexpected(impl_->take_failure());
  return {};
}

Result<void> Machine::make_symbolic(const Term& address, std::span<const Scalar> scalars) {
  for (const Scalar& scalar : scalars) {
    if (auto stored = store(address, scalar.offset, variable(context(), scalar.name, scalar.width)); !stored)
      return stored;
  }
  return {};
}

void Machine::replace(std::string_view symbol, Intrinsic replacement) {
  impl_->replacements.insert_or_assign(std::string(symbol), std::move(replacement));
}

void Machine::cut(std::string_view symbol, unsigned loop, Cut how) {
  impl_->cuts.insert_or_assign({std::string(symbol), loop}, std::move(how));
}

Result<Term> Machine::run(std::string_view symbol, std::span<const Term> arguments) {
  const FunctionInfo* info = impl_->program.find_function(symbol);
  if (info != nullptr) return impl_->run_function(*info, arguments);
  return std::unexpected(Unsupported{"no definition of the function " + std::string(symbol), std::string(symbol), ""});
}

Result<Term> Machine::call(const Term& function, std::span<const Term> arguments) {
  const std::vector<Impl::Target> targets = impl_->functions_at(function);
  if (impl_->failed()) return std::unexpected(impl_->take_failure());
  const auto* target = targets.size() == 1 ? llvm::dyn_cast<llvm::Function>(targets[0].function) : nullptr;
  const auto info = impl_->program.functions.find(target);
  if (info != impl_->program.functions.end()) return impl_->run_function(info->second, arguments);
  const std::string what = target != nullptr ? target->getName().str() : "of several or none";
  return std::unexpected(Unsupported{"call of a function that is not defined: " + what, "", ""});
}

Result<Term> Machine::Impl::run_function(const FunctionInfo& info, std::span<const Term> arguments) {
  Impl& impl = *this;
  const auto refuse = [&](std::string what) -> Result<Term> {
    return std::unexpected(Unsupported{std::move(what), info.name, ""});
  };
  if (info.function->arg_size() != arguments.size())
    return refuse(info.name + " takes " + std::to_string(info.function->arg_size()) + " arguments, not " +
                  std::to_string(arguments.size()));
  std::vector<Value> values;
  for (unsigned i = 0; i < arguments.size(); ++i) {
    const llvm::Type* type = info.function->getArg(i)->getType();
    const unsigned width = type->isPointerTy() ? 64 : type->isIntegerTy() ? type->getIntegerBitWidth() : 0;
    Term term = arguments[i];
    if (width == 1 && !term.is_bool() && term.width() == 1) term = low_bit(term);
    if (width == 0 || width != width_of(term) || (width > 1 && term.is_bool()))
      return refuse("argument " + std::to_string(i + 1) + " of " + info.name + " has " + std::to_string(width) +
                    " bits, not " + std::to_string(width_of(term)));
    values.push_back({Datum{std::move(term), {}, 0, nullptr}});
  }
  State state;
  state.guard = impl.now->guard;
  state.memory = impl.now->memory;
  Impl::Returned returned = impl.call_function(info, std::move(state), std::move(values));
  if (impl.failed()) return std::unexpected(impl.take_failure());
  impl.now->dead = false;
  impl.reached = returned.state.dead ? boolean(impl.context, false) : returned.state.guard->term;
  if (!returned.state.dead) impl.now->memory = std::move(returned.state.memory);
  const Context& c = context;
  if (returned.state.dead) {
    // No path returns; every obligation on the way is certain to be broken.
    if (info.function->getReturnType()->isVoidTy()) return Term();
    const auto leaves = leaves_of(info.function->getReturnType(), info.function->getParent()->getDataLayout());
    unsigned width = 0;
    if (leaves)
      for (const Leaf& leaf : *leaves) width += leaf.width;
    return width == 1 ? boolean(c, false) : bv(c, std::max(1U, width), 0);
  }
  impl.settle(returned.value);
  if (returned.value.empty()) return Term();
  if (returned.value.size() == 1) return returned.value[0].term;
  Term whole;
  for (const Datum& part : returned.value) {
    const Term bits = part.term.is_bool() ? to_bv(part.term, 1) : part.term;
    whole = whole.empty() ? bits : concat(bits, whole);
  }
  return whole;
}

void Machine::assembly(AssemblyRule rule) { impl_->assembly = std::move(rule); }
void Machine::unknown_functions(UnknownRule rule) { impl_->unknown_functions = std::move(rule); }
void Machine::forget() { impl_->forget(); }

void Machine::assume(const Term& condition) {
  if (const Guard* guard = impl_->guards.extend(impl_->now->guard, condition)) impl_->now->guard = guard;
}

Term Machine::reached() const { return impl_->reached; }

Term Machine::path() const { return impl_->now->guard->term; }

void Machine::require(std::string_view kind, const Term& must_hold) {
  impl_->oblige_at(std::string(kind), impl_->function_name(), impl_->location(), logical_not(must_hold));
}

const std::vector<Obligation>& Machine::obligations() const { return impl_->obligations; }
const std::vector<MergeCheck>& Machine::merge_checks() const { return impl_->merge_checks; }
const std::set<std::string, std::less<>>& Machine::entered() const { return impl_->entered; }
std::uint64_t Machine::executed() const { return impl_->executed; }
const Context& Machine::context() const { return impl_->context; }

}  // namespace idreg::smt::lift
