// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/dump_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/json.h"
#include "corpora/text.h"

namespace idreg::corpora {

namespace {

/// 64 binary digits in groups: "0000 0001 ... - 1111 ...".
std::optional<std::uint64_t> parse_groups(std::string_view text) {
  std::uint64_t value = 0;
  std::uint32_t digits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c != '0' && c != '1') return std::nullopt;
    value = value << 1 | static_cast<std::uint64_t>(c - '0');
    if (++digits > kRegisterBits) return std::nullopt;
  }
  return digits == kRegisterBits ? std::optional(value) : std::nullopt;
}

/// "0b" and 64 or 128 digits, of which the upper half is zero. `fault` says what is wrong.
std::optional<std::uint64_t> parse_bitmap(std::string_view text, std::string* fault) {
  if (text.find('x') != std::string_view::npos || text.find('X') != std::string_view::npos) {
    *fault = "leaves bits open ('x'), so this is a template and no dump";
    return std::nullopt;
  }
  const std::string_view digits = text.starts_with("0b") ? text.substr(2) : std::string_view();
  const bool binary = digits.find_first_not_of("01") == std::string_view::npos;
  if (!binary || (digits.size() != kRegisterBits && digits.size() != std::size_t{2} * kRegisterBits)) {
    *fault = fmt::format("{} is not 0b and 64 or 128 binary digits", quote(text));
    return std::nullopt;
  }
  if (digits.substr(0, digits.size() - kRegisterBits).find('1') != std::string_view::npos) {
    *fault = "has bits above 63";
    return std::nullopt;
  }
  return parse_groups(digits.substr(digits.size() - kRegisterBits));
}

/// The string under a key of a JSON object; null if there is none.
const std::string* string_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

std::expected<void, Error> add_modifier(const nlohmann::json& modifier, const std::string& place,
                                        DumpBuilder& builder) {
  const std::string* addr = modifier.is_object() ? string_at(modifier, "addr") : nullptr;
  const std::string* bitmap = modifier.is_object() ? string_at(modifier, "bitmap") : nullptr;
  if (addr == nullptr || bitmap == nullptr) {
    return builder.error(0, fmt::format("{}: expected an object with the strings addr and bitmap", place));
  }
  const auto id = parse_number(*addr);
  if (!id) return builder.error(0, fmt::format("{}.addr: {} is not a register id", place, quote(*addr)));
  const arch::Register* reg = arch::register_by_kvm_id(*id);
  if (reg == nullptr) return builder.add_other(*id, *bitmap, fmt::format("{:#x}", *id), 0, place);
  std::string fault;
  const auto value = parse_bitmap(*bitmap, &fault);
  if (!value) return builder.error(0, fmt::format("{}.bitmap: {} {}", place, reg->name, fault));
  return builder.add(*reg, *value, 0, place);
}

/// The comment lines of a plain dump, in order. Provenance is for people, so a thousand lines are enough.
void add_comments(std::string_view text, DumpBuilder& builder) {
  for (int left = 1000; !text.empty() && left > 0;) {
    const std::size_t end = text.find('\n');
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.starts_with('#')) continue;
    line = trimmed(line.substr(1));
    if (line.starts_with("SPDX-")) continue;
    builder.add_provenance(line);
    --left;
  }
}

/// A register by its KVM id, which may be an ID register's.
std::expected<void, Error> add_by_id(std::uint64_t id, std::string_view value, std::string_view name,
                                     std::uint32_t line, DumpBuilder& builder) {
  const arch::Register* reg = arch::register_by_kvm_id(id);
  if (reg == nullptr) return builder.add_other(id, value, name, line);
  const auto number = parse_other(id, value);
  if (!number) return builder.error(line, fmt::format("{}: {}", reg->name, number.error()));
  return builder.add(*reg, number->words[0], line);
}

