// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every format says the same: registers written in it, by idreg or as its owner writes it, are read back as
// they were. Registers are random, from a fixed seed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/template.h"
#include "engine/fields.h"

namespace idreg::corpora {
namespace {

constexpr std::uint64_t kMidr = 0x603000000013c000;
constexpr std::uint64_t kLengths = 0x606000000015ffff;

/// All registers, an identity register and the one of 512 bits.
Dump random_dump(std::mt19937_64& random) {
  Dump dump;
  dump.kind = DumpKind::Guest;
  dump.vcpu = *parse_vcpu_features(random() % 2 == 0 ? "sve, pmu" : "none");
  for (const arch::Register& reg : arch::registers()) {
    // Sparse and dense words, and the extremes.
    const std::uint64_t word = random() & (random() % 2 == 0 ? random() : ~std::uint64_t{0});
    dump.registers.push_back({arch::index_of(reg), random() % 8 == 0 ? ~std::uint64_t{0} : word});
  }
  dump.others.push_back({kMidr, {random()}});
  dump.others.push_back({kLengths, {random(), 0, 0, 0, 0, 0, 0, random()}});
  return dump;
}

std::string binary(std::uint64_t value, unsigned digits) { return fmt::format("{:0{}b}", value, digits); }

std::string pairs(const Dump& dump) {
  std::string text;
  for (const DumpValue& one : dump.registers) {
    text += fmt::format("{:#x} {:#x}\n", arch::kvm_id(arch::registers()[one.reg]), one.value);
  }
  for (const OtherRegister& one : dump.others) text += fmt::format("{:#x}={}\n", one.id, value_text(one));
  return text + "vcpu = " + to_text(dump.vcpu) + "\n";
}

/// As Firecracker prints it: 128 digits whatever the size.
std::string fingerprint(const Dump& dump) {
  std::string text;
  const auto add = [&](std::uint64_t id, const std::string& digits) {
    text += fmt::format(R"({}{{"addr": "{:#x}", "bitmap": "0b{}"}})", text.empty() ? "" : ",", id, digits);
  };
  for (const DumpValue& one : dump.registers) {
    add(arch::kvm_id(arch::registers()[one.reg]), binary(one.value, 128));
  }
  for (const OtherRegister& one : dump.others) {
    std::string digits = one.words.size() == 1 ? binary(0, 64) : "";
    for (std::size_t i = one.words.size(); i > 0; --i) digits += binary(one.words[i - 1], 64);
    add(one.id, digits);
  }
  const std::string features = fmt::format(R"([{{"index": 0, "bitmap": "0b{}"}}])", binary(dump.vcpu.on, 32));
  return R"({"guest_cpu_config": {"kvm_capabilities": [], "vcpu_features": )" + features + R"(, "reg_modifiers": [)" +
         text + "]}}";
}

/// As arm-cpusysregs prints it: groups of four digits, then details.
std::string cpusysregs(const Dump& dump) {
  std::string text;
  const auto add = [&](std::string_view name, std::uint64_t value) {
    text += fmt::format("{}:", name);
    for (unsigned group = 16; group > 0; --group) {
      text += fmt::format(" {}{}", binary(value >> (4 * (group - 1)) & 0xf, 4), group == 9 ? " -" : "");
    }
    text += "\n\n  Detail: 0x1 (1)\n\n";
  };
  for (const DumpValue& one : dump.registers) add(arch::registers()[one.reg].name, one.value);
  add("MIDR_EL1", dump.others[0].words[0]);
  return text;
}

/// All registers set, each field a property of QEMU's; bits that no field has cannot be said.
std::string expansion(const Dump& dump, Dump* said) {
  std::string props = R"("pmu": true, "sve": false)";
  *said = dump;
  for (DumpValue& one : said->registers) {
    const arch::Register& reg = arch::registers()[one.reg];
    std::uint64_t covered = 0;
    for (const arch::Field& field : arch::fields(reg)) {
      const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
      covered |= mask;
      props += fmt::format(R"(, "SYSREG_{}_{}": {})", reg.name, field.name, (one.value & mask) >> field.entry.shift);
    }
    one.value &= covered;
  }
  return R"({"QMP": {"version": {"qemu": {"major": 10, "minor": 2, "micro": 0}}}})"
         "\n"
         R"({"return": {"model": {"name": "host", "props": {)" +
         props + "}}}}\n";
}

void expect_same(const std::expected<Dump, Error>& read, const Dump& dump) {
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->registers, dump.registers);
  EXPECT_EQ(read->others, dump.others);
  EXPECT_EQ(read->vcpu, dump.vcpu);
}

TEST(Formats, RegistersThatAreWrittenAreReadBack) {
  std::mt19937_64 random(2026);
  for (int i = 0; i < 50; ++i) {
    const Dump dump = random_dump(random);
    expect_same(parse_dump(write_dump(dump), "plain"), dump);
    expect_same(parse_dump(pairs(dump), "pairs"), dump);
    Dump made_by_firecracker = dump;
    made_by_firecracker.vcpu.known = parse_dump(fingerprint(dump), "f")->vcpu.known;
    expect_same(parse_dump(fingerprint(dump), "fingerprint"), made_by_firecracker);
    Dump hardware = dump;
    hardware.others.resize(1);
    hardware.vcpu = {};
    expect_same(parse_dump(cpusysregs(dump), "cpusysregs"), hardware);
  }
}

TEST(Formats, TemplatesThatAreWrittenAreReadBack) {
  std::mt19937_64 random(2027);
  for (int i = 0; i < 50; ++i) {
    const Dump dump = random_dump(random);
    Template cpu;
    for (const DumpValue& one : dump.registers) {
      const std::uint64_t mask = random();
      if (mask != 0) cpu.settings.push_back({one.reg, mask, one.value & mask});
    }
    for (const OtherRegister& one : dump.others) cpu.others.push_back({one, true});
    const auto firecracker = parse_template(write_template(cpu), "firecracker");
    ASSERT_TRUE(firecracker) << to_text(firecracker.error());
    EXPECT_EQ(firecracker->settings, cpu.settings);
    EXPECT_EQ(firecracker->others, cpu.others);

    Dump said;
    const auto qemu = parse_template(expansion(dump, &said), "qmp");
    ASSERT_TRUE(qemu) << to_text(qemu.error());
    EXPECT_TRUE(qemu->skipped.empty());
    EXPECT_EQ(to_text(qemu->vcpu), "pmu");
    const auto line = parse_template(write_cpu_properties(*qemu, "host"), "-cpu");
    ASSERT_TRUE(line) << to_text(line.error());
    for (const Template* read : {&*qemu, &*line}) {
      std::map<std::uint32_t, std::uint64_t> zeros;
      for (const DumpValue& one : said.registers) zeros[one.reg] = 0;
      const auto values = applied(*read, zeros);
      for (const DumpValue& one : said.registers) EXPECT_EQ(values.at(one.reg), one.value) << read->format;
    }
  }
}

}  // namespace
}  // namespace idreg::corpora
