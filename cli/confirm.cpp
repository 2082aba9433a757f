// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/confirm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/lab_tool.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::cli {
namespace {

namespace code = audit::code;
namespace fs = std::filesystem;

constexpr const char* kOut = "idreg-out/confirm";

/// A finding about a write path, and the flaw that it was made of.
struct Asked {
  audit::Finding* finding;
  const code::Verdict* verdict;
  std::size_t flaw;
  std::optional<lab::Shot> shot;

  [[nodiscard]] bool open() const {
    return finding->confirmation == audit::Confirmation::NotAsked ||
           finding->confirmation == audit::Confirmation::NotReachable;
  }
  void answer(audit::Confirmation confirmation, std::string words) const {
    finding->confirmation = confirmation;
    finding->kernel = std::move(words);
  }
};

std::vector<Asked> questions_of(audit::Report& report, const Judged& judged) {
  std::vector<Asked> questions;
  for (const code::Verdict& verdict : judged.verdicts) {
    for (std::size_t i = 0; i < verdict.flaws.size(); ++i) {
      if (verdict.flaws[i].kind == audit::Kind::UndefinedBehaviour) continue;
      const auto finding =
          std::ranges::find(report.findings, finding_of(report, judged.tree, verdict, verdict.flaws[i]));
      if (finding != report.findings.end()) questions.push_back({&*finding, &verdict, i, {}});
    }
  }
  return questions;
}

/// The limits of each vCPU that a folder of the probe's tells, fewest features first.
Result<std::vector<lab::Vcpu>> vcpus_in(const std::string& folder) {
  constexpr std::string_view kPrefix = "kvm-limit-";
  std::vector<lab::Vcpu> vcpus;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem();
    if (!name.starts_with(kPrefix)) continue;
    const auto dump = corpora::read_dump(entry.path());
    if (!dump) return usage(to_text(dump.error()));
    lab::Vcpu& vcpu = vcpus.emplace_back(lab::Vcpu{name.substr(kPrefix.size()), {}});
    for (const auto& [reg, value] : dump->registers) vcpu.limits[arch::registers()[reg].name] = value;
  }
  if (vcpus.empty()) return usage(fmt::format("{}: the kernel told no limit of KVM's; host.txt says why", folder));
  std::ranges::sort(vcpus, {}, [](const lab::Vcpu& vcpu) {
    const bool none = vcpu.features == "none";
    return std::pair(none ? -1 : std::ranges::count(vcpu.features, '+'), vcpu.features);
  });
  return vcpus;
}

/// Boots and asks; one machine at a time.
class Lab {
 public:
  Lab(const Judged& judged, const code::Options& code, const AuditOptions& options, Console& console)
      : judged_(judged), code_(code), options_(options), console_(console) {}

  /// Puts the questions that are open to the kernel on one CPU.
  Result<void> ask(const std::string& cpu, std::vector<Asked>& questions) {
    console_.progress(fmt::format("booting on {}", cpu));
    const auto folder = boot(machine(cpu, "limits", ""));
    if (!folder) return std::unexpected(folder.error());
    const auto vcpus = vcpus_in(*folder);
    if (!vcpus) return std::unexpected(vcpus.error());
    const std::string requests = aim(cpu, *vcpus, questions);
    if (requests.empty()) return {};
    const std::string file = fmt::format("{}/requests-{}.txt", kOut, cpu);
    if (const auto written = corpora::write_file(file, requests); !written) return usage(to_text(written.error()));
    console_.progress(fmt::format("booting on {} with {} writes", cpu, std::ranges::count(requests, '\n')));
    const auto answers = boot(machine(cpu, "answers", file));
    if (!answers) return std::unexpected(answers.error());
    const auto calls = lab::read_calls(*answers + "/requests.txt");
    if (!calls) return usage(to_text(calls.error()));
    for (Asked& question : questions) {
      if (question.open() && question.shot) judge(cpu, question, *calls);
    }
    return {};
  }

