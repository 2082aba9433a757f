// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the two executables share: the command line, the exit status, the last resort for exceptions.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "cli/console.h"
#include "cli/status.h"

namespace CLI {
class App;
}

namespace idreg::cli {

/// A command that the command line chose, with its options: what is left to do.
using Run = std::function<Result<Status>(Console&)>;

/// Declares one command on `app`; its callback sets `run`.
using Declare = std::function<void(CLI::App& app, Run& run)>;

/// Parses the command line, runs the command it names, writes its answer. Returns the exit status.
[[nodiscard]] int run_program(int argc, char** argv, std::span<const Declare> commands);

/// With --bisect among the arguments: 0 and 1 stay, every other status becomes 125, by which `git bisect
/// run` passes over a revision that could not be decided.
[[nodiscard]] int for_bisect(int status, int argc, char** argv);

/// The commit that this was built from, with "+" where the sources differed from it; "unknown" outside of git.
[[nodiscard]] const char* commit();

/// "idreg 0.1.0 (commit 0123456789ab, LLVM 19.1.4, Z3 4.8.12)"
[[nodiscard]] std::string version_text();

}  // namespace idreg::cli
