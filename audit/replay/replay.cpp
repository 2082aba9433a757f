// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "audit/replay/evaluate.h"
#include "audit/replay/write.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit::replay {

namespace {

/// Sets whole states: what is not named is 0.
class State {
 public:
  explicit State(Native& native) : native_(native) {}

  void set(const std::vector<std::pair<std::string, std::uint64_t>>& values) {
    for (const auto& [name, place] : places_) {
      if (place) place->set(0);
    }
    for (const auto& [name, value] : values) {
      const auto [its, fresh] = places_.try_emplace(name);
      if (fresh) its->second = native_.place(name);
      if (its->second) its->second->set(value);
    }
  }

 private:
  Native& native_;
  std::map<std::string, std::optional<Native::Place>> places_;
};

std::uint64_t value_in(const std::vector<std::pair<std::string, std::uint64_t>>& state, std::string_view name) {
  const auto found = std::ranges::find(state, name, [](const auto& entry) { return std::string_view(entry.first); });
  return found == state.end() ? 0 : found->second;
}

std::string name_of(const char* reg, const code::Flaw& flaw) {
  return fmt::format("{}{}{} {}", reg, flaw.field != nullptr ? "." : "", flaw.field != nullptr ? flaw.field->name : "",
                     to_text(flaw.kind));
}

/// What is wrong with a write that should show the flaw; empty: nothing is.
std::string difference(const code::Flaw& flaw, const Write::Answer& answer) {
  const code::Witness& witness = flaw.witness;
  if (flaw.kind == Kind::UndefinedBehaviour)
    return answer.ended != nullptr ? "" : "the function returns as if nothing were undefined";
  if (answer.ended != nullptr) return fmt::format("the function ends: {}", answer.ended);
  if (answer.limit != witness.limit) return fmt::format("the limit is {:#x}, not {:#x}", answer.limit, witness.limit);
  const bool accepted = !answer.hidden() && !answer.ignored() && answer.result == 0;
  if (flaw.kind == Kind::TooStrict) return accepted ? "the write is accepted" : "";
  if (!accepted) return fmt::format("the write is refused ({})", answer.result);
  if (answer.stored != witness.stored) return fmt::format("{:#x} is stored, not {:#x}", answer.stored, witness.stored);
  return "";
}

class Witnesses {
 public:
  Witnesses(Native& native, const code::Tree& tree, Report& report)
      : native_(native), tree_(tree), report_(report), state_(native) {}

  void write(const code::Verdict& verdict) {
    if (verdict.outcome == Outcome::Unsupported) return;
    const Write write(native_, tree_, *verdict.reg);
    for (const code::Flaw& flaw : verdict.flaws) {
      // Only some undefined behaviour shows natively; the rest is the lifter's word.
      if (flaw.kind == Kind::UndefinedBehaviour && !flaw.what.starts_with("shift")) {
        report_.not_tried.push_back(name_of(verdict.reg->name.c_str(), flaw) + ": " + flaw.what);
        continue;
      }
      state_.set(flaw.witness.state);
      tell(name_of(verdict.reg->name.c_str(), flaw), difference(flaw, write.run(flaw.witness.value)));
    }
  }

  void limit(const code::LimitVerdict& verdict) {
    const Write write(native_, tree_, *verdict.reg);
    for (const code::Flaw& flaw : verdict.flaws) {
      state_.set(flaw.witness.state);
      const Write::Answer answer = write.limit();
      const std::uint64_t shown = answer.hidden() || answer.zero() ? 0 : answer.limit;
      const bool same = answer.ended == nullptr && shown == flaw.witness.value;
      tell(name_of(verdict.reg->name.c_str(), flaw),
           same ? "" : fmt::format("{:#x} is shown, not {:#x}", shown, flaw.witness.value));
    }
  }

  void sanitising(const code::SanitiseVerdict& verdict) {
    for (const code::Flaw& flaw : verdict.flaws) {
      const std::string name = name_of(verdict.reg->name, flaw);
      if (flaw.kind == Kind::UndefinedBehaviour) {
        report_.not_tried.push_back(name + ": " + flaw.what);
        continue;
      }
      state_.set(flaw.witness.state);
      const std::optional<std::uint64_t> kept = keep(verdict, flaw);
      if (!kept) {
        report_.not_tried.push_back(name + ": the host's value is not at hand");
        continue;
      }
      tell(name, *kept == flaw.witness.value ? "" : fmt::format("{:#x} is kept, not {:#x}", *kept, flaw.witness.value));
    }
  }

 private:
  void tell(const std::string& name, const std::string& difference) {
    if (difference.empty()) {
      ++report_.witnesses;
    } else {
      report_.disagreements.push_back(fmt::format("{}: natively {}", name, difference));
    }
  }

  /// Runs the function that the flaw blames.
  std::optional<std::uint64_t> keep(const code::SanitiseVerdict& verdict, const code::Flaw& flaw) {
    const std::string variable = tree_.host_variable(verdict.reg->name);
    const std::size_t plus = variable.rfind("+0x");
    if (plus == std::string::npos) return std::nullopt;
    const std::uint64_t object = native_.address(variable.substr(0, plus));
    const std::uint64_t function = native_.address(flaw.function);
    const auto place = tree_.member("arm64_ftr_reg", "sys_val");
    if (object == 0 || function == 0 || !place) return std::nullopt;
    const arch::Register& reg = *verdict.reg;
    const std::uint64_t number = sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
    const auto& state = flaw.witness.state;
    std::vector<std::uint64_t> arguments = {number, value_in(state, "first CPU's value")};
    if (flaw.function.ends_with("check_update_ftr_reg"))
      arguments = {number, 1, value_in(state, "new CPU's value"), value_in(state, "boot CPU")};
    if (flaw.function.ends_with("update_cpu_ftr_reg")) arguments = {object, value_in(state, "new CPU's value")};
    if (native_.call(function, arguments).ended != nullptr) return std::nullopt;
    return *reinterpret_cast<const std::uint64_t*>(object + *place);
  }

  Native& native_;
  const code::Tree& tree_;
  Report& report_;
  State state_;
};

}  // namespace

std::set<std::string> symbols(const code::Tree& tree) {
  std::set<std::string> all = {tree.table};
  for (const auto& [object, name] : tree.host) all.insert(object);
  for (const code::Descriptor& reg : tree.registers) {
    if (reg.reset.empty()) continue;
    for (const std::string* name : {&reg.reset, &reg.get_user, &reg.set_user, &reg.visibility}) {
      if (tree.program.defines(*name)) all.insert(*name);
    }
  }
  for (const char* name : {"init_cpu_ftr_reg", "update_cpu_ftr_reg", "check_update_ftr_reg"}) {
    if (std::string its = code::host_function(tree, name); !its.empty()) all.insert(std::move(its));
  }
  return all;
}

void witnesses(Native& native, const code::Tree& tree, const std::vector<code::Verdict>& verdicts,
               const std::vector<code::LimitVerdict>& limits, const std::vector<code::SanitiseVerdict>& sanitising,
               Report& report) {
  Witnesses all(native, tree, report);
  for (const auto& verdict : verdicts) all.write(verdict);
  for (const auto& verdict : limits) all.limit(verdict);
  for (const auto& verdict : sanitising) all.sanitising(verdict);
}

}  // namespace idreg::audit::replay
