// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is decided of the code of a tree, joined with what was said of its tables.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "audit/code/judge.h"
#include "audit/code/limit.h"
#include "audit/code/sanitise.h"

namespace idreg::cli {

/// A tree's code with what was decided of it.
struct Judged {
  audit::code::Tree tree;
  std::vector<audit::code::Verdict> verdicts;  ///< these point into `tree`
  std::vector<audit::code::LimitVerdict> limits;
  std::vector<audit::code::SanitiseVerdict> sanitising;
};

/// Judges every register's write path and puts verdicts and findings into `report`. Of what could not be
/// loaded the reason becomes a remark, with all registers left unexamined, and nothing is returned.
std::optional<Judged> add_code(audit::Report& report, std::expected<audit::code::Tree, std::string> tree,
                               const audit::code::Options& options);

/// The finding that add_code made of a flaw.
[[nodiscard]] audit::Finding finding_of(const audit::Report& report, const audit::code::Tree& tree,
                                        const audit::code::Verdict& verdict, const audit::code::Flaw& flaw);

/// One file of IR: its name without the folder, and its text.
struct Module {
  std::string name;
  std::string text;
};
[[nodiscard]] std::expected<std::vector<Module>, std::string> read_modules(const std::vector<std::string>& paths);
/// Precondition: `modules` outlives the result.
[[nodiscard]] std::vector<smt::lift::Program::Source> sources_of(const std::vector<Module>& modules);

/// The tree of some IR files, or why there is none.
[[nodiscard]] std::expected<audit::code::Tree, std::string> load_code(const std::vector<std::string>& paths);

}  // namespace idreg::cli
