// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stored cases, and what they look like to people.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "cli/report/json.h"
#include "cli/status.h"
#include "props/case.h"
#include "props/case_io.h"
#include "props/claims.h"
#include "subjects/library.h"

namespace idreg::cli {

/// The claims whose names match a glob of * and ?, in the order of the theorems. An error if none does.
[[nodiscard]] Result<std::vector<const props::Claim*>> claims_named(const std::string& glob);

/// The claim of that name; the error suggests one.
[[nodiscard]] Result<const props::Claim*> claim_named(std::string_view name);

/// The subject of that name; the error suggests one.
[[nodiscard]] Result<const props::NamedSubject*> subject_named(std::string_view name);

/// The implementation under test: one of ours by name, or a library's, which stays loaded.
struct ChosenSubject {
  const props::NamedSubject* subject;
  std::unique_ptr<subjects::Library> library;
};

/// Precondition: not both are empty. Giving both is an error.
[[nodiscard]] Result<ChosenSubject> choose_subject(const std::string& name, const std::string& library);

/// Takes the claims out that are not applicable to the subject, and returns them. An error if none is left.
[[nodiscard]] Result<std::vector<const props::Claim*>> take_inapplicable(std::vector<const props::Claim*>& claims,
                                                                         const props::NamedSubject& subject);

/// A stored case (JSON); errors name the file and the place in it.
[[nodiscard]] Result<props::StoredCase> load_case(const std::string& path);

/// Writes a case as DIR/SUBJECT.CLAIM.json, and beside it as .bin, the bytes that fuzz targets take; makes the
/// directory if need be; returns the path of the first.
[[nodiscard]] Result<std::string> store_case(const std::string& directory, const props::StoredCase& stored);

/// DIR/SUBJECT.CLAIM.json
[[nodiscard]] std::string case_path(const std::string& directory, const props::StoredCase& stored);

/// Writes a case to a file, whole or not at all.
[[nodiscard]] Result<void> write_case(const std::string& path, const props::StoredCase& stored);

/// The same, and the bytes that fuzz targets take to the file of that name ending in .bin.
[[nodiscard]] Result<void> store_both(const std::string& path, const props::StoredCase& stored);
void remove_both(const std::string& path);

/// Stored cases (*.json) below a directory, sorted; a file stands for itself. An error if there is none.
[[nodiscard]] Result<std::vector<std::string>> case_files(const std::string& path);

/// What a claim reads of a case, in words; for a register by name with its picture, value and limit side
/// by side.
[[nodiscard]] std::string case_text(const props::Claim& claim, const props::Case& input, const Terminal& terminal);

/// register?, field?, value, limit, entries, overrides.
[[nodiscard]] report::Json case_json(const props::Claim& claim, const props::Case& input);

}  // namespace idreg::cli
