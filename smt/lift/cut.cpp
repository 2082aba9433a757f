// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops that are cut at their header instead of being unrolled (lift.h, Cut).
#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

namespace {

std::vector<const llvm::PHINode*> phis_of(const FunctionInfo& info, unsigned header) {
  std::vector<const llvm::PHINode*> result;
  for (const llvm::PHINode& phi : info.blocks[header].block->phis()) result.push_back(&phi);
  return result;
}

}  // namespace

const Machine::Impl::OpenCut* Machine::Impl::open_cut(const FunctionInfo& info, unsigned header) const {
  for (auto open = open_cuts.rbegin(); open != open_cuts.rend(); ++open) {
    if (open->info == &info && open->header == header && open->depth == depth) return &*open;
  }
  return nullptr;
}

std::optional<Term> Machine::Impl::invariant_at(const OpenCut& open, State& state) {
  std::vector<Term> terms;
  for (const llvm::PHINode* phi : phis_of(*open.info, open.header)) {
    const ValueRef& value = state.values[open.info->slots.at(phi)];
    if (!value || value->size() != 1) {
      fail("cut of a loop with a phi that is neither integer nor pointer");
      return std::nullopt;
    }
    use((*value)[0]);
    terms.push_back((*value)[0].term);
  }
  if (state.dead) return std::nullopt;
  const Result<Term> invariant = open.cut->invariant(self, terms);
  if (invariant) return *invariant;
  if (!failure) failure = invariant.error();
  return std::nullopt;
}

void Machine::Impl::havoc(OpenCut& open, State& state) {
  for (const llvm::PHINode* phi : phis_of(*open.info, open.header)) {
    const unsigned slot = open.info->slots.at(phi);
    const std::string name = "loop!" + std::to_string(fresh++);
    const Term& old = (*state.values[slot])[0].term;
    const Term any = old.is_bool() ? bool_variable(context, name) : variable(context, name, old.width());
    state.values[slot] = std::make_shared<const Value>(Value{Datum{any, {}, 0, nullptr}});
  }
  for (const Cut::Region& region : open.cut->regions) {
    for (const Cut::Region::Piece& piece : region.pieces) {
      const Term any = variable(context, "loop!" + std::to_string(fresh++), piece.width);
      const Term address = add_offset(region.address, word(piece.offset));
      store_scalar(address, {any, {}, 0, nullptr});
      if (failed() || state.dead) return;
      if (const auto number = address.constant())
        open.havocked.push_back(static_cast<unsigned>(*number >> kOffsetBits));
    }
  }
}

void Machine::Impl::enter_cut(const FunctionInfo& info, unsigned header, State& state) {
  const auto loop = std::find(info.loop_headers.begin(), info.loop_headers.end(), header);
  const auto index = static_cast<unsigned>(loop - info.loop_headers.begin());
  const auto cut = cuts.find({info.function->getName().str(), index});
  if (cut == cuts.end()) return;
  std::erase_if(open_cuts, [&](const OpenCut& open) { return open.depth >= depth && open.header == header; });
  open_cuts.push_back({&info, header, &cut->second, {}, {}, depth});
  const OpenCut entry = open_cuts.back();
  if (const auto holds = invariant_at(entry, state); holds && !failed()) {
    oblige("invariant-entry", logical_not(*holds));
  }
  if (failed() || state.dead) return;
  OpenCut open = entry;
  havoc(open, state);
  if (failed() || state.dead) return;
  open.at_header = state.memory;
  open_cuts.back() = open;
  if (const auto holds = invariant_at(open, state)) {
    const Guard* inside = guards.extend(state.guard, *holds);
    state.dead = inside == nullptr;
    if (inside != nullptr) state.guard = inside;
  }
}

void Machine::Impl::check_writes(const OpenCut& open, const State& state) {
  // Contents are persistent: what the body did not write is still the same object.
  for (const auto& [number, contents_now] : state.memory.objects()) {
    const auto before = open.at_header.find(number);
    if (before == contents_now) continue;
    if (std::find(open.havocked.begin(), open.havocked.end(), number) != open.havocked.end()) continue;
    if (!before && objects[number].kind == Object::Kind::Local) continue;  // made by the body itself
    if (objects[number].kind == Object::Kind::Local && holds_nothing(*contents_now)) continue;
    fail("cut of a loop that writes to " + (objects[number].name.empty() ? "a local variable" : objects[number].name) +
         ", which its regions do not name");
    return;
  }
}

bool Machine::Impl::holds_nothing(const Contents& contents_now) {
  for (std::size_t i = 0; i < contents_now.size(); ++i) {
    if (contents_now.at(i).word != nullptr) return false;
  }
  return true;
}

void Machine::Impl::close_cut(const OpenCut& open, State& state) {
  State* outer = now;
  now = &state;
  check_writes(open, state);
  if (!failed()) {
    if (const auto holds = invariant_at(open, state)) oblige("invariant-step", logical_not(*holds));
  }
  now = outer;
}

}  // namespace idreg::smt::lift
