// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "cli/child.h"
#include "cli/commands.h"
#include "cli/lab_tool.h"
#include "cli/probed.h"
#include "cli/report/probe.h"
#include "corpora/text.h"

namespace idreg::cli {
namespace {

#ifdef __aarch64__
constexpr bool kOnArm64 = true;
#else
constexpr bool kOnArm64 = false;
#endif

struct ProbeOptions {
  std::string from;  ///< a directory of an earlier probe; empty: probe now
  std::string cpu;   ///< emulated; empty: here on arm64, else QEMU's max
  std::string kernel;
  std::string image;
  std::string out;
  std::string features;
  std::string random = "100";
  std::string seed = "1";
  std::vector<std::string> fields;
  bool json = false;
};

Result<std::vector<arch::FieldPlace>> places(const std::vector<std::string>& names) {
  std::vector<arch::FieldPlace> found;
  for (const std::string& name : names) {
    const std::vector<arch::FieldPlace> here = arch::find_fields(name);
    if (here.empty()) {
      return usage(fmt::format("there is no field {}{}", corpora::quote(name), arch::suggest_field(name)));
    }
    found.insert(found.end(), here.begin(), here.end());
  }
  return found;
}

std::vector<std::string> probe_options(const ProbeOptions& options) {
  std::vector<std::string> words = {"--probe", "--random", options.random, "--seed", options.seed};
  if (!options.features.empty()) words.insert(words.end(), {"--features", options.features});
  return words;
}

/// The directory that holds the probe's files afterwards.
Result<std::string> probe_here(const ProbeOptions& options) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  std::string directory = options.out.empty() ? "idreg-out/probe" : options.out;
  std::filesystem::create_directories(directory, failed);
  std::vector<std::string> command = {self.parent_path() / "idreg-probe"};
  for (const std::string& word : probe_options(options)) command.push_back(word);
  command.push_back(directory);
  const Result<int> status = run_child(command);
  if (!status) return std::unexpected(status.error());
  if (*status > 1) return usage(fmt::format("{} failed (status {})", command[0], *status));
  return directory;
}

Result<std::string> probe_emulated(const ProbeOptions& options) {
  return boot({.cpu = options.cpu.empty() ? "max" : options.cpu,
               .image = options.image,
               .kernel = options.kernel,
               .out = options.out.empty() ? "idreg-out/probe" : options.out,
               .requests = "",
               .probe = probe_options(options)});
}

Result<Status> probe(const ProbeOptions& options, Console& console) {
  const auto fields = places(options.fields);
  if (!fields) return std::unexpected(fields.error());
  const bool emulated = !kOnArm64 || !options.cpu.empty() || !options.kernel.empty() || !options.image.empty();
  const Result<std::string> directory = !options.from.empty() ? Result<std::string>(options.from)
                                        : emulated            ? probe_emulated(options)
                                                              : probe_here(options);
  if (!directory) return std::unexpected(directory.error());
  const Result<Probed> probed = read_probed(*directory);
  if (!probed) return std::unexpected(probed.error());
  const ProbeAnswer answer = judge_probed(*probed, *fields);
  console.print(options.json ? report::dump(report::probe_json(*probed, answer)) : report::probe_text(*probed, answer));
  if (!answer.above.empty()) return Status::Finding;
  if (probed->calls.empty() || answer.fields.size() < fields->size()) return Status::Inconclusive;
  return Status::Holds;
}

}  // namespace

void declare_probe(CLI::App& app, Run& run) {
  auto options = std::make_shared<ProbeOptions>();
  CLI::App* sub = app.add_subcommand("probe", "What a real KVM says (on arm64, or booted under emulation)");
  CLI::Option* from = sub->add_option("--from", options->from, "Do not probe: read the files of an earlier probe");
  from->type_name("DIR");
  for (CLI::Option* option : {
           sub->add_option("--cpu", options->cpu, "Under emulation, this CPU (default on other machines: max)"),
           sub->add_option("--kernel", options->kernel, "Under emulation, Debian's kernel of this series (6.12)"),
           sub->add_option("--image", options->image, "Under emulation, this arm64 kernel"),
           sub->add_option("--out", options->out, "Where the files go (idreg-out/probe; emulated: in OUT/CPU)"),
           sub->add_option("--features", options->features, "The vCPU to write to: pmu+sve, none, ...; else two"),
           sub->add_option("--random", options->random, "Random values per register")->capture_default_str(),
           sub->add_option("--seed", options->seed, "Of the random values")->capture_default_str(),
       }) {
    option->excludes(from);
  }
  sub->add_option("--field", options->fields, "Show KVM's answer to each code of this field (repeatable)")
      ->type_name("[REG.]FIELD");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer("Example: idreg probe --cpu neoverse-n1 --field ID_AA64DFR0.PMUVer");
  sub->callback([options, &run] { run = [options](Console& console) { return probe(*options, console); }; });
}

}  // namespace idreg::cli