 private:
  [[nodiscard]] Boot machine(const std::string& cpu, const char* what, const std::string& requests) const {
    return {.cpu = cpu,
            .image = options_.image,
            .kernel = options_.kernel,
            .out = fmt::format("{}/{}", kOut, what),
            .requests = requests,
            .probe = {}};
  }

  /// Finds the writes, and returns them as the probe takes them.
  std::string aim(const std::string& cpu, const std::vector<lab::Vcpu>& vcpus, std::vector<Asked>& questions) {
    std::string requests;
    for (std::size_t i = 0; i < questions.size();) {
      const code::Verdict& verdict = *questions[i].verdict;
      std::size_t end = i;
      while (end < questions.size() && questions[end].verdict == &verdict) ++end;
      const std::span here(questions.data() + i, end - i);
      i = end;
      if (std::ranges::none_of(here, &Asked::open)) continue;
      console_.progress(fmt::format("looking for writes to {} on {}", verdict.reg->name, cpu));
      auto shots = lab::aim(judged_.tree, verdict, vcpus, code_);
      for (Asked& question : here) {
        if (!question.open()) continue;
        question.shot = std::move(shots[question.flaw]);
        if (question.shot) {
          requests += fmt::format("{} {} {:#x}\n", question.shot->features, verdict.reg->reg->name,
                                  question.shot->witness.value);
        } else {
          question.answer(audit::Confirmation::NotReachable, not_reachable(cpu));
        }
      }
    }
    return requests;
  }

  std::string not_reachable(const std::string& cpu) {
    if (std::ranges::find(tried_, cpu) == tried_.end()) tried_.push_back(cpu);
    return fmt::format("no vCPU of {} has a limit that shows it", fmt::join(tried_, ", "));
  }

  void judge(const std::string& cpu, const Asked& question, const lab::Calls& calls) const {
    const lab::Shot& shot = *question.shot;
    const auto answer = std::ranges::find_if(calls.registers, [&](const lab::RegisterCalls& reg) {
      return reg.features == shot.features && reg.name == question.verdict->reg->reg->name && reg.calls.size() == 1 &&
             reg.calls[0].value == shot.witness.value;
    });
    if (answer == calls.registers.end()) {
      return question.answer(audit::Confirmation::NotReachable, fmt::format("{} gave no answer to the write", cpu));
    }
    const audit::Kind kind = question.verdict->flaws[question.flaw].kind;
    const lab::Call& call = answer->calls[0];
    const std::string did = call.accepted() ? fmt::format("{} stored", hex(call.stored.value_or(0)))
                                            : fmt::format("refused ({})", call.error);
    question.answer(lab::judge_answer(judged_.tree, kind, shot, *answer, code_.budget),
                    fmt::format("Linux {} on {}, a vCPU with {}, limit {}: {} written, {}", calls.kernel, cpu,
                                shot.features, hex(answer->limit), hex(shot.witness.value), did));
  }

  const Judged& judged_;
  const code::Options& code_;
  const AuditOptions& options_;
  Console& console_;
  std::vector<std::string> tried_;
};

}  // namespace

Result<Shots> confirm(audit::Report& report, const Judged& judged, const code::Options& code,
                      const AuditOptions& options, Console& console) {
  std::vector<Asked> questions = questions_of(report, judged);
  std::error_code failed;
  fs::create_directories(kOut, failed);
  if (failed) return usage(fmt::format("{}: {}", kOut, failed.message()));
  Lab lab(judged, code, options, console);
  for (const std::string_view cpu : corpora::split(options.cpus, ',')) {
    if (std::ranges::none_of(questions, &Asked::open)) break;
    if (auto asked = lab.ask(std::string(cpu), questions); !asked) return std::unexpected(asked.error());
  }
  Shots shots;
  for (const Asked& question : questions) {
    if (question.shot) shots.emplace(question.finding, *question.shot);
  }
  return shots;
}

}  // namespace idreg::cli
