// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "corpora/features.h"
#include "corpora/letters.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/tables.h"

namespace idreg::corpora {

namespace {

/// A fault in one line, before it is known by the file's name; empty: none.
using Fault = std::string;

auto encoding(const RegisterFact& reg) { return std::tie(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2); }

std::optional<arch::Basis> parse_basis(std::string_view word) {
  if (word == "feature") return arch::Basis::Feature;
  if (word == "manual") return arch::Basis::Manual;
  if (word == "principle") return arch::Basis::Principle;
  return std::nullopt;
}

/// What stands for a `source` line that is left out.
std::string default_source(const FieldFact& field) {
  if (field.basis == arch::Basis::Principle) {
    return "Arm ARM D24.1.3: unsigned unless said otherwise (no constraint in Features.json); lower is safe";
  }
  if (field.letter == "S") return "Features.json: compared as SInt, so signed; lower is safe";
  return "Features.json: features hold from a code upwards, so unsigned; lower is safe";
}

/// "MSB:LSB" as shift and width.
bool parse_bits(std::string_view text, std::uint8_t* shift, std::uint8_t* width) {
  const auto parts = split(text, ':');
  if (parts.size() != 2) return false;
  const auto msb = parse_number(parts[0]);
  const auto lsb = parse_number(parts[1]);
  if (!msb || !lsb || *msb >= kRegisterBits || *lsb > *msb) return false;
  *shift = static_cast<std::uint8_t>(*lsb);
  *width = static_cast<std::uint8_t>(*msb - *lsb + 1);
  return true;
}

/// Reads the lines of registers and fields, one by one.
class RegisterReader {
 public:
  explicit RegisterReader(std::vector<RegisterFact>& registers) : registers_(registers) {}

  /// A `register` line, after the keyword.
  Fault begin_register(std::string_view rest);
  /// A `field`, `source` or `codes` line, after the keyword.
  Fault begin_field(std::string_view rest);
  Fault add_source(std::string_view rest);
  Fault add_codes(std::string_view rest);
  /// Closes the field in the making, at the next one or at the end.
  Fault end_field();
  /// The line that `end_field` is about.
  [[nodiscard]] std::uint32_t field_line() const { return field_line_; }
  void at_line(std::uint32_t line) { line_ = line; }

 private:
  Fault set_order(const std::vector<std::string_view>& parts, FieldFact& field);
  [[nodiscard]] Fault check_neighbours(const FieldFact& field) const;

  std::vector<RegisterFact>& registers_;
  bool in_field_ = false;
  std::uint32_t line_ = 0;
  std::uint32_t field_line_ = 0;
};

Fault RegisterReader::begin_register(std::string_view rest) {
  const auto parts = words(rest);
  if (parts.size() != 6) return "expected 'register NAME op0 op1 CRn CRm op2'";
  constexpr std::uint64_t most[] = {3, 7, 15, 15, 7};
  std::uint8_t numbers[5] = {};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto number = parse_number(parts[i + 1]);
    if (!number || *number > most[i]) {
      return fmt::format("{} is not a number from 0 to {}", quote(parts[i + 1]), most[i]);
    }
    numbers[i] = static_cast<std::uint8_t>(*number);
  }
  const RegisterFact reg{std::string(parts[0]), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], {}};
  for (const RegisterFact& other : registers_) {
    if (same_name(other.name, reg.name)) return fmt::format("register {} was described before", reg.name);
    if (encoding(other) == encoding(reg)) {
      return fmt::format("register {} has the encoding of {}", reg.name, other.name);
    }
  }
  registers_.push_back(reg);
  return {};
}

