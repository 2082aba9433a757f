// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/entries.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/tables.h"

namespace idreg::corpora {

namespace {

/// A part of an entry, or what is wrong with it.
template <typename T>
using Part = std::expected<T, std::string>;

bool is_signed(const Entry& entry) {
  return Order{entry.kind, entry.bias} == *parse_order("signed", entry.width) && entry.width > 1;
}

/// Sets shift and width from "MSB:LSB", also in brackets. False if it is not of that form.
bool set_bits(std::string_view text, Entry& entry) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const auto parts = split(text, ':');
  if (parts.size() != 2) return false;
  const auto msb = parse_number(parts[0]);
  const auto lsb = parse_number(parts[1]);
  if (!msb || !lsb || *msb >= kRegisterBits || *lsb > *msb) return false;
  entry.shift = static_cast<std::uint8_t>(*lsb);
  entry.width = static_cast<std::uint8_t>(*msb - *lsb + 1);
  return true;
}

/// A number in the entry's domain, as a code. Numbers are signed iff the order is.
Part<std::uint64_t> parse_safe(std::string_view text, const Entry& entry) {
  const std::uint64_t all = engine::field_mask(0, entry.width);
  const std::uint64_t most = is_signed(entry) ? all >> 1 : all;
  const bool minus = is_signed(entry) && text.starts_with('-');
  const auto number = parse_number(minus ? text.substr(1) : text);
  if (number && *number <= most + static_cast<std::uint64_t>(minus)) return (minus ? 0 - *number : *number) & all;
  if (is_signed(entry)) {
    return std::unexpected(fmt::format("safe value {} is not a number from -{} to {}", quote(text), most + 1, most));
  }
  return std::unexpected(fmt::format("safe value {} is not a number from 0 to {}", quote(text), most));
}

/// Completes an entry whose bits are set from the words ORDER POLICY [SAFE].
Part<Entry> finish(Entry entry, const std::vector<std::string_view>& parts) {
  if (parts.size() < 2 || parts.size() > 3) return std::unexpected("expected ORDER, POLICY and perhaps a safe value");
  const auto order = parse_order(parts[0], entry.width);
  if (!order) return std::unexpected(fmt::format("{} is not an order: {}", quote(parts[0]), kOrderWords));
  const auto policy = parse_policy(parts[1]);
  if (!policy) return std::unexpected(fmt::format("{} is not a policy: {}", quote(parts[1]), kPolicyWords));
  entry.kind = order->kind;
  entry.bias = order->bias;
  entry.policy = *policy;
  if (parts.size() == 3) {
    const auto safe = parse_safe(parts[2], entry);
    if (!safe) return std::unexpected(safe.error());
    entry.safe = *safe;
  } else if (*policy == Policy::Exact) {
    return std::unexpected("policy Exact needs a safe value");
  } else {
    entry.safe = engine::lowest(Scheme{order->kind, order->bias, 0}, entry.width);
  }
  if (const TableErrorKind kind = engine::entry_error(entry); kind != TableErrorKind::None) {
    return std::unexpected(std::string(to_text(kind)));
  }
  return entry;
}

/// The bits that a name or MSB:LSB stands for in one register.
Part<Entry> bits_of(const arch::Register& reg, std::string_view name) {
  Entry entry{};
  if (set_bits(name, entry)) return entry;
  if (name.find(':') != std::string_view::npos) {
    return std::unexpected(fmt::format("{} is not MSB:LSB with 63 >= MSB >= LSB", quote(name)));
  }
  const arch::Field* field = arch::find_field(reg, name);
  if (field == nullptr) {
    return std::unexpected(fmt::format("{} has no field {}{}", reg.name, quote(name), arch::suggest_field(reg, name)));
  }
  entry.shift = field->entry.shift;
  entry.width = field->entry.width;
  return entry;
}

NamedEntry named(const arch::Register& reg, const Entry& entry, std::uint32_t line) {
  return NamedEntry{arch::index_of(reg), arch::bits_name(reg, entry.shift, entry.width), entry, line};
}

Part<NamedEntry> parse_entry_line(const Line& line, const arch::Register& reg) {
  auto parts = words(line.text);
  auto bits = bits_of(reg, parts[0]);
  if (!bits) return std::unexpected(std::move(bits.error()));
  parts.erase(parts.begin());
  auto entry = finish(*bits, parts);
  if (!entry) return std::unexpected(std::move(entry.error()));
  return named(reg, *entry, line.number);
}

/// The earlier entry that shares bits with this one, if any.
std::optional<NamedEntry> collision(std::span<const NamedEntry> earlier, const NamedEntry& fresh) {
  const std::uint64_t mask = engine::field_mask(fresh.entry.shift, fresh.entry.width);
  for (const NamedEntry& other : earlier) {
    if (other.reg != fresh.reg) continue;
    if ((engine::field_mask(other.entry.shift, other.entry.width) & mask) != 0) return other;
  }
  return std::nullopt;
}

Part<const arch::Register*> parse_register_line(std::string_view rest) {
  const arch::Register* reg = arch::find_register(rest);
  if (reg != nullptr) return reg;
  return std::unexpected(fmt::format("{} is not a register{}", quote(rest), arch::suggest_register(rest)));
}

/// The register and name that the left side of an override means.
Part<std::pair<const arch::Register*, std::string_view>> find_place(std::string_view text,
                                                                    const arch::Register* within) {
  if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
    auto reg = parse_register_line(text.substr(0, dot));
    if (!reg) return std::unexpected(std::move(reg.error()));
    return std::pair(*reg, text.substr(dot + 1));
  }
  if (within != nullptr) return std::pair(within, text);
  if (text.find(':') != std::string_view::npos) {
    return std::unexpected(fmt::format("bits need a register: write REGISTER.{}", text));
  }
  const auto places = arch::find_fields(text);
  if (places.size() == 1) return std::pair(places[0].reg, text);
  if (places.empty()) {
    return std::unexpected(fmt::format("{} is not a field of any register{}", quote(text), arch::suggest_field(text)));
  }
  std::string candidates;
  for (const auto& place : places) {
    candidates += fmt::format("{}{}.{}", candidates.empty() ? "" : ", ", place.reg->name, place.field->name);
  }
  return std::unexpected(fmt::format("{} is a field of several registers: write one of {}", quote(text), candidates));
}

}  // namespace

