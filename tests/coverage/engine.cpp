// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls an instrumented engine as one method does: for tools/coverage.
//   coverage_engine fuzz|properties|corpus CASES
// CASES are tried of each claim; of the corpus all are. Exit status: 0, 1 a case was violated, 2 wrong usage.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "corpora/file.h"
#include "corpora/text.h"
#include "fuzz/campaign.h"
#include "props/case_io.h"
#include "props/claims.h"
#include "props/run.h"

namespace idreg {
namespace {

namespace fs = std::filesystem;

const props::NamedSubject& engine() {
  return *std::ranges::find(props::subjects(), std::string_view("engine"), &props::NamedSubject::name);
}

/// The claims' campaign, one seed, one job: the same cases every time.
bool fuzz_all(std::uint64_t cases) {
  fuzz::Options options;
  for (const props::Claim& claim : props::claims()) options.claims.push_back(&claim);
  options.subject = &engine();
  options.runs = cases;
  const auto reports = fuzz::run(options);
  if (!reports) fmt::print(stderr, "{}\n", reports.error());
  return reports && std::ranges::none_of(*reports, [](const auto& report) { return report.finding.has_value(); });
}

bool run_properties(std::uint64_t cases) {
  return std::ranges::none_of(props::claims(), [&](const props::Claim& claim) {
    return props::run_property(claim, *engine().subject, 1, cases).outcome == props::RunResult::Outcome::Violated;
  });
}

/// Every seed and stored case, judged by every claim, as the fuzz target does.
bool replay_corpus() {
  bool good = true;
  for (const char* folder : {"corpora/seeds/claims", "corpora/regressions"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().extension() == ".json") continue;
      const auto bytes = corpora::read_file(entry.path().string());
      if (!bytes) {
        fmt::print(stderr, "{}\n", corpora::to_text(bytes.error()));
        return false;
      }
      const props::Case input = props::decode(std::vector<std::uint8_t>(bytes->begin(), bytes->end()));
      for (const props::Claim& claim : props::claims())
        good &= claim.predicate(*engine().subject, props::conform(claim, input)) != props::Verdict::Violated;
    }
  }
  return good;
}

}  // namespace
}  // namespace idreg

int main(int argc, char** argv) {
  using namespace idreg;
  const std::string_view method = argc == 3 ? argv[1] : "";
  const auto cases = corpora::parse_number(argc == 3 ? argv[2] : "");
  if (cases && method == "fuzz") return fuzz_all(*cases) ? 0 : 1;
  if (cases && method == "properties") return run_properties(*cases) ? 0 : 1;
  if (cases && method == "corpus") return replay_corpus() ? 0 : 1;
  fmt::print(stderr, "usage: coverage_engine fuzz|properties|corpus CASES\n");
  return 2;
}
