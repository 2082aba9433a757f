// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/report/bundle.h"
#include "cli/report/text.h"
#include "corpora/file.h"

namespace idreg::cli {
namespace {

struct BundleOptions {
  std::string file;
  std::string out = "idreg-bundle";
  bool json = false;
};

Result<Status> run_bundle(const BundleOptions& options, Console& console) {
  const Result<props::StoredCase> stored = load_case(options.file);
  if (!stored) return std::unexpected(stored.error());
  const Result<const props::Claim*> claim = claim_named(stored->claim);
  if (!claim) return usage(fmt::format("{}: {}", options.file, claim.error().what));
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed) return usage(fmt::format("--out {}: cannot make the directory: {}", options.out, failed.message()));
  report::Columns columns;
  report::Json json = report::document();
  json["files"] = report::Json::array();
  for (const report::BundleFile& file : report::bundle(**claim, *stored, options.file)) {
    const std::string path = options.out + "/" + file.name;
    if (!file.text.empty()) {
      const auto written = corpora::write_file(path, file.text);
      if (!written) return usage(corpora::to_text(written.error()));
    }
    columns.add(
        {file.text.empty() ? "not made" : path, file.text.empty() ? file.name + ": " + file.about : file.about});
    json["files"].push_back({{"file", file.name}, {"written", !file.text.empty()}, {"about", file.about}});
  }
  console.print(options.json ? report::dump(json) : columns.text());
  return Status::Holds;
}

}  // namespace

void declare_bundle(CLI::App& app, Run& run) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* sub = app.add_subcommand("bundle", "A stored case in the forms that other tools take");
  sub->add_option("case", options->file, "A stored case (JSON)")->required()->type_name("CASE");
  sub->add_option("--out", options->out, "Where the files are written")->type_name("DIR")->capture_default_str();
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer("Example: idreg bundle corpora/regressions/claims/pmuver-signed.json");
  sub->callback([options, &run] { run = [options](Console& console) { return run_bundle(*options, console); }; });
}

}  // namespace idreg::cli