/// One line of a plain dump; `kind` is set by the line that says it.
std::expected<void, Error> add_plain_line(const Line& line, std::optional<DumpKind>& kind, DumpBuilder& builder) {
  if (const auto pair = words(line.text); pair.size() == 2 && parse_number(pair[0])) {
    return add_by_id(*parse_number(pair[0]), pair[1], pair[0], line.number, builder);
  }
  const std::size_t sign = line.text.find_first_of("=:");
  const std::string_view name = trimmed(line.text.substr(0, sign));
  const std::string_view value =
      sign == std::string_view::npos ? std::string_view() : trimmed(line.text.substr(sign + 1));
  if (name.empty() || value.empty()) {
    return builder.error(line.number, fmt::format("{} is not 'NAME = VALUE'", quote(line.text)));
  }
  if (same_name(name, "kind")) {
    if (kind) return builder.error(line.number, "the kind was given before");
    kind = parse_dump_kind(value);
    if (kind) return {};
    return builder.error(
        line.number, fmt::format("{} is not a kind of dump: raw, user, sanitised, kvm-limit or guest", quote(value)));
  }
  if (same_name(name, "vcpu")) return builder.set_vcpu(value, line.number);
  const arch::Register* reg = arch::find_register(name);
  const auto id = parse_number(name) ? parse_number(name) : other_id(name);
  if (reg == nullptr && id) return add_by_id(*id, value, name, line.number, builder);
  if (reg == nullptr) return builder.skip(name, line.number);
  const auto number = parse_number(value);
  if (!number) {
    return builder.error(line.number, fmt::format("{} is not a value of {}: expected a number of at most 64 bits "
                                                  "(0x..., 0b... or decimal)",
                                                  quote(value), reg->name));
  }
  return builder.add(*reg, *number, line.number);
}

}  // namespace

DumpBuilder::DumpBuilder(std::string file, DumpFormat format, Unknown unknown) : unknown_(unknown) {
  dump_.file = std::move(file);
  dump_.format = format;
}

std::unexpected<Error> DumpBuilder::error(std::uint32_t line, std::string message) const {
  return std::unexpected(Error{dump_.file, line, std::move(message)});
}

std::expected<void, Error> DumpBuilder::add(const arch::Register& reg, std::uint64_t value, std::uint32_t line,
                                            std::string_view place) {
  const auto [old, fresh] = values_.try_emplace(arch::index_of(reg), Value{value, line});
  if (fresh) return {};
  const std::string where = line == 0 ? fmt::format("{}: ", place) : std::string();
  const std::string before = line == 0 ? "before" : fmt::format("in line {}", old->second.line);
  return error(line, fmt::format("{}two values for {}: {:#x} here and {:#x} {}", where, reg.name, value,
                                 old->second.value, before));
}

std::expected<void, Error> DumpBuilder::skip(std::string_view name, std::uint32_t line) {
  if (unknown_ == Unknown::Refuse) {
    return error(line, fmt::format("{} is none of the {} known ID registers{}", quote(name), arch::registers().size(),
                                   arch::suggest_register(name)));
  }
  // Noise can be one endless word, or endlessly many; what is listed is for people.
  constexpr std::size_t longest = 64;
  constexpr std::size_t most = 10000;
  if (dump_.skipped.size() == most) {
    return error(line, fmt::format("more than {} things that are no known ID registers; is this a dump?", most));
  }
  dump_.skipped.push_back(Skipped{name.size() > longest ? quote(name) : std::string(name), line});
  return {};
}

std::expected<void, Error> DumpBuilder::add_other(std::uint64_t id, std::string_view value, std::string_view name,
                                                  std::uint32_t line, std::string_view place) {
  const std::string where = place.empty() ? std::string() : fmt::format("{}: ", place);
  auto number = parse_other(id, value);
  if (!number) return error(line, fmt::format("{}{}: {}", where, other_name(id), number.error()));
  if (!others_.try_emplace(id, std::move(*number)).second) {
    return error(line, fmt::format("{}two values for {}", where, other_name(id)));
  }
  // Identity, firmware and vector lengths are known, though no ID registers: `check` judges them.
  if (unknown_ == Unknown::Refuse && other_id(other_name(id))) return {};
  return skip(name, line);
}

std::expected<void, Error> DumpBuilder::set_vcpu(std::string_view words, std::uint32_t line) {
  const auto vcpu = parse_vcpu_features(words);
  if (!vcpu)
    return error(
        line, fmt::format("{} is no feature of a vCPU: none, or some of {}", quote(vcpu.error()), vcpu_feature_list()));
  dump_.vcpu = *vcpu;
  return {};
}

std::expected<VcpuFeatures, std::string> firecracker_features(const nlohmann::json& config) {
  VcpuFeatures vcpu = *parse_vcpu_features("none");
  const auto list = config.find("vcpu_features");
  if (list == config.end()) return vcpu;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const nlohmann::json& one = (*list)[i];
    const std::string* bitmap = one.is_object() ? string_at(one, "bitmap") : nullptr;
    const bool indexed = one.is_object() && one.contains("index") && one.at("index").is_number_unsigned();
    // KVM has no features beyond its first word.
    const bool first = indexed && one.at("index").get<std::uint64_t>() == 0;
    VcpuFeatures elsewhere;
    if (!indexed || bitmap == nullptr || !apply_bitmap(*bitmap, first ? vcpu : elsewhere)) {
      return std::unexpected(
          fmt::format("vcpu_features[{}]: expected an index and a bitmap of 0b and up to 32 digits 0, 1 and x", i));
    }
  }
  return vcpu;
}