Fault RegisterReader::begin_field(std::string_view rest) {
  if (registers_.empty()) return "a field before any 'register' line";
  const auto parts = words(rest);
  const bool layout = parts.size() == 7 && parts[6] == "layout";
  if (parts.size() != 6 && !layout) {
    return "expected 'field MSB:LSB NAME LETTER BASIS POLICY SAFE' and perhaps 'layout'";
  }
  FieldFact field{};
  field.name = parts[1];
  field.layout = layout;
  if (!parse_bits(parts[0], &field.entry.shift, &field.entry.width)) {
    return fmt::format("{} is not MSB:LSB with 63 >= MSB >= LSB", quote(parts[0]));
  }
  const auto basis = parse_basis(parts[3]);
  if (!basis) return fmt::format("{} is not a basis: feature, manual or principle", quote(parts[3]));
  field.basis = *basis;
  if (Fault fault = set_order(parts, field); !fault.empty()) return fault;
  if (Fault fault = check_neighbours(field); !fault.empty()) return fault;
  registers_.back().fields.push_back(std::move(field));
  in_field_ = true;
  field_line_ = line_;
  return {};
}

Fault RegisterReader::set_order(const std::vector<std::string_view>& parts, FieldFact& field) {
  const auto letter = find_letter(parts[2]);
  if (!letter) return fmt::format("{} is not a letter of an ID scheme", quote(parts[2]));
  const auto policy = parse_policy(parts[4]);
  if (!policy) return fmt::format("{} is not a policy: {}", quote(parts[4]), kPolicyWords);
  const auto safe = parse_number(parts[5]);
  if (!safe) return fmt::format("{} is not a number; the safe value is a code of the field", quote(parts[5]));
  const std::uint32_t width = field.entry.width;
  field.letter = parts[2];
  field.entry = entry_of(*letter, field.entry.shift, width, *policy, *safe);
  if (const TableErrorKind kind = engine::entry_error(field.entry); kind != TableErrorKind::None) {
    return std::string(to_text(kind));
  }
  field.scheme = scheme_of(*letter, width, *safe);
  if (!engine::fits(field.entry, field.scheme)) {
    return fmt::format("policy {} does not fit scheme {}: {} would", to_text(*policy), letter->name,
                       to_text(letter->policy));
  }
  // Nothing depends on it, but a table that is read by people should not say something else.
  if (const std::uint64_t lowest = engine::lowest(field.scheme, width); *safe != lowest) {
    return fmt::format("the safe value of scheme {} is {}, not {}", letter->name, code_text(lowest), code_text(*safe));
  }
  return {};
}

Fault RegisterReader::check_neighbours(const FieldFact& field) const {
  const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
  for (const FieldFact& other : registers_.back().fields) {
    if (same_name(other.name, field.name)) return fmt::format("field {} was described before", field.name);
    if ((engine::field_mask(other.entry.shift, other.entry.width) & mask) != 0) {
      return fmt::format("field {} shares bits with {}", field.name, other.name);
    }
  }
  return {};
}

Fault RegisterReader::add_source(std::string_view rest) {
  if (!in_field_) return "a 'source' line without a field above it";
  if (rest.empty()) return "expected words after 'source'";
  std::string& source = registers_.back().fields.back().source;
  if (!source.empty()) source += ' ';
  source += rest;
  return {};
}

Fault RegisterReader::add_codes(std::string_view rest) {
  if (!in_field_) return "a 'codes' line without a field above it";
  FieldFact& field = registers_.back().fields.back();
  for (const std::string_view part : split(rest, ';')) {
    const std::size_t equals = part.find('=');
    const std::string_view text =
        equals == std::string_view::npos ? std::string_view() : trimmed(part.substr(equals + 1));
    const auto code = parse_number(trimmed(part.substr(0, equals)));
    if (!code || text.empty()) return fmt::format("{} is not 'CODE = MEANING'", quote(part));
    if (*code > engine::field_mask(0, field.entry.width)) {
      return fmt::format("code {} does not fit into field {}", code_text(*code), field.name);
    }
    const auto place = std::ranges::lower_bound(field.meanings, *code, {}, &MeaningFact::code);
    if (place != field.meanings.end() && place->code == *code) {
      return fmt::format("code {} of field {} was explained before", code_text(*code), field.name);
    }
    field.meanings.insert(place, MeaningFact{*code, std::string(text)});
  }
  return {};
}

