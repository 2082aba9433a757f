// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The probe's files of one host, and what they say.
#pragma once

#include <string>
#include <vector>

#include "cli/status.h"
#include "corpora/arch/lookup.h"
#include "lab/calls.h"
#include "lab/schemes.h"

namespace idreg::cli {

/// What a directory of the probe's holds.
struct Probed {
  std::string directory;
  std::vector<std::string> dumps;  ///< names of files, sorted
  std::vector<lab::Calls> calls;   ///< calls-*.txt and requests.txt, by name
  std::vector<std::string> notes;  ///< what the probe could not have (host.txt)
};

/// Reads the directory. Errors: none of the probe's files in it, or one that cannot be read.
[[nodiscard]] Result<Probed> read_probed(const std::string& directory);

/// What KVM answered to the codes of one field.
struct ProbedField {
  arch::FieldPlace place;
  lab::FieldAnswers answers;
  std::vector<lab::CodeAnswer> above;      ///< left the field above the limit
  std::vector<lab::CodeAnswer> too_strict; ///< refused although at or below the limit
};

/// All that was asked of the files.
struct ProbeAnswer {
  std::vector<lab::AboveLimit> above;  ///< over all calls
  std::vector<ProbedField> fields;     ///< those that were asked for
};

/// Judges the calls, and looks up the fields (one entry for each vCPU that was asked).
[[nodiscard]] ProbeAnswer judge_probed(const Probed& probed, const std::vector<arch::FieldPlace>& fields);

}  // namespace idreg::cli
