// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/migrate_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/migrate.h"
#include "cli/migrate_kernel.h"
#include "cli/report/json.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/scope.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/file.h"

namespace idreg::cli {
namespace {

struct Migrated {
  Guest guest;
  std::string from;
  LoadedDump destination;
  Migration found;
  std::string tree;  ///< of the destination's kernel; empty: architectural only
};

report::Json nearest_json(const Migration& found) {
  report::Json list = report::Json::array();
  for (const Lowered& one : found.nearest) {
    list.push_back({{"register", one.reg}, {"field", one.field}, {"from", hex(one.from)}, {"to", hex(one.to)}});
  }
  return list;
}

void print_json(const Migrated& all, Console& console) {
  report::Json json = report::document();
  json["architectural_only"] = all.tree.empty();
  json["linux"] = all.tree.empty() ? report::Json(nullptr) : report::Json(all.tree);
  json["vcpu"] = all.guest.vcpu.known == 0 ? report::Json(nullptr) : report::Json(corpora::to_text(all.guest.vcpu));
  json["from"] = all.from;
  json["template"] = all.guest.cpu ? report::Json(all.guest.path) : report::Json(nullptr);
  json["to"] = all.destination.path;
  const Status status = all.found.status();
  json["restores"] = status == Status::Inconclusive ? report::Json(nullptr) : report::Json(status == Status::Holds);
  json["same"] = all.found.same;
  json["permitted"] = all.found.lower;
  json["reasons"] = report::Json::array();
  for (const Obstacle& one : all.found.obstacles) {
    json["reasons"].push_back({{"register", one.reg},
                               {"group", one.group},
                               {"field", one.field},
                               {"value", one.value},
                               {"limit", one.limit},
                               {"reason", one.reason}});
  }
  json["not_judged"] = report::Json::array();
  for (const Unjudged& one : all.found.not_judged) {
    json["not_judged"].push_back(
        {{"register", one.reg}, {"group", one.group}, {"value", one.value}, {"limit", one.limit}, {"reason", one.why}});
  }
  json["nearest"] = nearest_json(all.found);
  json["no_nearest"] = all.found.no_nearest;
  json["not_covered"] = kNotCovered;
  console.print(report::dump(json));
}

std::string verdict(const Migration& found, const report::Style& style) {
  const std::size_t reasons = found.obstacles.size();
  switch (found.status()) {
    case Status::Finding:
      return style.bad(fmt::format("does not restore: {} reason{}", reasons, reasons == 1 ? "" : "s"));
    case Status::Inconclusive:
      return style.warn(fmt::format("no reason found against it, but {} difference{} not judged",
                                    found.not_judged.size(), found.not_judged.size() == 1 ? " is" : "s are"));
    default:
      return style.good("can migrate: every register is equal or permitted there");
  }
}

std::string heading(const Migrated& all, unsigned width) {
  const std::string& kind = all.destination.kind;
  if (all.tree.empty()) return report::architectural_heading(kind == "kvm-limit" ? "guest" : kind);
  return report::wrapped(
      fmt::format("what KVM of {} accepts, by its compiled write paths, for a fresh vCPU with features: {}{}", all.tree,
                  all.guest.vcpu.known == 0 ? "any" : corpora::to_text(all.guest.vcpu),
                  kind == "kvm-limit" || kind == "guest"
                      ? ""
                      : "; the destination's values are taken for its limits, but are of kind " + kind),
      0, width);
}

void print_text(const Migrated& all, Console& console) {
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  console.print(heading(all, terminal.width));
  if (all.guest.cpu) {
    console.print(fmt::format("from {} with {} ({})\n", all.from, all.guest.path, all.guest.what));
  } else {
    console.print(fmt::format("from {} ({})\n", all.from, all.guest.what));
  }
  console.print(fmt::format("to   {} ({} registers, kind {})\n\n", all.destination.path, all.destination.values.size(),
                            all.destination.kind));
  console.print(verdict(all.found, style) + "\n");
  for (const Obstacle& one : all.found.obstacles) {
    const std::string name = one.field.empty() ? one.reg : one.reg + "." + one.field;
    console.print(report::wrapped(
        fmt::format("{}: {} here, {} there: {}", name, one.value, one.limit.empty() ? "none" : one.limit, one.reason),
        2, terminal.width));
  }
  if (!all.found.nearest.empty()) {
    console.print("\nnearest guest that the ID registers there permit\n");
    report::Columns columns;
    for (const Lowered& one : all.found.nearest) {
      columns.add({one.reg + "." + one.field, fmt::format("{} -> {}", hex(one.from), hex(one.to))});
    }
    console.print(columns.text(2));
  }
  for (const std::string& one : all.found.no_nearest) {
    console.print(fmt::format("  {}: nothing at or below is permitted there\n", one));
  }
  if (!all.found.not_judged.empty()) {
    console.print("\nnot judged\n");
    for (const Unjudged& one : all.found.not_judged) {
      std::string text = fmt::format("{} ({}): {}", one.reg, one.group, one.why);
      if (!one.value.empty() && !one.limit.empty()) text += fmt::format(": {} here, {} there", one.value, one.limit);
      console.print(report::wrapped(text, 2, terminal.width));
    }
  }
  console.print(fmt::format("\n{} registers equal, {} permitted as they differ\n", all.found.same, all.found.lower));
  console.print(report::not_covered_text(terminal.width));
}

/// A template whose result on the same base is the nearest guest.
Result<void> write_nearest(const std::string& path, const Migrated& all, const Values& base) {
  corpora::Template cpu;
  for (const auto& [reg, value] : all.found.nearest_values) {
    const auto old = base.find(reg);
    if (old == base.end() || old->second != value) cpu.settings.push_back({reg, ~std::uint64_t{0}, value});
  }
  if (const auto written = corpora::write_file(path, corpora::write_template(cpu)); !written) {
    return usage(corpora::to_text(written.error()));
  }
  return {};
}

}  // namespace

Host host_of(const std::string& text, const std::string& otherwise) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(text)) return {text, otherwise};
  return {text.substr(0, at), text.substr(at + 1)};
}

