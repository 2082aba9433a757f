// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace idreg::audit::code {

namespace {

using smt::Context;
using smt::Term;
using smt::lift::Machine;
using smt::lift::Result;

// arch/arm64/kvm/sys_regs.h, enum of visibility: REG_HIDDEN, REG_RAZ, REG_USER_WI.
constexpr unsigned kHiddenBit = 0;
constexpr unsigned kZeroBit = 1;
constexpr unsigned kWriteIgnoredBit = 2;

/// One lifting in progress: the machine, the vCPU, and the register's row.
class Lifting {
 public:
  Lifting(const Tree& tree, const Context& context, const Descriptor& reg, Met& met)
      : reg_(reg), machine_(tree.program, context, kernel_limits()), returned_(smt::boolean(context, true)) {
    install_environment(machine_, met);
    row_ = smt::bvadd(*machine_.address_of(tree.table), smt::bv(context, 64, reg.offset));
    const Term vm = machine_.allocate_symbolic("kvm", tree.vm_bytes);
    vcpu_ = machine_.allocate_symbolic("vcpu", tree.vcpu_bytes);
    if (const auto place = tree.member("kvm_vcpu", "kvm")) (void)machine_.store(vcpu_, *place, vm);
    out_ = machine_.allocate("value read", 8);
  }

  Result<Term> run(const std::string& symbol, std::span<const Term> arguments) {
    Result<Term> result = machine_.run(symbol, arguments);
    if (result) returned_ = smt::logical_and(returned_, machine_.reached());
    return result;
  }

  Result<Term> visibility() {
    if (reg_.visibility.empty()) return smt::bv(context(), 32, 0);
    const Term arguments[] = {vcpu_, row_};
    return run(reg_.visibility, arguments);
  }
  Result<Term> limit() {
    const Term arguments[] = {vcpu_, row_};
    return run(reg_.reset, arguments);
  }
  Result<Term> read() {
    const Term arguments[] = {vcpu_, row_, out_};
    if (const Result<Term> result = run(reg_.get_user, arguments); !result) return result;
    return machine_.load(out_, 0, 64);
  }
  Result<Term> write(const Term& value) {
    const Term arguments[] = {vcpu_, row_, value};
    return run(reg_.set_user, arguments);
  }

  [[nodiscard]] const Context& context() const { return machine_.context(); }
  [[nodiscard]] const Term& returned() const { return returned_; }
  [[nodiscard]] const std::vector<smt::lift::Obligation>& obligations() const { return machine_.obligations(); }

 private:
  const Descriptor& reg_;
  Machine machine_;
  Term returned_, row_, vcpu_, out_;
};

Term bit(const Term& word, unsigned index) { return smt::to_bool(smt::extract(index, index, word)); }

}  // namespace

Term Path::accepted() const {
  const Term done = smt::equal(result, smt::bv(result.context(), result.width(), 0));
  return smt::logical_and(returned, smt::logical_and(smt::logical_not(hidden), done));
}

