// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/program.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <sstream>
#include <string_view>
#include <vector>

#include "corpora/text.h"
#include "idreg/commit.h"
#include "idreg/versions.h"

namespace idreg::cli {
namespace {

constexpr const char* kAbout =
    "idreg proves, fuzzes and explains how arm64 CPU feature-ID registers are validated.\n"
    "Exit status: 0 all holds; 1 a finding; 2 wrong usage, an empty selection or unreadable input;\n"
    "3 inconclusive; 4 an internal error.";

/// CLI11 would only say that a command is missing.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return "";
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (std::ranges::count(names, argv[1]) != 0) return "";
  const std::string_view near = corpora::closest(argv[1], {names.begin(), names.end()});
  return fmt::format("there is no command {}{} (see idreg --help)", corpora::quote(argv[1]),
                     near.empty() ? "" : fmt::format(", did you mean {}?", near));
}

/// CLI11's help and errors go through the console, so that a full disk is noticed here too.
Status answer_parse_error(const CLI::App& app, const CLI::ParseError& error, Console& console) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = app.exit(error, out, err);
  console.print(out.str());
  if (code == 0) return Status::Holds;
  std::string text = err.str();
  if (const auto line_end = text.find('\n'); line_end != std::string::npos) text.resize(line_end);
  console.error(fmt::format("{} (see idreg --help)", text));
  return Status::Usage;
}

Status run_command(int argc, char** argv, std::span<const Declare> commands, Console& console) {
  CLI::App app(kAbout, "idreg");
  app.set_version_flag("--version", version_text(), "Print the versions of idreg, LLVM and Z3, and the commit");
  app.require_subcommand(1);
  Run run;
  for (const Declare& declare : commands) declare(app, run);
  if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty()) {
    console.error(unknown);
    return Status::Usage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return answer_parse_error(app, error, console);
  }
  const Result<Status> status = run(console);
  if (status) return *status;
  console.drop();
  console.error(status.error().what);
  return status.error().status;
}

}  // namespace

int run_program(int argc, char** argv, std::span<const Declare> commands) {
  try {
    Console console(Terminal::detect());
    const Status status = run_command(argc, argv, commands, console);
    return static_cast<int>(console.finish(status));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "idreg: internal error: %s; please report it\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "idreg: internal error of an unknown kind; please report it\n");
  }
  return static_cast<int>(Status::Internal);
}

int for_bisect(int status, int argc, char** argv) {
  const bool bisect =
      std::any_of(argv, argv + argc, [](const char* word) { return word == std::string_view("--bisect"); });
  return bisect && status > 1 ? 125 : status;
}

const char* commit() { return versions::kCommit; }

std::string version_text() {
  return fmt::format("idreg {} (commit {}, LLVM {}, Z3 {})", versions::kIdreg, commit(), versions::kLlvm,
                     versions::kZ3);
}

}  // namespace idreg::cli
