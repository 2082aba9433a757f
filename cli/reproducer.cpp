// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/reproducer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "audit/code/path.h"
#include "corpora/arch/lookup.h"
#include "corpora/file.h"
#include "lab/model.h"

namespace idreg::cli {
namespace {

namespace code = audit::code;

/// What KVM_ARM_VCPU_INIT is to be told.
std::string init_bits(const std::vector<std::string>& features) {
  static const std::map<std::string, std::string, std::less<>> kBits = {
      {"sve", "1U << KVM_ARM_VCPU_SVE"},
      {"ptrauth", "1U << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1U << KVM_ARM_VCPU_PTRAUTH_GENERIC"},
      {"pmu", "1U << KVM_ARM_VCPU_PMU_V3"},
      {"el1-32bit", "1U << KVM_ARM_VCPU_EL1_32BIT"},
      {"nested", "1U << 7 /* KVM_ARM_VCPU_HAS_EL2, newer than some headers */"}};
  std::string bits = "1U << KVM_ARM_VCPU_PSCI_0_2";
  for (const std::string& feature : features) {
    if (const auto found = kBits.find(feature); found != kBits.end()) bits += " | " + found->second;
  }
  return bits;
}

constexpr std::string_view kHead = R"(#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/kvm.h>

)";

constexpr std::string_view kBody = R"(
static int skip(const char *why)
{
	printf("ok 1 # SKIP %s\n", why);
	return 4;
}

static int make_vcpu(void)
{
	struct kvm_vcpu_init init;
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int vm, vcpu;

	if (kvm < 0)
		return -1;
	vm = ioctl(kvm, KVM_CREATE_VM, 0UL);
	if (vm < 0)
		return -1;
	if (HAS_MTE) {
		struct kvm_enable_cap mte = { .cap = KVM_CAP_ARM_MTE };

		if (ioctl(vm, KVM_ENABLE_CAP, &mte) < 0)
			return -1;
	}
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0UL);
	memset(&init, 0, sizeof(init));
	if (vcpu < 0 || ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init) < 0)
		return -1;
	init.features[0] |= FEATURES;
	if (ioctl(vcpu, KVM_ARM_VCPU_INIT, &init) < 0)
		return -1;
	if (init.features[0] >> KVM_ARM_VCPU_SVE & 1) {
		int feature = KVM_ARM_VCPU_SVE;

		if (ioctl(vcpu, KVM_ARM_VCPU_FINALIZE, &feature) < 0)
			return -1;
	}
	return vcpu;
}

static uint64_t get_reg(int vcpu)
{
	uint64_t value = 0;
	struct kvm_one_reg reg = { .id = REG_ID, .addr = (uintptr_t)&value };

	ioctl(vcpu, KVM_GET_ONE_REG, &reg);
	return value;
}

int main(void)
{
	uint64_t value = VALUE;
	struct kvm_one_reg reg = { .id = REG_ID, .addr = (uintptr_t)&value };
	uint64_t limit, stored;
	int vcpu, error;

	printf("TAP version 13\n1..1\n");
	vcpu = make_vcpu();
	if (vcpu < 0)
		return skip("no vCPU with these features here");
	limit = get_reg(vcpu);
	printf("# a fresh vCPU reads 0x%llx\n", (unsigned long long)limit);
	if (limit != LIMIT)
		return skip("this host has another limit");
	error = ioctl(vcpu, KVM_SET_ONE_REG, &reg) < 0 ? errno : 0;
	stored = get_reg(vcpu);
	printf("# 0x%llx written: %s, then it reads 0x%llx\n", (unsigned long long)value,
	       error ? strerror(error) : "ok", (unsigned long long)stored);
	if (FOUND(error, stored)) {
		printf("not ok 1 %s\n", WHAT);
		return 1;
	}
	printf("ok 1 %s\n", WHAT);
	return 0;
}
)";

std::vector<std::string> features_of(const lab::Shot& shot) {
  std::vector<std::string> there;
  for (const auto& [name, has] : lab::vcpu_features(shot.features)) {
    if (has) there.push_back(name);
  }
  return there;
}

