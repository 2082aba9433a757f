// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What becomes of a campaign's finding: stored at once, minimised with certificate, stored as that.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "cli/status.h"
#include "props/case_io.h"

namespace idreg::cli {

/// A finding on the disk: DIR/SUBJECT.CLAIM.json for people, and the same name with .bin for fuzz targets.
struct StoredFinding {
  std::string path;  ///< of the JSON
  props::StoredCase stored;
  bool smallest = false;  ///< certified
  bool known = false;     ///< this very case was there before
};

/// The findings of one campaign, one for each claim and subject: the smallest case of a claim is unique, so
/// whoever finds the claim violated again finds the same.
class Findings {
 public:
  /// `minimise`: certify with the prover; else cases stay as they were shrunk.
  Findings(std::string directory, bool minimise) : directory_(std::move(directory)), minimise_(minimise) {}

  /// Stores the case, minimises it, stores the result. Nothing that was stored is lost on the way, whenever
  /// the process ends. A second case of the same claim gives the first one's answer if that is certified.
  [[nodiscard]] Result<StoredFinding> keep(const props::StoredCase& found);

 private:
  std::string directory_;
  bool minimise_;
  std::map<std::pair<std::string, std::string>, StoredFinding> kept_;
};

}  // namespace idreg::cli