std::expected<std::vector<NamedEntry>, Error> parse_entries(std::string_view text, const std::string& file) {
  std::vector<NamedEntry> found;
  const arch::Register* reg = nullptr;
  Lines lines(text);
  while (const auto line = lines.next()) {
    const auto fail = [&](std::string message) {
      return std::unexpected(Error{file, line->number, std::move(message)});
    };
    std::string_view rest = line->text;
    if (take_word(rest) == "register") {
      auto next = parse_register_line(rest);
      if (!next) return fail(std::move(next.error()));
      reg = *next;
      continue;
    }
    if (reg == nullptr) return fail(fmt::format("{}: expected 'register NAME' before any entry", quote(line->text)));
    auto entry = parse_entry_line(*line, *reg);
    if (!entry) return fail(std::move(entry.error()));
    if (const auto other = collision(found, *entry)) {
      return fail(fmt::format("{} shares bits with {} in line {}", entry->field, other->field, other->line));
    }
    found.push_back(std::move(*entry));
  }
  if (!found.empty()) return found;
  return std::unexpected(Error{file, 0, "no entries found; expected 'register NAME' and lines 'FIELD ORDER POLICY'"});
}

std::expected<std::vector<NamedEntry>, Error> read_entries(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_entries(*text, path);
}

std::expected<NamedEntry, Error> parse_override(std::string_view text, const arch::Register* within) {
  const auto fail = [&](const std::string& message) {
    return std::unexpected(Error{{}, 0, fmt::format("override {}: {}", quote(text), message)});
  };
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return fail("expected NAME=ORDER,POLICY[,SAFE]");
  const auto place = find_place(trimmed(text.substr(0, equals)), within);
  if (!place) return fail(place.error());
  const auto bits = bits_of(*place->first, place->second);
  if (!bits) return fail(bits.error());
  const auto entry = finish(*bits, split(text.substr(equals + 1), ','));
  if (!entry) return fail(entry.error());
  return named(*place->first, *entry, 0);
}

std::string describe(const Entry& entry) {
  const std::string order = to_text(Order{entry.kind, entry.bias}, entry.width);
  const std::uint64_t all = engine::field_mask(0, entry.width);
  const bool negative = is_signed(entry) && entry.safe > all >> 1;
  const std::string safe = negative ? fmt::format("-{}", all - entry.safe + 1) : code_text(entry.safe);
  return fmt::format("{}, {}, safe {}", order, to_text(entry.policy), safe);
}

std::vector<Entry> entries_of(std::span<const NamedEntry> named_entries, std::uint32_t reg) {
  std::vector<Entry> entries;
  for (const NamedEntry& entry : named_entries) {
    if (entry.reg == reg) entries.push_back(entry.entry);
  }
  return entries;
}

std::string describe(const TableError& error, const arch::Register& reg, std::span<const Entry> general,
                     std::span<const Entry> overrides) {
  const auto one = [&](bool in_overrides, std::uint32_t index) {
    const Entry& entry = (in_overrides ? overrides : general)[index];
    return fmt::format("{} {} ({})", in_overrides ? "override" : "general entry", index,
                       arch::bits_name(reg, entry.shift, entry.width));
  };
  const std::string first = one(error.in_overrides != 0, error.first);
  if (error.kind < TableErrorKind::GeneralOverlap) {
    return fmt::format("{}: {}: {}", reg.name, first, to_text(error.kind));
  }
  const bool second_in_overrides = error.kind != TableErrorKind::GeneralOverlap;
  return fmt::format("{}: {}: {} and {}, bits {:#x}", reg.name, to_text(error.kind), first,
                     one(second_in_overrides, error.second), error.bits);
}

}  // namespace idreg::corpora
