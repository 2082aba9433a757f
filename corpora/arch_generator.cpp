// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// At build time: the text files of corpora/arch as the constants that corpora/arch/arch.h declares.
//   arch_generator OUT.cpp FILE.txt...
#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "corpora/facts.h"
#include "corpora/file.h"

namespace idreg::corpora {
namespace {

constexpr std::string_view kPolicies[] = {"Exact", "LowerSafe", "HigherSafe", "HigherOrZeroSafe"};
constexpr std::string_view kOrders[] = {"Rotation", "ReverseRotation", "Subset", "None"};
constexpr std::string_view kBases[] = {"Feature", "Manual", "Principle"};
constexpr std::string_view kCompares[] = {"Equal", "AtLeast", "Below"};

template <typename Enum, std::size_t N>
std::string_view name_of(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

/// The reader takes printable ASCII only.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string entry(const Entry& e) {
  return fmt::format("{{{}, {}, Policy::{}, OrderKind::{}, {:#x}, {:#x}}}", e.shift, e.width,
                     name_of(kPolicies, e.policy), name_of(kOrders, e.kind), e.bias, e.safe);
}

std::string scheme(const Scheme& s) {
  return fmt::format("{{OrderKind::{}, {:#x}, {:#x}}}", name_of(kOrders, s.kind), s.bias, s.safe);
}

void add_register(std::string& out, const RegisterFact& reg) {
  auto at = std::back_inserter(out);
  for (const FieldFact& field : reg.fields) {
    if (field.meanings.empty()) continue;
    fmt::format_to(at, "constexpr Meaning k{}_{}[] = {{\n", reg.name, field.name);
    for (const MeaningFact& m : field.meanings) fmt::format_to(at, "    {{{:#x}, {}}},\n", m.code, literal(m.text));
    out += "};\n";
  }
  fmt::format_to(at, "constexpr Field k{}_fields[] = {{\n", reg.name);
  for (const FieldFact& field : reg.fields) {
    const std::string meanings = field.meanings.empty() ? "nullptr" : fmt::format("k{}_{}", reg.name, field.name);
    fmt::format_to(at, "    {{{}, {}, {}, Basis::{}, {:d},\n     {}, {}, {}, {}}},\n", literal(field.name),
                   entry(field.entry), scheme(field.scheme), name_of(kBases, field.basis), field.layout,
                   literal(field.letter), literal(field.source), meanings, field.meanings.size());
  }
  fmt::format_to(at, "}};\nconstexpr Entry k{}_entries[] = {{\n", reg.name);
  for (const FieldFact& field : reg.fields) fmt::format_to(at, "    {},\n", entry(field.entry));
  out += "};\n\n";
}

void add_definition(std::string& out, std::size_t index, const DefinitionFact& definition) {
  auto at = std::back_inserter(out);
  std::string ends;
  std::size_t end = 0;
  fmt::format_to(at, "constexpr Atom kAtoms{}[] = {{", index);
  for (const auto& conjunction : definition.conjunctions) {
    for (const arch::Atom& a : conjunction) {
      fmt::format_to(at, "{{{}, {}, {}, {}, Compare::{}, {:#x}}}, ", a.place, a.shift, a.width, a.is_signed,
                     name_of(kCompares, a.compare), a.constant);
    }
    end += conjunction.size();
    ends += fmt::format("{}, ", end);
  }
  fmt::format_to(at, "}};\nconstexpr std::uint8_t kEnds{}[] = {{{}}};\n", index, ends);
}

std::string tables(const Facts& facts) {
  std::string out =
      "// Made by arch_generator from corpora/arch/*.txt; do not edit.\n"
      "#include \"corpora/arch/arch.h\"\n\n"
      "namespace idreg::arch {\n\nnamespace {\n\n";
  for (const RegisterFact& reg : facts.registers) add_register(out, reg);
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) add_definition(out, i, facts.definitions[i]);
  auto at = std::back_inserter(out);
  out += "\n}  // namespace\n\nconstinit const Register kRegisters[] = {\n";
  for (const RegisterFact& reg : facts.registers) {
    fmt::format_to(at, "    {{{}, {}, {}, {}, {}, {}, k{}_fields, k{}_entries, {}, {}}},\n", literal(reg.name), reg.op0,
                   reg.op1, reg.crn, reg.crm, reg.op2, reg.name, reg.name, reg.fields.size(), reg.fields.size());
  }
  fmt::format_to(at, "}};\nconstinit const std::uint32_t kRegisterCount = {};\n\n", facts.registers.size());
  out += "constinit const Definition kDefinitions[] = {\n";
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const DefinitionFact& d = facts.definitions[i];
    fmt::format_to(at, "    {{{}, {{{}}}, {}, kAtoms{}, kEnds{}, {}}},\n", literal(d.feature),
                   fmt::join(d.registers, ", "), d.registers.size(), i, i, d.conjunctions.size());
  }
  fmt::format_to(at, "}};\nconstinit const std::uint32_t kDefinitionCount = {};\n\n}}  // namespace idreg::arch\n",
                 facts.definitions.size());
  return out;
}

std::expected<void, Error> run(const std::string& out, const std::vector<std::string>& files) {
  std::vector<std::string> texts;
  for (const std::string& file : files) {
    auto text = read_file(file);
    if (!text) return std::unexpected(std::move(text.error()));
    texts.push_back(std::move(*text));
  }
  std::vector<Source> sources;
  sources.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) sources.push_back(Source{files[i], texts[i]});
  auto facts = parse_facts(sources);
  if (!facts) return std::unexpected(std::move(facts.error()));
  return write_file(out, tables(*facts));
}

}  // namespace
}  // namespace idreg::corpora

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: arch_generator OUT.cpp FILE.txt...\n");
    return 2;
  }
  const auto done = idreg::corpora::run(argv[1], {argv + 2, argv + argc});
  if (!done) {
    fmt::print(stderr, "{}\n", idreg::corpora::to_text(done.error()));
    return 2;
  }
  return 0;
}
