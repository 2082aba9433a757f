// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/bundle.h"

#include <fmt/format.h>

#include <cstring>
#include <string_view>

#include "cli/report/json.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "engine/fields.h"

namespace idreg::cli::report {
namespace {

/// The case speaks of one register by name, whose value and limit somebody can set.
bool of_register(const props::Claim& claim, const props::Case& input) {
  return claim.reads.registers && !claim.reads.definitions && !claim.reads.exceptions &&
         input.reg < arch::registers().size();
}

constexpr const char* kNoRegister = "the case is about entries and not about a register by name";

BundleFile libfuzzer(const props::Claim& claim, const props::StoredCase& stored) {
  const std::vector<std::uint8_t> bytes = props::encode(stored.input);
  return {"case.bin",
          {bytes.begin(), bytes.end()},
          fmt::format("IDREG_CLAIM={} IDREG_SUBJECT={} fuzz_claims case.bin", claim.name, stored.subject)};
}

BundleFile rapidcheck(const props::Claim& claim, const props::StoredCase& stored, const std::string& path) {
  const std::string line = fmt::format("idreg fuzz --rapidcheck --examples {} --claim {} --subject {} --runs 1\n", path,
                                       claim.name, stored.subject);
  return {"rapidcheck.sh", line, "RapidCheck's engine, with this case as its first example"};
}

/// Collects one line for each scalar; see for_each_scalar.
struct Model {
  const props::Case* input;
  std::string text;

  static void scalar(void* state, const char* name, std::size_t offset, std::size_t size) {
    Model& model = *static_cast<Model*>(state);
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const char*>(model.input) + offset, size);
    if (value == 0) return;  // a minimal case is mostly zeros: they are said once, at the top
    model.text += fmt::format("(declare-const |{0}| (_ BitVec {1}))\n(assert (= |{0}| #x{2:0{3}x}))\n", name, size * 8,
                              value, size * 2);
  }
};

BundleFile smt_model(const props::StoredCase& stored) {
  Model model{&stored.input,
              "; A case of idreg as an SMT-LIB model. Members that are not named are 0.\n(set-logic QF_BV)\n"};
  props::for_each_scalar(&Model::scalar, &model);
  return {"case.smt2", model.text + "(check-sat)\n(get-model)\n", "z3 case.smt2"};
}

BundleFile kvm_selftest(const props::Claim& claim, const props::Case& input) {
  if (!of_register(claim, input)) return {"kvm_selftest.c", "", kNoRegister};
  const arch::Register& reg = arch::registers()[input.reg];
  std::string text = fmt::format(
      "// Asks this host's KVM whether {0} may be {1:#x}. Build: aarch64-linux-gnu-gcc -static; run on arm64.\n"
      "// The case's limit is {2:#x}; KVM's own limit is what it prints as the value before.\n"
      "#include <errno.h>\n#include <fcntl.h>\n#include <linux/kvm.h>\n#include <stdint.h>\n#include <stdio.h>\n"
      "#include <string.h>\n#include <sys/ioctl.h>\n\n",
      reg.name, input.value, input.limit);
  text += fmt::format("#define REG_ID {:#x}ull\n#define WANTED {:#x}ull\n\n", arch::kvm_id(reg), input.value);
  text += R"(int main(void) {
  int kvm = open("/dev/kvm", O_RDWR);
  int vm = kvm < 0 ? -1 : ioctl(kvm, KVM_CREATE_VM, 0);
  int vcpu = vm < 0 ? -1 : ioctl(vm, KVM_CREATE_VCPU, 0);
  struct kvm_vcpu_init init;
  memset(&init, 0, sizeof init);
  if (vcpu < 0 || ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init) || ioctl(vcpu, KVM_ARM_VCPU_INIT, &init)) {
    perror("no vCPU");
    return 2;
  }
  uint64_t before = 0, wanted = WANTED;
  struct kvm_one_reg reg = {.id = REG_ID, .addr = (uintptr_t)&before};
  if (ioctl(vcpu, KVM_GET_ONE_REG, &reg)) {
    perror("KVM_GET_ONE_REG");
    return 2;
  }
  reg.addr = (uintptr_t)&wanted;
  int refused = ioctl(vcpu, KVM_SET_ONE_REG, &reg) ? errno : 0;
  printf("before %#llx, wanted %#llx: %s\n", (unsigned long long)before, (unsigned long long)wanted,
         refused ? strerror(refused) : "accepted");
  return refused ? 0 : 1;
}
)";
  return {"kvm_selftest.c", text, "aarch64-linux-gnu-gcc -static kvm_selftest.c; exit 0: KVM refuses, 1: it accepts"};
}

/// What QEMU's -cpu can switch off, of the fields that idreg knows.
struct QemuSwitch {
  std::string_view reg;
  std::string_view field;
  const char* off;
};
constexpr QemuSwitch kQemu[] = {{"ID_AA64DFR0_EL1", "PMUVer", "pmu=off"},
                                {"ID_AA64PFR0_EL1", "SVE", "sve=off"},
                                {"ID_AA64PFR1_EL1", "SME", "sme=off"}};

BundleFile qemu(const props::Claim& claim, const props::Case& input) {
  if (!of_register(claim, input)) return {"qemu.txt", "", kNoRegister};
  const arch::Register& reg = arch::registers()[input.reg];
  std::string line = "-cpu max";
  std::string left;
  for (const arch::Field& field : arch::fields(reg)) {
    const std::uint64_t value = engine::extract(input.value, field.entry.shift, field.entry.width);
    if (value == engine::extract(input.limit, field.entry.shift, field.entry.width)) continue;
    const QemuSwitch* found = nullptr;
    for (const QemuSwitch& one : kQemu)
      if (one.reg == reg.name && one.field == field.name && value == 0) found = &one;
    found != nullptr ? line += std::string(",") + found->off : left += std::string(" ") + field.name;
  }
  if (line == "-cpu max") return {"qemu.txt", "", "QEMU's -cpu has no switch for these codes:" + left};
  return {"qemu.txt", line + "\n", left.empty() ? "as it stands" : "without a switch in QEMU's -cpu:" + left};
}

BundleFile firecracker(const props::Claim& claim, const props::Case& input) {
  if (!of_register(claim, input)) return {"firecracker.json", "", kNoRegister};
  const std::uint64_t differs = input.value ^ input.limit;
  std::string bitmap = "0b";
  for (unsigned bit = kRegisterBits; bit-- > 0;)
    bitmap += ((differs >> bit) & 1) == 0 ? 'x' : ((input.value >> bit) & 1) != 0 ? '1' : '0';
  const Json json{{"reg_modifiers",
                   Json::array({{{"addr", hex(arch::kvm_id(arch::registers()[input.reg]))}, {"bitmap", bitmap}}})}};
  return {"firecracker.json", dump(json), "a custom CPU template; bits that equal the limit's are left alone (x)"};
}

}  // namespace

std::vector<BundleFile> bundle(const props::Claim& claim, const props::StoredCase& stored, const std::string& path) {
  return {libfuzzer(claim, stored),          rapidcheck(claim, stored, path), smt_model(stored),
          kvm_selftest(claim, stored.input), qemu(claim, stored.input),       firecracker(claim, stored.input)};
}

}  // namespace idreg::cli::report
