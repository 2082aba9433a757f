// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/mutate.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "cli/cases.h"
#include "cli/mutate_record.h"
#include "cli/report/text.h"
#include "corpora/file.h"
#include "corpora/text.h"
#include "props/isolated.h"
#include "props/run.h"
#include "smt/mutate/library.h"
#include "subjects/library.h"

namespace idreg::cli {
namespace {

namespace mutate = smt::mutate;
namespace prover = smt::prove;

/// A case replays within this time of CPU, or the mutant never returns.
constexpr unsigned kReplaySeconds = 10;

/// Seconds of CPU for fuzzing a mutant that is proved equivalent: by then most of the others are noticed.
constexpr double kDoubt = 1;

/// "killed CLAIM" or "equivalent", by the mutant's name.
using Expected = std::map<std::string, std::string>;

Result<Expected> read_expected_mutants(const std::string& path) {
  const auto text = corpora::read_file(path);
  if (!text) return usage(corpora::to_text(text.error()));
  Expected expected;
  corpora::Lines lines(*text);
  while (const auto line = lines.next()) {
    const std::vector<std::string_view> words = corpora::words(line->text);
    const bool killed = words.size() == 3 && words[1] == "killed" && props::find_claim(words[2]) != nullptr;
    const bool equivalent = words.size() == 2 && words[1] == "equivalent";
    if (!killed && !equivalent) {
      return usage(fmt::format("{}:{}: expected \"MUTANT killed CLAIM\" or \"MUTANT equivalent\"; found {}", path,
                               line->number, corpora::quote(line->text)));
    }
    const std::string what = killed ? fmt::format("killed {}", words[2]) : "equivalent";
    if (!expected.try_emplace(std::string(words[0]), what).second)
      return usage(fmt::format("{}:{}: {} stands here twice", path, line->number, words[0]));
  }
  if (expected.empty()) return usage(path + ": expects nothing");
  return expected;
}

/// Those that the options ask for. A name that no longer applies is an error.
Result<std::vector<mutate::Mutant>> chosen(const std::vector<mutate::Mutant>& all, const MutateOptions& options,
                                           const Expected& expected) {
  std::vector<mutate::Mutant> mutants = all;
  if (!expected.empty()) {
    std::erase_if(mutants, [&](const mutate::Mutant& mutant) { return !expected.contains(mutant.name); });
    for (const auto& [name, what] : expected) {
      if (std::ranges::find(mutants, name, &mutate::Mutant::name) != mutants.end()) continue;
      return std::unexpected(
          Error{Status::Finding, fmt::format("{}: the mutant {} no longer applies: the engine has no "
                                             "such instruction; run idreg mutate --list and mend the "
                                             "file",
                                             options.expect, name)});
    }
  }
  for (const std::string& glob : options.only) {
    const auto matches = [&](const mutate::Mutant& mutant) {
      return fnmatch(glob.c_str(), mutant.name.c_str(), 0) == 0;
    };
    if (std::ranges::none_of(mutants, matches)) return usage(fmt::format("--only {}: no mutant of that name", glob));
  }
  std::erase_if(mutants, [&](const mutate::Mutant& mutant) {
    return !options.only.empty() && std::ranges::none_of(options.only, [&](const std::string& glob) {
      return fnmatch(glob.c_str(), mutant.name.c_str(), 0) == 0;
    });
  });
  if (options.sample == 0 || options.sample >= mutants.size()) return mutants;
  props::Random random(options.seed);
  for (std::size_t i = 0; i < options.sample; ++i) std::swap(mutants[i], mutants[i + random.below(mutants.size() - i)]);
  mutants.resize(options.sample);
  std::ranges::sort(mutants, {}, &mutate::Mutant::name);
  return mutants;
}

Result<std::vector<props::StoredCase>> stored_cases(const std::string& directory) {
  std::vector<props::StoredCase> cases;
  if (directory.empty()) return cases;
  std::error_code failed;
  std::vector<std::string> files;
  std::filesystem::recursive_directory_iterator walk(directory, failed);
  for (; !failed && walk != std::filesystem::recursive_directory_iterator(); walk.increment(failed)) {
    if (walk->path().extension() == ".json") files.push_back(walk->path().string());
  }
  if (failed) return usage(fmt::format("--corpus {}: cannot be read: {}", directory, failed.message()));
  std::ranges::sort(files);
  for (const std::string& file : files) {
    Result<props::StoredCase> stored = load_case(file);
    if (!stored) return std::unexpected(stored.error());
    cases.push_back(std::move(*stored));
  }
  return cases;
}

/// What all mutants of a run share.
struct MutantRun {
  const MutateOptions& options;
  const prover::Mutants& mutants;
  const mutate::Libraries& libraries;
  const std::vector<props::StoredCase>& corpus;
  const Expected& expected;
};

/// "killed CLAIM" or "equivalent"; empty where nothing is expected.
std::string expected_of(const MutantRun& shared, const mutate::Mutant& mutant) {
  const auto found = shared.expected.find(mutant.name);
  return found == shared.expected.end() ? "" : found->second;
}

void ask_natively(const MutantRun& shared, const props::NamedSubject& subject, const std::string& library,
                  MutantReport& report) {
  fuzz::NoticeOptions options;
  options.seed = shared.options.seed;
  options.property_cases = shared.options.property_cases;
  options.fuzz_seconds = shared.options.fuzz_seconds;
  if (report.proof.fate == prover::Fate::Equivalent) options.fuzz_seconds = std::min(options.fuzz_seconds, kDoubt);
  options.libfuzzer = shared.options.libfuzzer;
  if (!shared.corpus.empty()) report.corpus = fuzz::by_corpus(subject, shared.corpus);
  if (options.property_cases != 0) report.property = fuzz::by_properties(subject, options);
  if (options.fuzz_seconds > 0) report.fuzzing = fuzz::by_fuzzing(subject, library, options);
}

/// Everything about one mutant: its library, the proof, the native methods.
Result<MutantReport> judge(const MutantRun& shared, const mutate::Mutant& mutant, std::size_t number) {
  MutantReport report{mutant, {}, {}, {}, {}, expected_of(shared, mutant)};
  std::string claims = shared.options.claims;
  // A kill counts for the claim that the mutant breaks, and for no other.
  if (report.expected.starts_with("killed ")) claims = report.expected.substr(7);
  const auto internal = [](const std::string& what) { return std::unexpected(Error{Status::Internal, what}); };
  const std::string file = mutant.name.substr(0, mutant.name.find('.')) + ".bc";
  const auto modules = shared.mutants.library_modules();
  const auto original = std::ranges::find(modules, file, &mutate::Module::name);
  const auto broken = mutate::mutated(*original, mutant.name);
  if (!broken) return internal(broken.error());
  const auto path = shared.libraries.link(fmt::format("mutant{}", number), file, *broken);
  if (!path) return internal(path.error());
  const auto library = subjects::Library::load(*path);
  if (!library) return internal(library.error());
  const props::NamedSubject& subject = (*library)->subject();

  const auto violates = [&](const props::Claim& claim, const props::Case& input) {
    const props::Isolated child = props::isolated(
        [&](const std::function<void(std::string_view)>& say) {
          say(claim.predicate(*subject.subject, input) == props::Verdict::Violated ? "violated" : "not");
        },
        kReplaySeconds);
    // A crash, or no end, shows the fault as well.
    return child.end != props::Isolated::End::Finished || child.output == "violated";
  };
  auto proof = shared.mutants.prove(mutant, claims, violates);
  if (!proof) return internal(proof.error().what);
  report.proof = std::move(*proof);
  ask_natively(shared, subject, *path, report);
  doubt(report);
  std::error_code ignored;
  std::filesystem::remove(*path, ignored);
  return report;
}

Result<std::vector<MutantReport>> judge_all(const MutantRun& shared, const std::vector<mutate::Mutant>& mutants,
                                            MutateRecord& record, Console& console) {
  std::vector<std::optional<MutantReport>> reports(mutants.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // guards record, error, finished, and the progress line
  std::optional<Error> error;
  for (std::size_t i = 0; i < mutants.size(); ++i)
    reports[i] = record.find(mutants[i], expected_of(shared, mutants[i]));
  auto finished =
      static_cast<std::size_t>(std::ranges::count_if(reports, [](const auto& one) { return one.has_value(); }));
  const auto worker = [&] {
    for (std::size_t at = next++; at < mutants.size(); at = next++) {
      if (reports[at]) continue;  // an earlier run's
      Result<MutantReport> report = judge(shared, mutants[at], at);
      const std::scoped_lock lock(mutex);
      const Result<void> kept = report ? record.add(*report) : std::unexpected(report.error());
      if (!kept) {
        if (!error) error = kept.error();
        next = mutants.size();
        return;
      }
      reports[at] = std::move(*report);
      console.progress(fmt::format("{} of {} mutants: {}", ++finished, mutants.size(), mutants[at].name));
    }
  };
  const unsigned jobs =
      shared.options.jobs != 0 ? shared.options.jobs : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < jobs; ++i) threads.emplace_back(worker);
  }
  if (error) return std::unexpected(*error);
  std::vector<MutantReport> result;
  for (auto& report : reports) result.push_back(std::move(*report));
  return result;
}

/// All that a mutant's result depends on, what is expected of it apart.
report::Json run_of(const MutateOptions& options, std::size_t stored) {
  return {{"bitcode", prover::provenance().bitcode_sha256},
          {"claims", options.claims},
          {"seed", options.seed},
          {"property_cases", options.property_cases},
          {"fuzz_seconds", options.fuzz_seconds},
          {"libfuzzer", options.libfuzzer},
          {"stored_cases", stored}};
}

Status status_of(const std::vector<MutantReport>& reports) {
  Status status = Status::Holds;
  for (const MutantReport& report : reports) {
    if (as_expected(report)) continue;
    const bool unknown = report.expected.empty() && report.proof.fate == prover::Fate::Unknown;
    status = worse(status, unknown ? Status::Inconclusive : Status::Finding);
  }
  return status;
}

void print_list(const std::vector<mutate::Mutant>& mutants, bool json, Console& console) {
  report::Json document = report::document();
  document["mutants"] = report::Json::array();
  report::Columns columns;
  for (const mutate::Mutant& mutant : mutants) {
    document["mutants"].push_back({{"mutant", mutant.name}, {"location", mutant.location}, {"what", mutant.what}});
    columns.add({mutant.name, mutant.location, mutant.what});
  }
  console.print(json ? report::dump(document) : columns.text());
}

}  // namespace