std::string name_of(const code::Verdict& verdict, const code::Flaw& flaw) {
  return flaw.field == nullptr ? verdict.reg->name : fmt::format("{}.{}", verdict.reg->name, flaw.field->name);
}

}  // namespace

std::vector<std::string> vcpu_of(const code::Tree& tree, const code::Witness& witness) {
  const smt::Context context;
  std::vector<std::string> there;
  for (const code::Feature& feature : code::features()) {
    const smt::Term has = code::has_feature(tree, context, feature.name);
    if (has.empty()) continue;
    std::vector<smt::Term> variables;
    std::vector<smt::Term> numbers;
    const smt::Term roots[] = {has};
    for (const smt::Term& term : smt::topological_order(roots)) {
      if (term.op() != smt::Op::Variable) continue;
      const auto found = std::ranges::find(witness.state, term.name(), &std::pair<std::string, std::uint64_t>::first);
      variables.push_back(term);
      numbers.push_back(smt::bv(context, term.width(), found == witness.state.end() ? 0 : found->second));
    }
    if (smt::substitute(has, variables, numbers).is_true()) there.emplace_back(feature.name);
  }
  return there;
}

std::string reproducer(const code::Verdict& verdict, const code::Flaw& flaw, const code::Witness& witness,
                       const std::vector<std::string>& features) {
  const bool strict = flaw.kind == audit::Kind::TooStrict;
  const std::string what = fmt::format("{}: {}", name_of(verdict, flaw), to_text(flaw.kind));
  const std::string sentence = strict ? "is refused" : fmt::format("is stored as {:#x}", witness.stored);
  const bool mte = std::ranges::find(features, "mte") != features.end();
  return fmt::format(
             "// {}\n// Written by idreg audit: {:#x} under the limit {:#x} {}, for a vCPU with {}.\n"
             "// Exit status: 0 it does not, 1 it does, 4 skipped.\n",
             what, witness.value, witness.limit, sentence,
             features.empty() ? "none" : fmt::format("{}", fmt::join(features, "+"))) +
         std::string(kHead) +
         fmt::format(
             "#define WHAT \"{}\"\n#define REG_ID {:#x}ULL\n#define VALUE {:#x}ULL\n#define LIMIT {:#x}ULL\n"
             "#define FEATURES ({})\n#define HAS_MTE {}\n#define FOUND(error, stored) ({})\n",
             what, verdict.reg->kvm_id(), witness.value, witness.limit, init_bits(features), mte ? 1 : 0,
             strict ? "(error) != 0" : fmt::format("(error) == 0 && (stored) == {:#x}ULL", witness.stored)) +
         std::string(kBody);
}

Result<void> write_reproducers(const audit::Report& report, const Judged& judged, const Shots& shots,
                               const std::string& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) return usage(fmt::format("{}: {}", directory, failed.message()));
  std::set<std::string> names;
  for (const code::Verdict& verdict : judged.verdicts) {
    for (const code::Flaw& flaw : verdict.flaws) {
      if (flaw.kind == audit::Kind::UndefinedBehaviour) continue;
      const audit::Finding made = finding_of(report, judged.tree, verdict, flaw);
      const auto same = [&](const audit::Finding& finding) { return finding.detail == made.detail; };
      const auto finding = std::ranges::find_if(report.findings, same);
      if (finding == report.findings.end()) continue;
      std::string name = fmt::format("{}-{}", name_of(verdict, flaw), to_text(flaw.kind));
      if (flaw.field == nullptr && !flaw.gained.empty()) name += "-" + flaw.gained.front();
      std::ranges::replace(name, '.', '-');
      if (!names.insert(name).second) name += fmt::format("-{}", names.size());
      const auto shot = shots.find(&*finding);
      const std::string text = shot == shots.end()
                                   ? reproducer(verdict, flaw, flaw.witness, vcpu_of(judged.tree, flaw.witness))
                                   : reproducer(verdict, flaw, shot->second.witness, features_of(shot->second));
      const auto written = corpora::write_file(fmt::format("{}/{}.c", directory, name), text);
      if (!written) return usage(to_text(written.error()));
    }
  }
  return {};
}

}  // namespace idreg::cli
