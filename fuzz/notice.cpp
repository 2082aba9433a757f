// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <functional>

#include "fuzz/campaign.h"
#include "props/isolated.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

/// A method that does not return within this time of CPU never does, as far as anybody wants to know.
constexpr unsigned kPatience = 60;
constexpr std::uint64_t kBatch = 64;

double cpu_now() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// What a method in the child says: where it is, and at the end what it found.
class Voice {
 public:
  explicit Voice(const std::function<void(std::string_view)>& say) : say_(say) {}
  void at(const props::Claim& claim, std::uint64_t cases) const { line("at", claim.name, cases); }
  void violated(const props::Claim& claim, std::uint64_t cases) const { line("violated", claim.name, cases); }
  void survived(std::uint64_t cases) const { line("survived", "-", cases); }

 private:
  void line(const char* what, const char* claim, std::uint64_t cases) const {
    say_(fmt::format("{} {} {}\n", what, claim, cases));
  }
  const std::function<void(std::string_view)>& say_;
};

/// The last whole line that was said.
Notice heard(const props::Isolated& child) {
  Notice notice;
  notice.cpu_seconds = child.cpu_seconds;
  std::string_view text = child.output;
  text = text.substr(0, text.rfind('\n'));
  text = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
  const std::size_t first = text.find(' ');
  const std::size_t last = text.rfind(' ');
  if (first == std::string_view::npos) return notice;
  std::from_chars(text.data() + last + 1, text.data() + text.size(), notice.cases);
  const bool finished = child.end == props::Isolated::End::Finished;
  if (finished && text.starts_with("survived")) return notice;
  notice.noticed = true;
  notice.claim = text.substr(first + 1, last - first - 1);
  notice.how = text.starts_with("violated")                   ? "violated"
               : child.end == props::Isolated::End::OutOfTime ? "never returned"
                                                              : "crashed";
  return notice;
}

Notice listen(const std::function<void(const Voice&)>& method, unsigned patience) {
  return heard(
      props::isolated([&](const std::function<void(std::string_view)>& say) { method(Voice(say)); }, patience));
}

/// The campaign's cases, claim after claim in turn, for a time of this process's CPU.
void campaign(const Voice& voice, const props::Subject& subject, const NoticeOptions& options) {
  const double end = cpu_now() + options.fuzz_seconds;
  std::uint64_t cases = 0;
  for (std::uint64_t first = 0; cpu_now() < end; first += kBatch) {
    for (const props::Claim& claim : props::claims()) {
      voice.at(claim, cases);
      for (std::uint64_t i = first; i < first + kBatch; ++i, ++cases) {
        if (claim.predicate(subject, props::nth_case(claim, options.seed, i)) == props::Verdict::Violated)
          return voice.violated(claim, cases + 1);
      }
      if (cpu_now() >= end) break;
    }
  }
  voice.survived(cases);
}

Notice by_libfuzzer(const props::NamedSubject& subject, const std::string& library, const NoticeOptions& options) {
  Notice notice;
  const double start = cpu_now();
  Options chosen;
  for (const props::Claim& claim : props::claims()) chosen.claims.push_back(&claim);
  chosen.subject = &subject;
  chosen.library = library;
  chosen.engine = Engine::LibFuzzer;
  chosen.targets = options.libfuzzer;
  chosen.seed = options.seed;
  chosen.seconds = options.fuzz_seconds;
  const auto reports = run(chosen);
  notice.cpu_seconds = cpu_now() - start;
  if (!reports) {
    notice.how = reports.error();
    return notice;
  }
  for (const ClaimReport& report : *reports) {
    notice.cases += report.cases;
    if (!report.finding || notice.noticed) continue;
    notice = {true, report.claim->name, "violated", notice.cases, notice.cpu_seconds};
  }
  return notice;
}

}  // namespace

Notice by_properties(const props::NamedSubject& subject, const NoticeOptions& options) {
  return listen(
      [&](const Voice& voice) {
        std::uint64_t cases = 0;
        for (const props::Claim& claim : props::claims()) {
          voice.at(claim, cases);
          const props::RunResult result =
              props::run_property(claim, *subject.subject, options.seed, options.property_cases);
          cases += result.cases;
          if (result.outcome == props::RunResult::Outcome::Violated) return voice.violated(claim, cases);
        }
        voice.survived(cases);
      },
      kPatience);
}

Notice by_fuzzing(const props::NamedSubject& subject, const std::string& library, const NoticeOptions& options) {
  if (!options.libfuzzer.empty()) return by_libfuzzer(subject, library, options);
  return listen([&](const Voice& voice) { campaign(voice, *subject.subject, options); },
                kPatience + static_cast<unsigned>(options.fuzz_seconds));
}

Notice by_corpus(const props::NamedSubject& subject, std::span<const props::StoredCase> cases) {
  return listen(
      [&](const Voice& voice) {
        std::uint64_t done = 0;
        for (const props::StoredCase& stored : cases) {
          const props::Claim* claim = props::find_claim(stored.claim);
          if (claim == nullptr) continue;
          voice.at(*claim, done++);
          if (claim->predicate(*subject.subject, stored.input) == props::Verdict::Violated)
            return voice.violated(*claim, done);
        }
        voice.survived(done);
      },
      kPatience);
}

}  // namespace idreg::fuzz