bool as_expected(const MutantReport& report) {
  const prover::Fate fate = report.proof.fate;
  if (report.expected.empty()) return fate == prover::Fate::Killed || fate == prover::Fate::Equivalent;
  if (report.expected == "equivalent") return fate == prover::Fate::Equivalent;
  return fate == prover::Fate::Killed && report.expected == fmt::format("killed {}", report.proof.claim->name);
}

Result<Status> run_mutate(const MutateOptions& options, Console& console) {
  if (const auto claims = claims_named(options.claims); !claims) return std::unexpected(claims.error());
  Expected expected;
  if (!options.expect.empty()) {
    Result<Expected> read = read_expected_mutants(options.expect);
    if (!read) return std::unexpected(read.error());
    expected = std::move(*read);
  }
  const auto internal = [](const std::string& what) { return std::unexpected(Error{Status::Internal, what}); };
  const auto all = prover::Mutants::open();
  if (!all) return internal("internal error: " + all.error().what);
  const Result<std::vector<mutate::Mutant>> mutants = chosen(all->all(), options, expected);
  if (!mutants) return std::unexpected(mutants.error());
  if (options.list) {
    print_list(*mutants, options.json, console);
    return Status::Holds;
  }
  const Result<std::vector<props::StoredCase>> corpus = stored_cases(options.corpus);
  if (!corpus) return std::unexpected(corpus.error());
  const auto libraries = mutate::Libraries::make(all->library_modules());
  if (!libraries) return internal(libraries.error());
  auto record = MutateRecord::open(options.record, run_of(options, corpus->size()));
  if (!record) return std::unexpected(record.error());
  const Result<std::vector<MutantReport>> reports =
      judge_all({options, *all, *libraries, *corpus, expected}, *mutants, *record, console);
  if (!reports) return std::unexpected(reports.error());
  console.print(options.json ? report::dump(mutants_json(*reports)) : mutants_text(*reports, console.terminal()));
  return status_of(*reports);
}

}  // namespace idreg::cli