Result<Path> lift_path(const Tree& tree, const Context& context, const Descriptor& reg) {
  Path path{&reg, smt::variable(context, "value", 64), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  if (reg.get_user.empty()) return std::unexpected(smt::lift::Unsupported{"a register without get_user", reg.name, ""});
  Lifting lifting(tree, context, reg, path.met);
  const Result<Term> visibility = lifting.visibility();
  if (!visibility) return std::unexpected(visibility.error());
  path.hidden = bit(*visibility, kHiddenBit);
  path.zero = bit(*visibility, kZeroBit);
  for (const auto& [part, step] : {std::pair{&path.limit, &Lifting::limit}, std::pair{&path.before, &Lifting::read}}) {
    const Result<Term> result = (lifting.*step)();
    if (!result) return std::unexpected(result.error());
    *part = *result;
  }
  const Result<Term> result = lifting.write(path.value);
  if (!result) return std::unexpected(result.error());
  const Result<Term> stored = lifting.read();
  if (!stored) return std::unexpected(stored.error());
  // Such a write is answered with 0, and set_user is not called (kvm_sys_reg_set_user).
  path.ignored = bit(*visibility, kWriteIgnoredBit);
  path.result = smt::ite(path.ignored, smt::bv(context, result->width(), 0), *result);
  path.stored = smt::ite(path.ignored, path.before, *stored);
  path.returned = lifting.returned();
  path.obligations = lifting.obligations();
  return path;
}

Result<Shown> lift_shown(const Tree& tree, const Context& context, const Descriptor& reg) {
  Shown shown{&reg, {}, {}, {}};
  Lifting lifting(tree, context, reg, shown.met);
  const Result<Term> visibility = lifting.visibility();
  if (!visibility) return std::unexpected(visibility.error());
  const Result<Term> limit = lifting.limit();
  if (!limit) return std::unexpected(limit.error());
  const Term nothing = smt::logical_or(bit(*visibility, kHiddenBit), bit(*visibility, kZeroBit));
  shown.value = smt::ite(nothing, smt::bv(context, 64, 0), *limit);
  shown.returned = lifting.returned();
  return shown;
}

namespace {

/// Where a feature is kept. Bit numbers are the user interface's (KVM_ARM_VCPU_*) for `vcpu_features`, else
/// arch/arm64/include/asm/kvm_host.h, Linux 6.5 to 6.12.
struct FeaturePlace {
  Feature feature;
  const char* structure;
  const char* member;
  unsigned bit;
};

constexpr std::array<FeaturePlace, 6> kFeatures = {{
    {{"sve", "the vCPU has SVE (KVM_ARM_VCPU_SVE)", "FEAT_SVE"}, "kvm_vcpu", "arch.cflags", 0},
    {{"ptrauth", "the vCPU has pointer authentication", "FEAT_PAuth"}, "kvm_vcpu", "arch.cflags", 2},
    {{"pmu", "the VM has a PMU (KVM_ARM_VCPU_PMU_V3)", "FEAT_PMUv3"}, "kvm", "arch.vcpu_features", 3},
    {{"el1-32bit", "EL1 runs in AArch32 (KVM_ARM_VCPU_EL1_32BIT)", "FEAT_AA32EL1"}, "kvm", "arch.vcpu_features", 1},
    {{"nested", "the vCPU has EL2 (KVM_ARM_VCPU_HAS_EL2)", "FEAT_NV2"}, "kvm", "arch.vcpu_features", 7},
    {{"mte", "the VM has memory tagging (KVM_CAP_ARM_MTE)", "FEAT_MTE2"}, "kvm", "arch.flags", 1},
}};
constexpr FeaturePlace kHasRun = {{"has-run", "a vCPU has run", ""}, "kvm", "arch.flags", 2};

Term at(const Tree& tree, const Context& context, const FeaturePlace& place) {
  const auto offset = tree.member(place.structure, place.member);
  if (!offset) return {};
  const bool vm = std::string_view(place.structure) == "kvm";
  const std::uint64_t word = *offset / 8 * 8;
  const std::uint64_t size = vm ? tree.vm_bytes : tree.vcpu_bytes;
  const auto width = static_cast<unsigned>(std::min<std::uint64_t>(8, size - word) * 8);
  const Term variable = smt::variable(context, fmt::format("{}+{:#x}", vm ? "kvm" : "vcpu", word), width);
  return bit(variable, static_cast<unsigned>(*offset - word) * 8 + place.bit);
}

}  // namespace

std::span<const Feature> features() {
  static constexpr auto kNames = [] {
    std::array<Feature, kFeatures.size()> result{};
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = kFeatures[i].feature;
    return result;
  }();
  return kNames;
}

std::expected<std::vector<std::pair<std::string, bool>>, std::string> parse_features(std::string_view text) {
  std::vector<std::pair<std::string, bool>> result;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const bool wanted = !word.starts_with('!');
    if (!wanted) word.remove_prefix(1);
    const bool known = std::ranges::any_of(kFeatures, [&](const auto& place) { return place.feature.name == word; });
    if (!known) return std::unexpected(std::string(word));
    result.emplace_back(word, wanted);
  }
  return result;
}

Term has_feature(const Tree& tree, const Context& context, std::string_view name) {
  for (const FeaturePlace& place : kFeatures) {
    if (place.feature.name == name) return at(tree, context, place);
  }
  return {};
}

Term has_run(const Tree& tree, const Context& context) { return at(tree, context, kHasRun); }

}  // namespace idreg::audit::code