Dump DumpBuilder::take() && {
  for (const auto& [id, other] : others_) dump_.others.push_back(other);
  for (const auto& [reg, value] : values_) dump_.registers.push_back(DumpValue{reg, value.value});
  return std::move(dump_);
}

std::expected<void, Error> add_cpusysregs(std::string_view text, DumpBuilder& builder) {
  // The tool reads the registers in a kernel module: nobody sanitises in between.
  builder.set_kind(DumpKind::Raw);
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    // Details of a register are indented.
    if (trimmed(line).empty() || line.starts_with(' ') || line.starts_with('\t') || line.starts_with('#')) continue;
    const std::string_view name = line.substr(0, line.find_first_of(": \t\r"));
    const arch::Register* reg = arch::find_register(name);
    const auto id = other_id(name);
    const auto value = parse_groups(trimmed(line).substr(std::min(name.size() + 1, trimmed(line).size())));
    std::expected<void, Error> done;
    if (reg == nullptr && !id) {
      done = builder.skip(name, number);
    } else if (!value) {
      done = builder.error(number, fmt::format("{} has no value: expected 64 binary digits after '{}:'", name, name));
    } else {
      done = reg != nullptr ? builder.add(*reg, *value, number)
                            : builder.add_other(*id, fmt::format("{:#x}", *value), name, number);
    }
    if (!done) return done;
  }
  return {};
}

std::expected<void, Error> add_fingerprint(std::string_view text, DumpBuilder& builder) {
  builder.set_kind(DumpKind::Guest);
  const auto document = parse_json(text, builder.file());
  if (!document) return std::unexpected(document.error());
  const nlohmann::json* config = &*document;
  std::string path = "reg_modifiers";
  if (document->is_object() && document->contains("guest_cpu_config")) {
    config = &document->at("guest_cpu_config");
    path = "guest_cpu_config.reg_modifiers";
  }
  const bool found = config->is_object() && config->contains("reg_modifiers") && config->at("reg_modifiers").is_array();
  if (!found) return builder.error(0, fmt::format("JSON without the list {}, so no Firecracker fingerprint", path));
  const auto vcpu = firecracker_features(*config);
  if (!vcpu) return builder.error(0, vcpu.error());
  builder.set_vcpu(*vcpu);
  const nlohmann::json& modifiers = config->at("reg_modifiers");
  for (std::size_t i = 0; i < modifiers.size(); ++i) {
    auto done = add_modifier(modifiers[i], fmt::format("{}[{}]", path, i), builder);
    if (!done) return done;
  }
  return {};
}

std::expected<void, Error> add_plain(std::string_view text, DumpBuilder& builder) {
  add_comments(text, builder);
  std::optional<DumpKind> kind;
  Lines lines(text);
  while (const auto line = lines.next()) {
    auto done = add_plain_line(*line, kind, builder);
    if (!done) return done;
  }
  if (!kind) {
    return builder.error(0, "no kind given: add a line 'kind = raw' (or user, sanitised, kvm-limit, guest)");
  }
  builder.set_kind(*kind);
  return {};
}

/// "0x603000000013c020 0x1101", also with = or : between; the kind may be stated in a line of its own, else
/// it is that of a vCPU as somebody has set it up.
std::expected<void, Error> add_pairs(std::string_view text, DumpBuilder& builder) {
  add_comments(text, builder);
  builder.set_kind(DumpKind::Guest);
  Lines lines(text);
  while (const auto line = lines.next()) {
    std::string spaced(line->text);
    std::ranges::replace_if(spaced, [](char c) { return c == '=' || c == ':' || c == ','; }, ' ');
    const auto parts = words(spaced);
    const auto kind = parts.size() == 2 && same_name(parts[0], "kind") ? parse_dump_kind(parts[1]) : std::nullopt;
    if (kind) {
      builder.set_kind(*kind);
      continue;
    }
    if (parts.size() > 1 && same_name(parts[0], "vcpu")) {
      auto done = builder.set_vcpu(line->text.substr(line->text.find_first_not_of("=: \t", 4)), line->number);
      if (!done) return done;
      continue;
    }
    const auto id = parts.size() == 2 ? parse_number(parts[0]) : std::nullopt;
    if (!id) return builder.error(line->number, fmt::format("{} is not a register id and a value", quote(line->text)));
    auto done = add_by_id(*id, parts[1], parts[0], line->number, builder);
    if (!done) return done;
  }
  return {};
}

}  // namespace idreg::corpora
