// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/commands.h"
#include "corpora/file.h"

namespace idreg::cli {
namespace {

/// Documents of whole campaigns and of many subjects are larger than what a user writes by hand.
constexpr std::size_t kDocumentLimit = std::size_t{256} << 20;

struct ReportOptions {
  std::vector<std::string> files;
  report::Outputs outputs;
};

Result<report::Json> read_document(const std::string& path) {
  const auto text = corpora::read_file(path, kDocumentLimit);
  if (!text) return usage(corpora::to_text(text.error()));
  report::Json json = report::Json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("schema", report::Json()) != 1)
    return usage(
        fmt::format("{}: no document of idreg: expected what --json prints, an object with \"schema\": 1", path));
  return json;
}

Result<Status> run_report(const ReportOptions& options, Console& console) {
  if (options.outputs.html.empty() && options.outputs.junit.empty() && options.outputs.sarif.empty())
    return usage("nothing to write: give --html, --junit or --sarif");
  std::vector<report::Json> documents;
  for (const std::string& file : options.files) {
    Result<report::Json> document = read_document(file);
    if (!document) return std::unexpected(document.error());
    documents.push_back(std::move(*document));
  }
  if (const Result<void> written = report::write_outputs(options.outputs, documents); !written)
    return std::unexpected(written.error());
  console.print(fmt::format("{} document{} read\n", documents.size(), documents.size() == 1 ? "" : "s"));
  return Status::Holds;
}

}  // namespace

void declare_report(CLI::App& app, Run& run) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* sub = app.add_subcommand("report", "One report from documents that --json printed");
  sub->add_option("document", options->files, "Documents of any command")->required()->type_name("FILE");
  report::add_output_options(*sub, options->outputs);
  sub->footer("Example: idreg report --html report.html prove.json fuzz.json");
  sub->callback([options, &run] { run = [options](Console& console) { return run_report(*options, console); }; });
}

}  // namespace idreg::cli
