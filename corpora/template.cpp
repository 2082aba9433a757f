// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/dump_parts.h"
#include "corpora/json.h"
#include "corpora/text.h"
#include "engine/fields.h"

namespace idreg::corpora {

namespace {

using Json = nlohmann::json;
constexpr std::string_view kPrefix = "SYSREG_";

const std::string* string_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

class Builder {
 public:
  explicit Builder(std::string file) { cpu_.file = std::move(file); }

  [[nodiscard]] std::unexpected<Error> error(std::uint32_t line, std::string message) const {
    return std::unexpected(Error{cpu_.file, line, std::move(message)});
  }

  /// Bits of one register; refused where they were set before.
  std::expected<void, Error> set(const arch::Register& reg, std::uint64_t mask, std::uint64_t value, std::uint32_t line,
                                 std::string_view place) {
    Setting& setting = settings_.try_emplace(arch::index_of(reg), Setting{arch::index_of(reg), 0, 0}).first->second;
    if ((setting.mask & mask) != 0) return error(line, fmt::format("{}: {} was set before", place, reg.name));
    setting.mask |= mask;
    setting.value |= value & mask;
    return {};
  }

  std::expected<void, Error> set_field(const arch::Register& reg, const arch::Field& field, std::uint64_t code,
                                       std::uint32_t line, std::string_view place) {
    const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
    if (code > mask >> field.entry.shift) {
      return error(line, fmt::format("{}: {} is no code of the {} bits of {}.{}", place, code_text(code),
                                     field.entry.width, reg.name, field.name));
    }
    return set(reg, mask, code << field.entry.shift, line, place);
  }

  Template& cpu() { return cpu_; }

  std::expected<Template, Error> take() {
    for (const auto& [reg, setting] : settings_) cpu_.settings.push_back(setting);
    const bool bare = cpu_.vcpu.known == 0 && cpu_.vcpu_features.empty() && cpu_.kvm_capabilities.empty();
    if (cpu_.settings.empty() && cpu_.others.empty() && bare) return error(0, "a template that sets nothing");
    return std::move(cpu_);
  }

