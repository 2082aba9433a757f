// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/judge/sysreg_file.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "corpora/names.h"
#include "corpora/text.h"

namespace idreg::audit {
namespace {

using Words = std::vector<std::string_view>;

std::optional<SysregField::Kind> kind_of(std::string_view word) {
  using enum SysregField::Kind;
  static const std::map<std::string_view, SysregField::Kind> kKinds = {{"Field", Field},
                                                                       {"Enum", Enum},
                                                                       {"UnsignedEnum", UnsignedEnum},
                                                                       {"SignedEnum", SignedEnum},
                                                                       {"Res0", Res0},
                                                                       {"Res1", Res1},
                                                                       {"Raz", Raz},
                                                                       {"Unkn", Unknown}};
  const auto found = kKinds.find(word);
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

/// Reads blocks line by line; those outside of the ID space are passed over.
class SysregParser {
 public:
  SysregParser(std::string_view text, std::string path) : lines_(text) { file_.path = std::move(path); }

  std::expected<SysregFile, Refusal> parse() {
    while (const auto line = lines_.next()) {
      if (!take(*line, corpora::words(line->text))) {
        return std::unexpected(Refusal{Refusal::Why::Unsupported,
                                       fmt::format("{}:{}: {}: expected {}; the file's grammar is not one that idreg "
                                                   "knows",
                                                   file_.path, line->number, corpora::quote(line->text), expected_)});
      }
    }
    return std::move(file_);
  }

 private:
  bool take(const corpora::Line& line, const Words& words) {
    if (words[0] == "Sysreg" || words[0] == "SysregFields") return open(line, words);
    if (words[0] == "EndSysreg" || words[0] == "EndSysregFields") return close();
    if (in_enum_) return enum_line(line, words);
    if (!inside_) return true;
    return field_line(line, words);
  }

  bool open(const corpora::Line& line, const Words& words) {
    expected_ = "Sysreg NAME op0 op1 CRn CRm op2, or SysregFields NAME";
    shared_ = words[0] == "SysregFields";
    if (words.size() < (shared_ ? 2u : 7u)) return false;
    block_ = {.name = std::string(words[1]), .line = line.number};
    inside_ = true;
    if (shared_) return true;
    std::uint32_t parts[5] = {};
    for (std::size_t i = 0; i < 5; ++i) {
      const auto number = corpora::parse_number(words[i + 2]);
      if (!number || *number > 15) return false;
      parts[i] = static_cast<std::uint32_t>(*number);
    }
    block_.encoding = sys_reg(parts[0], parts[1], parts[2], parts[3], parts[4]);
    inside_ = parts[0] == 3 && parts[2] == 0 && parts[1] < 4;
    return true;
  }

  bool close() {
    expected_ = "EndEnum before the end of the block";
    if (in_enum_) return false;
    if (inside_ && shared_) shared_fields_[block_.name] = block_.fields;
    if (inside_ && !shared_) file_.blocks.push_back(block_);
    inside_ = false;
    return true;
  }

  bool field_line(const corpora::Line& line, const Words& words) {
    expected_ = "Field, Enum, UnsignedEnum, SignedEnum, Res0, Res1, Raz or Unkn with MSB[:LSB] [NAME]";
    if (words[0] == "Fields" && words.size() == 2) {
      const auto found = shared_fields_.find(words[1]);
      if (found != shared_fields_.end()) block_.fields = found->second;
      return true;
    }
    if (words[0] == "Mapping") return true;
    const auto kind = kind_of(words[0]);
    if (!kind || words.size() < 2) return false;
    SysregField field{.kind = *kind, .line = line.number};
    const auto ends = corpora::split(words[1], ':');
    const auto msb = corpora::parse_number(ends[0]);
    const auto lsb = corpora::parse_number(ends.back());
    if (!msb || !lsb || *msb > 63 || *lsb > *msb || ends.size() > 2) return false;
    field.msb = static_cast<std::uint32_t>(*msb);
    field.lsb = static_cast<std::uint32_t>(*lsb);
    if (words.size() > 2) field.name = words[2];
    block_.fields.push_back(std::move(field));
    in_enum_ = words[0].ends_with("Enum");
    return true;
  }

  bool enum_line(const corpora::Line& line, const Words& words) {
    expected_ = "0bVALUE NAME, or EndEnum";
    if (words[0] == "EndEnum") {
      in_enum_ = false;
      return true;
    }
    const auto code = corpora::parse_number(words[0]);
    if (!code) return !inside_;
    if (inside_) {
      block_.fields.back().values.push_back({*code, words.size() > 1 ? std::string(words[1]) : "", line.number});
    }
    return true;
  }

  corpora::Lines lines_;
  SysregFile file_;
  SysregBlock block_;
  std::map<std::string, std::vector<SysregField>, std::less<>> shared_fields_;
  bool inside_ = false;
  bool shared_ = false;
  bool in_enum_ = false;
  std::string expected_;
};

/// "(S_)REG_FTR_BITS(TYPE, REG, FIELD, SAFE)": nullopt if it is something else.
std::optional<SelftestRow> row_of(std::string_view text) {
  SelftestRow row;
  row.is_signed = text.starts_with("S_");
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto arguments = corpora::split(text.substr(open + 1, close - open - 1), ',');
  if (arguments.size() != 4) return std::nullopt;
  const auto policy = corpora::parse_policy(arguments[0]);
  if (!policy) return std::nullopt;
  row.policy = *policy;
  row.reg = arguments[1];
  row.field = arguments[2];
  return row;
}

}  // namespace

std::expected<SysregFile, Refusal> parse_sysreg(std::string_view text, std::string path) {
  return SysregParser(text, std::move(path)).parse();
}

std::expected<SelftestFile, Refusal> parse_selftest(std::string_view text, std::string path) {
  SelftestFile file{.path = std::move(path), .rows = {}};
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = corpora::trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with("REG_FTR_BITS(") && !line.starts_with("S_REG_FTR_BITS(")) continue;
    const auto row = row_of(line);
    if (!row) {
      return std::unexpected(
          Refusal{Refusal::Why::Unsupported,
                  fmt::format("{}:{}: {}: expected REG_FTR_BITS(TYPE, REGISTER, FIELD, SAFE_VALUE) on "
                              "one line",
                              file.path, number, corpora::quote(line))});
    }
    file.rows.push_back(*row);
    file.rows.back().line = number;
  }
  if (file.rows.empty()) {
    return std::unexpected(Refusal{Refusal::Why::Unsupported,
                                   file.path + ": no REG_FTR_BITS lines: the selftest's table has another form"});
  }
  return file;
}

}  // namespace idreg::audit
