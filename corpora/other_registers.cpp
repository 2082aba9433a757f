// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/other_registers.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpora/text.h"

namespace idreg::corpora {

namespace {

constexpr std::uint64_t kSystem = 0x6030000000130000;
constexpr std::uint64_t kKindMask = 0x0fff0000;
constexpr std::uint64_t kDemux = 0x00110000;
constexpr std::uint64_t kSystemKind = 0x00130000;
constexpr std::uint64_t kFirmware = 0x00140000;
constexpr std::uint64_t kSve = 0x00150000;
constexpr std::uint64_t kServices = 0x00160000;

struct Named {
  std::uint64_t id;
  std::string_view name;
  RegisterGroup group;
};

constexpr Named kNamed[] = {
    {0x603000000013c000, "MIDR_EL1", RegisterGroup::Identity},
    {0x603000000013c006, "REVIDR_EL1", RegisterGroup::Identity},
    {0x603000000013c807, "AIDR_EL1", RegisterGroup::Identity},
    {0x603000000013c801, "CLIDR_EL1", RegisterGroup::Cache},
    {0x603000000013d801, "CTR_EL0", RegisterGroup::Cache},
    {0x603000000013d807, "DCZID_EL0", RegisterGroup::Cache},
    {0x603000000013c005, "MPIDR_EL1", RegisterGroup::State},
    {0x6030000000140000, "KVM_REG_ARM_PSCI_VERSION", RegisterGroup::Psci},
    {0x6030000000140001, "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1", RegisterGroup::Workaround},
    {0x6030000000140002, "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2", RegisterGroup::Workaround},
    {0x6030000000140003, "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_3", RegisterGroup::Workaround},
    {0x6030000000160000, "KVM_REG_ARM_STD_BMAP", RegisterGroup::Bitmap},
    {0x6030000000160001, "KVM_REG_ARM_STD_HYP_BMAP", RegisterGroup::Bitmap},
    {0x6030000000160002, "KVM_REG_ARM_VENDOR_HYP_BMAP", RegisterGroup::Bitmap},
    {0x6030000000160003, "KVM_REG_ARM_VENDOR_HYP_BMAP_2", RegisterGroup::Bitmap},
    {0x606000000015ffff, "KVM_REG_ARM64_SVE_VLS", RegisterGroup::SveLengths},
};

const Named* named(std::uint64_t id) {
  const auto found = std::ranges::find(kNamed, id, &Named::id);
  return found == std::end(kNamed) ? nullptr : &*found;
}

/// CNTxxx: op0 3, CRn 14; KVM's virtual timer has ids of its own there.
bool is_timer(std::uint64_t id) { return (id & ~std::uint64_t{0xffff}) == kSystem && (id >> 7 & 0xf) == 14; }

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

/// The bits of binary (1) or hexadecimal (4) digits; nothing if one is none.
std::optional<std::vector<std::uint64_t>> words_of(std::string_view digits, unsigned bits) {
  std::vector<std::uint64_t> words(digits.size() * bits / 64 + 1, 0);
  std::size_t at = 0;
  for (std::size_t i = digits.size(); i > 0; --i) {
    const auto value = digit(digits[i - 1]);
    if (!value || *value >> bits != 0) return std::nullopt;
    words[at / 64] |= std::uint64_t{*value} << (at % 64);
    at += bits;
  }
  return words;
}

}  // namespace

std::string_view to_text(RegisterGroup group) {
  switch (group) {
    case RegisterGroup::Identity:
      return "identity";
    case RegisterGroup::Cache:
      return "cache";
    case RegisterGroup::Psci:
      return "PSCI version";
    case RegisterGroup::Workaround:
      return "firmware workaround";
    case RegisterGroup::Bitmap:
      return "firmware services";
    case RegisterGroup::SveLengths:
      return "SVE vector lengths";
    case RegisterGroup::Timer:
      return "timer";
    case RegisterGroup::State:
      return "state";
  }
  return "unknown";
}

unsigned size_of(std::uint64_t id) {
  const auto exponent = static_cast<unsigned>(id >> 52 & 0xf);
  return 8U << std::min(exponent, 8U);
}

RegisterGroup group_of(std::uint64_t id) {
  if (const Named* known = named(id)) return known->group;
  switch (id & kKindMask) {
    case kDemux:
      return RegisterGroup::Cache;
    case kServices:
      return RegisterGroup::Bitmap;
    default:
      return is_timer(id) ? RegisterGroup::Timer : RegisterGroup::State;
  }
}

std::string other_name(std::uint64_t id) {
  if (const Named* known = named(id)) return std::string(known->name);
  switch (id & kKindMask) {
    case kDemux:
      return fmt::format("CCSIDR[{}]", id & 0xff);
    case kSystemKind:
      return fmt::format("S{}_{}_C{}_C{}_{}", id >> 14 & 3, id >> 11 & 7, id >> 7 & 0xf, id >> 3 & 0xf, id & 7);
    case kFirmware:
    case kSve:
    default:
      return fmt::format("{:#x}", id);
  }
}

std::optional<std::uint64_t> other_id(std::string_view name) {
  for (const Named& one : kNamed) {
    if (same_name(name, one.name) && one.group != RegisterGroup::Cache && one.group != RegisterGroup::State) {
      return one.id;
    }
  }
  return std::nullopt;
}

std::string value_text(const OtherRegister& reg) {
  std::string digits;
  for (std::size_t i = reg.words.size(); i > 0; --i) digits += fmt::format("{:016x}", reg.words[i - 1]);
  const std::size_t first = digits.find_first_not_of('0');
  return "0x" + (first == std::string::npos ? "0" : digits.substr(first));
}

std::expected<OtherRegister, std::string> parse_other(std::uint64_t id, std::string_view value) {
  std::optional<std::vector<std::uint64_t>> words;
  if (value.size() > 2 && value.size() < 4096 && (value.starts_with("0b") || value.starts_with("0x"))) {
    words = words_of(value.substr(2), value[1] == 'b' ? 1 : 4);
  } else if (const auto number = parse_number(value)) {
    words = std::vector{*number};
  }
  if (!words) return std::unexpected(fmt::format("{} is not a number (0x..., 0b... or decimal)", quote(value)));
  const unsigned bits = size_of(id);
  for (std::size_t i = 0; i < words->size(); ++i) {
    const std::uint64_t room = bits >= (i + 1) * 64 ? ~std::uint64_t{0}
                               : bits <= i * 64     ? 0
                                                    : (std::uint64_t{1} << (bits - i * 64)) - 1;
    if (((*words)[i] & ~room) != 0) {
      return std::unexpected(
          fmt::format("{} does not fit into the {} bits that the register id {:#x} says", quote(value), bits, id));
    }
  }
  words->resize((bits + 63) / 64, 0);
  return OtherRegister{id, std::move(*words)};
}

}  // namespace idreg::corpora