 private:
  Template cpu_;
  std::map<std::uint32_t, Setting> settings_;
};

/// "0b" and digits 0, 1 and x: those that are set, and what to.
std::optional<std::pair<std::string, std::string>> parse_open_bitmap(std::string_view text) {
  if (!text.starts_with("0b") || text.size() < 3 || text.size() > 2050) return std::nullopt;
  std::string mask = "0b";
  std::string value = "0b";
  for (const char c : text.substr(2)) {
    if (c != '0' && c != '1' && c != 'x' && c != 'X' && c != '_') return std::nullopt;
    if (c == '_') continue;
    mask += c == '0' || c == '1' ? '1' : '0';
    value += c == '1' ? '1' : '0';
  }
  return std::pair(std::move(mask), std::move(value));
}

std::expected<void, Error> add_modifier(const Json& modifier, const std::string& place, Builder& builder) {
  const std::string* addr = modifier.is_object() ? string_at(modifier, "addr") : nullptr;
  const std::string* bitmap = modifier.is_object() ? string_at(modifier, "bitmap") : nullptr;
  if (addr == nullptr || bitmap == nullptr) {
    return builder.error(0, fmt::format("{}: expected an object with the strings addr and bitmap", place));
  }
  const auto id = parse_number(*addr);
  if (!id) return builder.error(0, fmt::format("{}.addr: {} is not a register id", place, quote(*addr)));
  const auto parts = parse_open_bitmap(*bitmap);
  if (!parts) {
    return builder.error(0, fmt::format("{}.bitmap: {} is not 0b and digits 0, 1 and x", place, quote(*bitmap)));
  }
  const auto value = parse_other(*id, parts->second);
  if (!value) return builder.error(0, fmt::format("{}.bitmap: {}", place, value.error()));
  const arch::Register* reg = arch::register_by_kvm_id(*id);
  if (reg != nullptr) {
    // Digits that are not written stay, as x does.
    const auto mask = parse_other(*id, parts->first);
    return builder.set(*reg, mask ? mask->words[0] : ~std::uint64_t{0}, value->words[0], 0, place);
  }
  builder.cpu().others.push_back({*value, parts->first.find('0', 2) == std::string::npos});
  return {};
}

void add_strings(const Json& list, std::vector<std::string>& out) {
  if (!list.is_array()) return;
  for (const Json& one : list) out.push_back(one.is_string() ? one.get<std::string>() : one.dump());
}

std::expected<Template, Error> firecracker(const Json& document, Builder& builder) {
  const Json& config = document.contains("guest_cpu_config") ? document.at("guest_cpu_config") : document;
  builder.cpu().format = "Firecracker template";
  for (const auto& [key, out] : {std::pair("kvm_capabilities", &builder.cpu().kvm_capabilities),
                                 std::pair("vcpu_features", &builder.cpu().vcpu_features)}) {
    if (config.is_object() && config.contains(key)) add_strings(config.at(key), *out);
  }
  if (!config.is_object() || !config.contains("reg_modifiers") || !config.at("reg_modifiers").is_array()) {
    return builder.error(0, "JSON without the list reg_modifiers, so no Firecracker template");
  }
  const Json& modifiers = config.at("reg_modifiers");
  for (std::size_t i = 0; i < modifiers.size(); ++i) {
    auto done = add_modifier(modifiers[i], fmt::format("reg_modifiers[{}]", i), builder);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  const auto vcpu = firecracker_features(config);
  if (!vcpu) return builder.error(0, vcpu.error());
  auto made = builder.take();
  if (made) made->vcpu = *vcpu;
  return made;
}

/// "SYSREG_ID_AA64ISAR0_EL1_DP": the longest register's name that fits, then a field.
std::optional<arch::FieldPlace> property_field(std::string_view name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  for (const arch::Register& reg : arch::registers()) {
    const std::string_view prefix = reg.name;
    if (name.size() <= prefix.size() + 1 || !same_name(name.substr(0, prefix.size()), prefix)) continue;
    if (name[prefix.size()] != '_') continue;
    if (const arch::Field* field = arch::find_field(reg, name.substr(prefix.size() + 1))) {
      return arch::FieldPlace{&reg, field};
    }
  }
  return std::nullopt;
}

/// QEMU's switches for what a vCPU is created with. Source: QEMU, docs/system/arm/cpu-features.rst.
std::uint64_t vcpu_bits(std::string_view name) {
  for (const auto& [property, feature] : {std::pair("sve", "sve"), std::pair("pmu", "pmu"),
                                          std::pair("pauth", "ptrauth"), std::pair("aarch64", "el1-32bit")}) {
    if (name == property) return parse_vcpu_features(feature)->on;
  }
  return 0;
}

std::expected<void, Error> add_property(std::string_view name, std::string_view value, Builder& builder) {
  const bool on = value == "on" || value == "true";
  if (const std::uint64_t bits = vcpu_bits(name); bits != 0 && (on || value == "off" || value == "false")) {
    builder.cpu().vcpu.set(bits, name == "aarch64" ? !on : on);
    return {};
  }
  const auto code = parse_number(value);
  const auto place = property_field(name);
  if (!place) {
    builder.cpu().skipped.push_back({std::string(name), 0});
    return {};
  }
  if (!code) return builder.error(0, fmt::format("{}: expected a number", name));
  return builder.set_field(*place->reg, *place->field, *code, 0, name);
}

std::expected<Template, Error> qemu(const Json& answer, const std::string& version, Builder& builder) {
  const Json& inner = answer.contains("return") ? answer.at("return") : answer;
  const Json* model = inner.is_object() && inner.contains("model") ? &inner.at("model") : nullptr;
  if (model == nullptr || !model->is_object() || !model->contains("props") || !model->at("props").is_object()) {
    return builder.error(0, "JSON without return.model.props, so no answer of query-cpu-model-expansion");
  }
  builder.cpu().format = fmt::format("QEMU query-cpu-model-expansion ({})",
                                     version.empty() ? "QEMU's version is not in the file" : "QEMU " + version);
  for (const auto& [name, value] : model->at("props").items()) {
    auto done = add_property(name, value.is_string() ? value.get<std::string>() : value.dump(), builder);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return builder.take();
}

std::string version_in(const Json& greeting) {
  const Json none;
  const Json qemu = greeting.value("QMP", none).value("version", none).value("qemu", none);
  if (!qemu.is_object()) return "";
  return fmt::format("{}.{}.{}", qemu.value("major", 0), qemu.value("minor", 0), qemu.value("micro", 0));
}

/// One document, or a greeting of QMP and an answer, a line each.
std::expected<Template, Error> json(std::string_view text, const std::string& file, Builder& builder) {
  auto whole = parse_json(text, file);
  std::string version;
  if (!whole) {
    for (std::string_view line : split(text, '\n')) {
      const auto one = line.empty() ? std::expected<Json, Error>(Json()) : parse_json(line, file);
      if (!one) return std::unexpected(whole.error());
      if (!one->is_object()) continue;
      if (one->contains("QMP") && one->at("QMP").is_object()) {
        version = version_in(*one);
      } else {
        whole = *one;
      }
    }
    if (!whole) return std::unexpected(whole.error());
  }
  if (!whole->is_object()) return builder.error(0, "expected a JSON object");
  const bool expansion = whole->contains("return") || whole->contains("model");
  return expansion ? qemu(*whole, version, builder) : firecracker(*whole, builder);
}

/// "host,SYSREG_...=1,pauth=on", perhaps after "-cpu".
std::expected<Template, Error> properties(std::string_view text, Builder& builder) {
  builder.cpu().format = "QEMU -cpu properties (named as in QEMU's series of 2025 for writable ID registers)";
  text = trimmed(text);
  if (text.starts_with("-cpu")) text = trimmed(text.substr(4));
  for (const std::string_view part : split(text, ',')) {
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos) continue;  // the model's name
    auto done = add_property(trimmed(part.substr(0, sign)), trimmed(part.substr(sign + 1)), builder);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return builder.take();
}

std::expected<void, Error> add_plain_line(const Line& line, Builder& builder) {
  const std::size_t sign = line.text.find('=');
  const std::string_view name = trimmed(line.text.substr(0, sign));
  const std::string_view text =
      sign == std::string_view::npos ? std::string_view() : trimmed(line.text.substr(sign + 1));
  if (name.empty() || text.empty()) {
    return builder.error(line.number, fmt::format("{} is not 'REGISTER[.FIELD] = VALUE'", quote(line.text)));
  }
  const auto value = parse_number(text);
  if (!value) return builder.error(line.number, fmt::format("{} is not a number of at most 64 bits", quote(text)));
  if (const auto id = other_id(name)) {
    builder.cpu().others.push_back({*parse_other(*id, text), true});
    return {};
  }
  const std::size_t dot = name.find('.');
  const arch::Register* reg = arch::find_register(name.substr(0, dot));
  if (reg == nullptr) {
    return builder.error(line.number, fmt::format("{} is no ID register known here{}", quote(name),
                                                  arch::suggest_register(name.substr(0, dot))));
  }
  if (dot == std::string_view::npos) return builder.set(*reg, ~std::uint64_t{0}, *value, line.number, name);
  const arch::Field* field = arch::find_field(*reg, name.substr(dot + 1));
  if (field == nullptr) {
    return builder.error(line.number, fmt::format("{} has no field {}{}", reg->name, quote(name.substr(dot + 1)),
                                                  arch::suggest_field(*reg, name.substr(dot + 1))));
  }
  return builder.set_field(*reg, *field, *value, line.number, name);
}

std::expected<Template, Error> plain(std::string_view text, Builder& builder) {
  builder.cpu().format = "plain";
  Lines lines(text);
  bool kind = false;
  while (const auto line = lines.next()) {
    const auto parts = split(line->text, '=');
    if (parts.size() == 2 && same_name(parts[0], "kind")) {
      if (!same_name(parts[1], "template")) {
        return builder.error(line->number, fmt::format("kind {}: this is a dump and no template", quote(parts[1])));
      }
      kind = true;
      continue;
    }
    auto done = add_plain_line(*line, builder);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  if (!kind) return builder.error(0, "no line 'kind = template'");
  return builder.take();
}

}  // namespace

std::expected<Template, Error> parse_template(std::string_view text, const std::string& file) {
  Builder builder(file);
  const std::string_view rest = trimmed(text);
  if (rest.starts_with('{') || rest.starts_with('[')) return json(text, file, builder);
  Lines lines(text);
  const auto first = lines.next();
  if (first && (first->text.find(kPrefix) != std::string_view::npos || first->text.starts_with("-cpu"))) {
    return properties(first->text, builder);
  }
  return plain(text, builder);
}

std::expected<Template, Error> read_template(const std::string& path) {
  auto text = read_file(path);
  if (!text) return std::unexpected(std::move(text.error()));
  return parse_template(*text, path);
}

}  // namespace idreg::corpora