Result<Status> check_migration(const MigrateOptions& options, const std::map<std::string, Kernel>& kernels,
                               Console& console) {
  if (options.from.empty() || options.to.empty()) return usage("check: --from DUMP and --to DUMP go together");
  const Host source = host_of(options.from, options.linux_tree);
  const Host target = host_of(options.to, options.linux_tree);
  const auto kernel = kernels.find(target.tree);
  Result<LoadedDump> from = load_dump(source.dump, options.strict);
  if (!from) return std::unexpected(from.error());
  Result<LoadedDump> to = load_dump(target.dump, options.strict);
  if (!to) return std::unexpected(to.error());
  const std::string& path = options.cpu.empty() ? source.dump : options.cpu;
  if (!options.vcpu.empty()) {
    const auto vcpu = corpora::parse_vcpu_features(options.vcpu);
    if (!vcpu) {
      return usage(
          fmt::format("--vcpu: {} is no feature: none, or some of {}", vcpu.error(), corpora::vcpu_feature_list()));
    }
    from->vcpu = *vcpu;
    to->vcpu = *vcpu;
  }
  Result<Guest> guest = load_guest(path, options.cpu.empty() ? nullptr : &*from, options.strict);
  if (!guest) return std::unexpected(guest.error());
  if (options.cpu.empty()) guest->vcpu = from->vcpu;
  if (!options.cpu.empty() && !guest->cpu) {
    return usage(fmt::format("{}: is a dump; --template takes a CPU template", options.cpu));
  }
  Result<Migration> found = migrate(*guest, *to, kernel == kernels.end() ? nullptr : &kernel->second);
  if (!found) return std::unexpected(found.error());
  if (const auto own = kernels.find(source.tree); own != kernels.end() && guest->cpu) {
    judge_template(own->second, from->values, *guest, *found);
  }
  const Migrated all{std::move(*guest), source.dump, std::move(*to), std::move(*found), target.tree};
  if (!options.nearest.empty()) {
    if (const auto written = write_nearest(options.nearest, all, from->values); !written) {
      return std::unexpected(written.error());
    }
  }
  if (options.strict && !all.found.not_judged.empty() && all.found.obstacles.empty()) {
    return usage(fmt::format("{}: {}", all.found.not_judged.front().reg, all.found.not_judged.front().why));
  }
  options.json ? print_json(all, console) : print_text(all, console);
  return all.found.status();
}

}  // namespace idreg::cli
