// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/enumerated.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>
#include <sstream>
#include <system_error>

#include "cli/child.h"
#include "cli/hand_over.h"
#include "props/case_io.h"

namespace idreg::cli {
namespace {

constexpr const char* kProgram = "idreg-enumerator";

/// "compiler ", and the rest of the line.
constexpr std::string_view kCompiler = "compiler ";

/// A case from its bytes in hexadecimal; nothing if that is none.
std::optional<props::Case> case_of(std::string_view hex) {
  std::vector<std::uint8_t> bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    std::uint8_t byte = 0;
    const char* const first = std::to_address(hex.begin());
    if (const auto [end, failed] = std::from_chars(first, first + 2, byte, 16);
        failed != std::errc{} || end != first + 2) {
      return std::nullopt;
    }
    bytes.push_back(byte);
  }
  if (!hex.empty()) return std::nullopt;
  return props::decode(bytes);
}

/// "CLAIM width W cases N shapes K left-out L" or "CLAIM width W violated BYTES". False: neither.
bool read_line(const std::string& line, Enumerated& all) {
  std::istringstream words(line);
  std::string claim;
  std::string width_word;
  std::string what;
  ExhaustedWidth one{};
  words >> claim >> width_word >> one.width >> what;
  if (!words || width_word != "width") return false;
  Exhausted& exhausted = all.claims[claim];
  if (what == "violated") {
    std::string hex;
    words >> hex;
    exhausted.violation = case_of(hex);
    return exhausted.violation.has_value() && (words >> std::ws).eof();
  }
  std::string shapes_word;
  std::string left_out_word;
  words >> one.cases >> shapes_word >> one.shapes >> left_out_word >> one.left_out;
  if (!words || what != "cases" || shapes_word != "shapes" || left_out_word != "left-out") return false;
  exhausted.widths.push_back(one);
  return (words >> std::ws).eof();
}

}  // namespace

Result<Enumerated> read_enumerated(std::string_view text) {
  Enumerated all;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kCompiler)) {
      all.compiler = line.substr(kCompiler.size());
    } else if (!read_line(line, all)) {
      return std::unexpected(Error{Status::Internal, fmt::format("{} said \"{}\"", kProgram, line)});
    }
  }
  if (all.compiler.empty()) return std::unexpected(Error{Status::Internal, fmt::format("{} said nothing", kProgram)});
  return all;
}

Result<Enumerated> enumerate(std::uint64_t budget, const std::string& subject, const std::string& glob) {
  const Result<std::string> program = beside(kProgram);
  if (!program) return std::unexpected(program.error());
  std::error_code failed;
  if (!std::filesystem::exists(*program, failed))
    return usage(fmt::format("--enumerate: {} is not there; it is built where g++ is installed", *program));
  const Result<Said> said = listen_to_child({*program, std::to_string(budget), subject, glob});
  if (!said) return std::unexpected(said.error());
  Result<Enumerated> all = read_enumerated(said->out);
  if (!all) return all;
  bool violated = false;
  for (const auto& [claim, exhausted] : all->claims) violated = violated || exhausted.violation.has_value();
  // What was cut off reads like less that was tried: the status must fit what was said.
  if (said->status != (violated ? 1 : 0))
    return std::unexpected(Error{Status::Internal, fmt::format("{} ended with status {}", kProgram, said->status)});
  return all;
}

}  // namespace idreg::cli
