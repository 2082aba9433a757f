// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/confirm.h"

#include <algorithm>
#include <set>

#include "lab/conformance.h"
#include "lab/model.h"

namespace idreg::lab {
namespace {

namespace code = audit::code;

/// Whether a vCPU is one of those that the audit was asked about.
bool wanted(const std::vector<std::pair<std::string, bool>>& has, const code::Options& options) {
  return std::ranges::all_of(options.vcpu,
                             [&](const auto& feature) { return std::ranges::find(has, feature) != has.end(); });
}

bool same_flaw(const code::Flaw& left, const code::Flaw& right) {
  return left.kind == right.kind && left.field == right.field && left.what == right.what;
}

}  // namespace

std::vector<std::optional<Shot>> aim(const code::Tree& tree, const code::Verdict& verdict, std::span<const Vcpu> vcpus,
                                     const code::Options& options) {
  std::vector<std::optional<Shot>> shots(verdict.flaws.size());
  std::set<std::uint64_t> tried;
  if (verdict.reg->reg == nullptr) return shots;
  for (const Vcpu& vcpu : vcpus) {
    const auto limit = vcpu.limits.find(verdict.reg->reg->name);
    code::Options here = options;
    here.vcpu = vcpu_features(vcpu.features);
    if (limit == vcpu.limits.end() || !wanted(here.vcpu, options) || !tried.insert(limit->second).second) continue;
    here.limit = limit->second;
    const code::Verdict again = code::judge(tree, *verdict.reg, here);
    for (std::size_t i = 0; i < shots.size(); ++i) {
      if (shots[i] || verdict.flaws[i].kind == audit::Kind::UndefinedBehaviour) continue;
      const auto found =
          std::ranges::find_if(again.flaws, [&](const code::Flaw& flaw) { return same_flaw(flaw, verdict.flaws[i]); });
      if (found != again.flaws.end()) shots[i] = Shot{vcpu.features, found->witness};
    }
    if (std::ranges::all_of(shots, [](const auto& shot) { return shot.has_value(); })) break;
  }
  return shots;
}

audit::Confirmation judge_answer(const code::Tree& tree, audit::Kind kind, const Shot& shot,
                                 const RegisterCalls& answer, std::uint64_t budget) {
  const Call& call = answer.calls.front();
  const bool as_said =
      kind == audit::Kind::TooStrict ? !call.accepted() : call.accepted() && call.stored == shot.witness.stored;
  if (as_said) return audit::Confirmation::Confirmed;
  const std::vector<RegisterConformance> compared = compare(tree, {"", "", {answer}, {}}, budget);
  return compared.front().disagreements.empty() ? audit::Confirmation::NotReachable : audit::Confirmation::NotConfirmed;
}

}  // namespace idreg::lab
