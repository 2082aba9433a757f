// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/dump_parts.h"
#include "corpora/text.h"

namespace idreg::corpora {

namespace {

constexpr std::string_view kKinds[] = {"raw", "user", "sanitised", "kvm-limit", "guest"};

constexpr std::string_view kFormats =
    "expected arm-cpusysregs text ('NAME: 0000 ...'), a Firecracker fingerprint (JSON), 'kind = raw' and "
    "'NAME = VALUE' lines, or pairs of a KVM register id and a value";

/// The format by the first thing that is said. Text that says nothing has none.
std::optional<DumpFormat> format_of(std::string_view text) {
  Lines lines(text);
  while (const auto line = lines.next()) {
    if (line->text.front() == '{' || line->text.front() == '[') return DumpFormat::Fingerprint;
    if (parse_number(words(line->text).front())) return DumpFormat::Pairs;
    if (line->text.find('=') < line->text.find(':')) return DumpFormat::Plain;
    if (line->text.find(':') == std::string_view::npos) continue;
    return line->text.starts_with("kind") ? DumpFormat::Plain : DumpFormat::CpuSysregs;
  }
  return std::nullopt;
}

std::uint32_t line_at(std::string_view text, std::size_t byte) {
  return static_cast<std::uint32_t>(1 + std::ranges::count(text.substr(0, byte), '\n'));
}

}  // namespace

std::string_view to_text(DumpKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<DumpKind> parse_dump_kind(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    if (same_name(word, kKinds[i])) return static_cast<DumpKind>(i);
  }
  return std::nullopt;
}

std::string_view to_text(DumpFormat format) {
  switch (format) {
    case DumpFormat::CpuSysregs:
      return "arm-cpusysregs text";
    case DumpFormat::Fingerprint:
      return "Firecracker JSON";
    case DumpFormat::Plain:
      return "plain";
    case DumpFormat::Pairs:
      return "KVM_GET_ONE_REG pairs";
  }
  return "unknown";
}

std::optional<std::uint64_t> Dump::value_of(std::uint32_t reg) const {
  const auto place = std::ranges::lower_bound(registers, reg, {}, &DumpValue::reg);
  if (place == registers.end() || place->reg != reg) return std::nullopt;
  return place->value;
}

std::expected<Dump, Error> parse_dump(std::string_view text, const std::string& file, Unknown unknown) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return std::unexpected(Error{file, line_at(text, nul), "holds a NUL byte, so it is no text file"});
  }
  const auto format = format_of(text);
  if (!format) return std::unexpected(Error{file, 0, fmt::format("no registers found; {}", kFormats)});
  DumpBuilder builder(file, *format, unknown);
  auto done = *format == DumpFormat::Fingerprint  ? add_fingerprint(text, builder)
              : *format == DumpFormat::CpuSysregs ? add_cpusysregs(text, builder)
              : *format == DumpFormat::Pairs      ? add_pairs(text, builder)
                                                  : add_plain(text, builder);
  if (!done) return std::unexpected(std::move(done.error()));
  Dump dump = std::move(builder).take();
  if (dump.registers.empty()) {
    return std::unexpected(
        Error{file, 0,
              fmt::format("holds none of the {} known ID registers ({} other things were skipped); {}",
                          arch::registers().size(), dump.skipped.size(), kFormats)});
  }
  return dump;
}

std::expected<Dump, Error> read_dump(const std::string& path, Unknown unknown) {
  auto text = read_file(path);
  if (!text) return std::unexpected(std::move(text.error()));
  return parse_dump(*text, path, unknown);
}

std::string write_dump(const Dump& dump) {
  std::string out;
  for (const std::string& line : dump.provenance) out += line.empty() ? "#\n" : fmt::format("# {}\n", line);
  out += fmt::format("kind = {}\n", to_text(dump.kind));
  if (dump.vcpu.known != 0) out += fmt::format("vcpu = {}\n", to_text(dump.vcpu));
  out += "\n";
  for (const DumpValue& value : dump.registers) {
    out += fmt::format("{:<16} = {:#018x}\n", arch::registers()[value.reg].name, value.value);
  }
  for (const OtherRegister& other : dump.others) out += fmt::format("{:#x} = {}\n", other.id, value_text(other));
  return out;
}

}  // namespace idreg::corpora
