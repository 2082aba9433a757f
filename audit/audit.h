// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An audit from beginning to end: read the IR, judge tables and code, collect what is to be said.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/finding.h"
#include "audit/ir.h"
#include "audit/known.h"
#include "audit/read_ir.h"

namespace idreg::audit {

/// What an audit works on.
struct Inputs {
  std::string tree;                  ///< the top of the sources; empty: where debug information says, if it is there
  std::vector<std::string> modules;  ///< IR files
  /// Where the IR comes from, in words, for the head of the answer: {"release", "6.12.117"}, ...
  std::vector<std::pair<std::string, std::string>> origin;
  std::vector<std::string> remarks;  ///< to be passed on
  std::shared_ptr<const void> held = {};  ///< while it lives, nobody changes the sources
};

struct Report {
  Tables tables;
  std::vector<RegisterVerdict> registers;  ///< by rising encoding
  std::vector<Finding> findings;           ///< by falling severity, then encoding, then bits
  std::vector<std::pair<std::string, std::string>> origin;
  std::vector<std::string> remarks;        ///< what was not judged, and why
  std::vector<std::pair<Finding, std::string>> known;  ///< accepted findings, with their reasons
  std::vector<KnownEntry> stale;           ///< accepted findings that are not found any more
};

/// The IR files under a directory, sorted: those that define the tables, or that `all` of a kernel's build
/// left there. Refused: no such directory, no IR in it.
[[nodiscard]] std::expected<std::vector<std::string>, Refusal> find_modules(const std::string& directory);

/// Judges. Refused: whatever read_tables refuses; a text of the tree whose grammar is not known becomes a
/// remark and a register's code that cannot be lifted its verdict.
[[nodiscard]] std::expected<Report, Refusal> audit(const Inputs& inputs);

/// By falling severity, then register, then bits: the order of every answer.
void sort(std::vector<Finding>& findings);

/// Moves findings that `known` accepts to `report.known`, and entries that accept nothing to `report.stale`.
void apply_known(Report& report, const std::vector<KnownEntry>& known);

}  // namespace idreg::audit