Fault RegisterReader::end_field() {
  if (!in_field_) return {};
  in_field_ = false;
  FieldFact& field = registers_.back().fields.back();
  if (!field.source.empty()) return {};
  const bool plain = field.basis != arch::Basis::Manual && field.scheme.kind == OrderKind::Rotation;
  if (!plain) {
    return fmt::format("field {} needs a 'source' line: an order with basis manual or no rotation is nobody's default",
                       field.name);
  }
  field.source = default_source(field);
  return {};
}

/// Reads one file: passes each line on by its keyword.
class FileReader {
 public:
  FileReader(RegisterReader& registers, std::vector<FeatureText>& features, std::string file)
      : registers_(registers), features_(features), file_(std::move(file)) {}

  std::optional<Error> read(std::string_view text) {
    Lines lines(text);
    while (const auto line = lines.next()) {
      registers_.at_line(line->number);
      if (Fault fault = read_line(*line); !fault.empty()) return Error{file_, fault_line_, std::move(fault)};
    }
    fault_line_ = registers_.field_line();
    if (Fault fault = registers_.end_field(); !fault.empty()) return Error{file_, fault_line_, std::move(fault)};
    return std::nullopt;
  }

 private:
  Fault read_line(const Line& line) {
    fault_line_ = line.number;
    if (!printable(line.text)) return fmt::format("{} has a character other than printable ASCII", quote(line.text));
    std::string_view rest = line.text;
    const std::string_view keyword = take_word(rest);
    if (keyword == "source") return registers_.add_source(rest);
    if (keyword == "codes") return registers_.add_codes(rest);
    if (keyword == "when") return add_when(line.number, rest);
    fault_line_ = registers_.field_line();
    if (Fault fault = registers_.end_field(); !fault.empty()) return fault;
    fault_line_ = line.number;
    in_feature_ = keyword == "feature";
    if (keyword == "register") return registers_.begin_register(rest);
    if (keyword == "field") return registers_.begin_field(rest);
    if (keyword == "feature") return add_feature(line.number, rest);
    return fmt::format("{} is not a keyword: register, field, source, codes, feature or when", quote(keyword));
  }

  Fault add_feature(std::uint32_t number, std::string_view rest) {
    if (rest.empty()) return "expected 'feature NAME'";
    features_.push_back(FeatureText{file_, number, std::string(rest), {}});
    return {};
  }

  Fault add_when(std::uint32_t number, std::string_view rest) {
    if (!in_feature_) return "a 'when' line without a feature above it";
    features_.back().conjunctions.push_back({number, std::string(rest)});
    return {};
  }

  RegisterReader& registers_;
  std::vector<FeatureText>& features_;
  std::string file_;
  bool in_feature_ = false;
  std::uint32_t fault_line_ = 0;
};

}  // namespace

std::expected<Facts, Error> parse_facts(std::span<const Source> sources) {
  Facts facts;
  RegisterReader registers(facts.registers);
  std::vector<FeatureText> features;
  for (const Source& source : sources) {
    FileReader reader(registers, features, source.file);
    if (auto error = reader.read(source.text)) return std::unexpected(std::move(*error));
  }
  std::ranges::sort(facts.registers, [](const auto& a, const auto& b) { return encoding(a) < encoding(b); });
  for (RegisterFact& reg : facts.registers) {
    std::ranges::sort(reg.fields, {}, [](const FieldFact& field) { return field.entry.shift; });
  }
  for (const FeatureText& feature : features) {
    auto definition = parse_definition(feature, facts.registers);
    if (!definition) return std::unexpected(std::move(definition.error()));
    facts.definitions.push_back(std::move(*definition));
  }
  return facts;
}

}  // namespace idreg::corpora
