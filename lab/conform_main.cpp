// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg-conformance: a real KVM's recorded answers against the write paths lifted from the IR of the same source.
// tools/kvm-conformance boots and calls it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "audit/code/tree.h"
#include "lab/conformance.h"

namespace {

using idreg::lab::RegisterConformance;

constexpr int kHolds = 0;
constexpr int kUsage = 2;
constexpr int kInconclusive = 3;
constexpr int kInternal = 4;

void print_disagreement(const RegisterConformance& reg) {
  for (const auto& [kernel, error, stored] : reg.disagreements) {
    fmt::print(
        "DISAGREE {} of a vCPU with {}: {:#x} written; the kernel says {} and holds {:#x}, the model {} and {:#x}\n",
        reg.name, reg.features, kernel.value, kernel.accepted() ? "ok" : kernel.error, kernel.stored.value_or(0),
        error.empty() ? "ok" : error, stored);
  }
}

/// Prints what was compared; returns the exit status.
int report(const std::string& file, const std::vector<RegisterConformance>& all) {
  std::size_t calls = 0;
  std::size_t registers = 0;
  std::size_t determined = 0;
  std::size_t disagreements = 0;
  for (const RegisterConformance& reg : all) {
    calls += reg.compared;
    registers += reg.compared != 0 ? 1U : 0U;
    determined += reg.determined ? 1U : 0U;
    disagreements += reg.disagreements.size();
    print_disagreement(reg);
    if (!reg.why.empty()) fmt::print("not compared: {} of a vCPU with {}: {}\n", reg.name, reg.features, reg.why);
    if (reg.compared != 0 && !reg.determined) {
      fmt::print("{} of a vCPU with {} depends on more of the host; {} calls said what that is\n", reg.name,
                 reg.features, reg.learned);
    }
  }
  fmt::print("{}: {} calls on {} registers compared, {} disagreements; {} determined by limit and features alone\n",
             file, calls, registers, disagreements, determined);
  if (disagreements != 0) return kInternal;
  return calls == 0 ? kInconclusive : kHolds;
}

int run(const std::string& ir, const std::vector<std::string>& files, std::uint64_t budget) {
  const auto tree = idreg::audit::code::load_tree(ir);
  if (!tree) {
    fmt::print(stderr, "idreg-conformance: {}\n", tree.error());
    return kUsage;
  }
  int worst = kHolds;
  for (const std::string& file : files) {
    const auto calls = idreg::lab::read_calls(file);
    if (!calls) {
      fmt::print(stderr, "idreg-conformance: {}\n", idreg::corpora::to_text(calls.error()));
      return kUsage;
    }
    worst = std::max(worst, report(file, compare(*tree, *calls, budget)));
  }
  return worst;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Compares a real KVM's recorded answers (calls-*.txt) with the write paths lifted from IR of the same source.\n"
      "Exit status: 0 they agree, 2 unreadable, 3 nothing was compared, 4 they disagree: an error of idreg's.");
  std::string ir;
  std::vector<std::string> files;
  std::uint64_t budget = 50'000'000;
  app.add_option("--ir", ir, "Folder with the tree's IR: cpufeature.ll and sys_regs.ll at least")->required();
  app.add_option("--budget", budget, "Solver units for each question")->capture_default_str();
  app.add_option("calls", files, "Files of the probe's")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    return run(ir, files, budget);
  } catch (const std::exception& error) {
    fmt::print(stderr, "idreg-conformance: internal error: {}\n", error.what());
    return kInternal;
  }
}
