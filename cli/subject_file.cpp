// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/subject_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "corpora/dump.h"

namespace idreg::cli {
namespace {

Guest of_dump(LoadedDump dump) {
  Guest guest{dump.path,          fmt::format("{} registers, kind {}", dump.values.size(), dump.kind),
              dump.kind == "raw", std::move(dump.values),
              std::nullopt,       std::move(dump.others),
              dump.vcpu};
  return guest;
}

Result<Guest> of_template(corpora::Template cpu, const std::string& path, const LoadedDump* base) {
  const std::vector<std::string> open = corpora::open_bits(cpu, base == nullptr ? Values{} : base->values);
  if (!open.empty()) {
    return usage(fmt::format("{}: leaves bits open: {}; {}", path, fmt::join(open, ", "),
                             base == nullptr ? "give a dump to apply it to" : base->path + " lacks the register"));
  }
  Guest guest{path, fmt::format("{}: {} registers", cpu.format, cpu.settings.size()), false, {}, std::nullopt, {}};
  guest.values = corpora::applied(cpu, base == nullptr ? Values{} : base->values);
  std::map<std::uint64_t, corpora::OtherRegister> others;
  if (base != nullptr) {
    for (const corpora::OtherRegister& one : base->others) others[one.id] = one;
  }
  for (const corpora::OtherSetting& one : cpu.others) {
    if (!one.whole) {
      return usage(fmt::format("{}: {} with bits left open (x) is understood for ID registers only", path,
                               corpora::other_name(one.value.id)));
    }
    others[one.value.id] = one.value;
  }
  for (auto& [id, one] : others) guest.others.push_back(std::move(one));
  if (base != nullptr) guest.vcpu = base->vcpu;
  guest.vcpu.set(cpu.vcpu.known & cpu.vcpu.on, true);
  guest.vcpu.set(cpu.vcpu.known & ~cpu.vcpu.on, false);
  guest.cpu = std::move(cpu);
  return guest;
}

}  // namespace

Result<Guest> load_guest(const std::string& path, const LoadedDump* base, bool strict) {
  auto cpu = corpora::read_template(path);
  const bool whole =
      cpu && base == nullptr && std::ranges::all_of(cpu->settings, [](const auto& one) { return ~one.mask == 0; });
  if (cpu && !whole) return of_template(std::move(*cpu), path, base);
  Result<LoadedDump> dump = load_dump(path, strict);
  if (dump) return of_dump(std::move(*dump));
  // Neither: what is said about a template, if it says that it is one.
  if (cpu) return of_template(std::move(*cpu), path, base);
  const bool of_template_only = cpu.error().message.find("no line 'kind") == std::string::npos &&
                                cpu.error().message.find("this is a dump") == std::string::npos;
  const bool says_template = dump.error().what.find("template") != std::string::npos;
  return says_template && of_template_only ? Result<Guest>(usage(corpora::to_text(cpu.error())))
                                           : Result<Guest>(std::unexpected(dump.error()));
}

}  // namespace idreg::cli
