// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stored case as JSON. `register`, `feature`, `field` and `differs` are for people; of them the reader
// takes only `register`, and only to compare it with `reg`. Which member names a register or a feature
// is up to the claim.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "corpora/arch/arch.h"
#include "corpora/names.h"
#include "props/case_io.h"
#include "props/claims.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

// Keeps the order in which keys are added.
using Json = nlohmann::ordered_json;

constexpr const char* kKindNames[kOrderKinds] = {"Rotation", "ReverseRotation", "Subset", "None"};

std::string hex(std::uint64_t number) { return fmt::format("{:#x}", number); }

/// The register that a case is about; null if it is about none, or nobody knows the claim.
const arch::Register* register_of(const Claim* claim, const Case& c) {
  if (claim == nullptr) return nullptr;
  if (claim->reads.registers && c.reg < arch::kRegisterCount) return &arch::kRegisters[c.reg];
  if (!claim->reads.definitions || c.item >= arch::kDefinitionCount) return nullptr;
  return &arch::kRegisters[arch::kDefinitions[c.item].registers[0]];
}

void write_kind(Json& out, OrderKind kind, std::uint64_t bias) {
  const auto number = static_cast<std::uint8_t>(kind);
  if (number < kOrderKinds) {
    out["kind"] = kKindNames[number];
  } else {
    out["kind"] = number;
  }
  out["bias"] = hex(bias);
}

/// The order's word, where there is one that reads back as the same order.
std::optional<std::string> order_word(const Entry& entry) {
  if (entry.width < 1 || entry.width > kRegisterBits) return std::nullopt;
  if (static_cast<std::uint8_t>(entry.kind) >= kOrderKinds) return std::nullopt;
  const corpora::Order order{entry.kind, entry.bias};
  std::string word = corpora::to_text(order, entry.width);
  if (corpora::parse_order(word, entry.width) != order) return std::nullopt;
  return word;
}

std::string bits_text(const Entry& entry) {
  const unsigned top = entry.shift + entry.width - 1U;
  return entry.width == 1 ? fmt::format("[{}]", entry.shift) : fmt::format("[{}:{}]", top, entry.shift);
}

/// An entry of all zeros (an unused slot) is null.
Json write_entry(const Entry& entry, const arch::Register* reg) {
  if (entry == Entry{}) return nullptr;
  Json out = Json::object();
  if (reg != nullptr) {
    for (std::uint32_t i = 0; i < reg->field_count; ++i)
      if (bits_of(reg->entries[i]) == bits_of(entry)) out["field"] = reg->fields[i].name;
  }
  if (entry.width >= 1 && entry.width <= kRegisterBits && entry.shift <= kRegisterBits - entry.width) {
    out["bits"] = bits_text(entry);
  } else {
    out["shift"] = entry.shift;
    out["width"] = entry.width;
  }
  if (const auto word = order_word(entry)) {
    out["order"] = *word;
  } else {
    write_kind(out, entry.kind, entry.bias);
  }
  const auto policy = static_cast<std::uint8_t>(entry.policy);
  if (policy < kPolicies) {
    out["policy"] = std::string(corpora::to_text(entry.policy));
  } else {
    out["policy"] = policy;
  }
  out["safe"] = hex(entry.safe);
  return out;
}

void write_entries(Json& out, const char* name, const Entry* entries, std::uint32_t capacity,
                   const arch::Register* reg) {
  std::uint32_t count = capacity;
  while (count > 0 && entries[count - 1] == Entry{}) --count;
  if (count == 0) return;
  Json list = Json::array();
  for (std::uint32_t i = 0; i < count; ++i) list.push_back(write_entry(entries[i], reg));
  out[name] = std::move(list);
}

void write_words(Json& out, const char* name, const std::uint64_t* words, std::uint32_t count) {
  while (count > 0 && words[count - 1] == 0) --count;
  if (count == 0) return;
  Json list = Json::array();
  for (std::uint32_t i = 0; i < count; ++i) list.push_back(hex(words[i]));
  out[name] = std::move(list);
}

/// The fields in which value and limit differ, for people.
Json differences(const Case& c, const arch::Register& reg) {
  Json list = Json::array();
  for (std::uint32_t i = 0; i < reg.field_count; ++i) {
    const Entry& entry = reg.entries[i];
    const std::uint64_t mask = bits_of(entry);
    if (((c.value ^ c.limit) & mask) == 0) continue;
    list.push_back({{"field", reg.fields[i].name},
                    {"value", hex((c.value & mask) >> entry.shift)},
                    {"limit", hex((c.limit & mask) >> entry.shift)}});
  }
  return list;
}

Json write_case(const Claim* claim, const Case& c) {
  Json out = Json::object();
  const arch::Register* reg = register_of(claim, c);
  if (claim != nullptr && claim->reads.definitions && reg != nullptr) {
    out["feature"] = arch::kDefinitions[c.item].feature;
  } else if (reg != nullptr) {
    out["register"] = reg->name;
  }
  if (c.reg == kNoRegister) {
    out["reg"] = "none";
  } else if (c.reg != 0 || reg != nullptr) {
    out["reg"] = c.reg;
  }
  if (c.item != 0) out["item"] = c.item;
  if (c.other != 0) out["other"] = c.other;
  out["value"] = hex(c.value);
  out["limit"] = hex(c.limit);
  if (reg != nullptr && c.value != c.limit) out["differs"] = differences(c, *reg);
  if (c.writable != 0) out["writable"] = hex(c.writable);
  write_words(out, "more_values", c.more_values, kMaxMore);
  write_words(out, "more_limits", c.more_limits, kMaxMore);
  if (c.cpu_count != 0) out["cpu_count"] = c.cpu_count;
  write_words(out, "cpus", c.cpus, kMaxCpus);
  if (c.scheme != Scheme{}) {
    Json scheme = Json::object();
    write_kind(scheme, c.scheme.kind, c.scheme.bias);
    scheme["safe"] = hex(c.scheme.safe);
    out["scheme"] = std::move(scheme);
  }
  if (c.override_count != 0) out["override_count"] = c.override_count;
  write_entries(out, "overrides", c.overrides, kMaxOverrides, reg);
  if (c.general_count != 0) out["general_count"] = c.general_count;
  write_entries(out, "general", c.general, kMaxGeneral, reg);
  return out;
}

}  // namespace

std::string to_json(const StoredCase& stored) {
  Json out = Json::object();
  out["schema"] = 1;
  out["claim"] = stored.claim;
  out["subject"] = stored.subject;
  out["case"] = write_case(find_claim(stored.claim), stored.input);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace idreg::props
