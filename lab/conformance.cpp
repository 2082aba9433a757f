// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/conformance.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/code/path.h"
#include "lab/model.h"

namespace idreg::lab {
namespace {

using audit::code::Descriptor;
using audit::code::Tree;

const Descriptor* find(const Tree& tree, std::uint32_t encoding) {
  const auto same = [&](const Descriptor& reg) {
    return (reg.op0 << 19 | reg.op1 << 16 | reg.crn << 12 | reg.crm << 8 | reg.op2 << 5) == encoding;
  };
  const auto found = std::ranges::find_if(tree.registers, same);
  return found == tree.registers.end() ? nullptr : &*found;
}

std::string cannot_choose(Model::Fit fit) {
  return fit == Model::Fit::Unknown ? "the solver's budget ran out"
                                    : "no host of the model has this limit for this vCPU";
}

/// Compares the calls one after the other; where the model answers otherwise, another host may explain all of them.
void compare_calls(Model& model, const RegisterCalls& reg, RegisterConformance& out) {
  if (const Model::Fit fit = model.choose(); fit != Model::Fit::Found) {
    out.why = cannot_choose(fit);
    if (fit == Model::Fit::None) out.disagreements.push_back({{reg.limit, "", reg.limit}, "no host", 0});
    return;
  }
  out.determined = model.determined();
  std::vector<Call> learned;
  for (std::size_t i = 0; i < reg.calls.size(); ++i) {
    const Model::Answer answer = model.answer(reg.calls[i].value);
    if (same_answer(reg.calls[i], answer)) continue;
    model.learn(reg.calls[i]);
    ++out.learned;
    if (out.determined || model.choose() != Model::Fit::Found) {
      out.disagreements.push_back({reg.calls[i], error_name(answer.error), answer.stored});
      out.compared = i + 1;
      return;
    }
    i = static_cast<std::size_t>(-1);  // the new host must explain the calls before this one too
  }
  out.compared = reg.calls.size();
}

}  // namespace

std::vector<RegisterConformance> compare(const Tree& tree, const Calls& calls, std::uint64_t budget) {
  std::vector<RegisterConformance> all;
  for (const RegisterCalls& reg : calls.registers) {
    RegisterConformance& out = all.emplace_back();
    out.name = reg.name;
    out.features = reg.features;
    const Descriptor* descriptor = find(tree, reg.encoding);
    if (descriptor == nullptr || descriptor->set_user.empty() || descriptor->reset.empty()) {
      out.why = "the tree's table has no function that writes it";
      continue;
    }
    const smt::Context context;
    const auto path = audit::code::lift_path(tree, context, *descriptor);
    if (!path) {
      out.why = fmt::format("not lifted: {} in {}", path.error().what, path.error().function);
      continue;
    }
    Model model(tree, *path, reg, budget);
    compare_calls(model, reg, out);
  }
  return all;
}

}  // namespace idreg::lab
