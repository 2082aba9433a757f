// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/probed.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "corpora/text.h"
#include "engine/order.h"

namespace idreg::cli {
namespace {

bool is_calls(std::string_view name) { return name.starts_with("calls-") || name == "requests.txt"; }
bool is_dump(std::string_view name) { return name.starts_with("user") || name.starts_with("kvm-limit-"); }

Result<std::vector<std::string>> notes_of(const std::string& path) {
  const auto text = corpora::read_file(path);
  if (!text) return usage(corpora::to_text(text.error()));
  std::vector<std::string> notes;
  corpora::Lines lines(*text);
  while (const auto line = lines.next()) {
    std::string_view rest = line->text;
    if (corpora::take_word(rest) == "note") notes.emplace_back(rest);
  }
  return notes;
}

ProbedField judged(const arch::FieldPlace& place, lab::FieldAnswers answers) {
  ProbedField field{place, std::move(answers), {}, {}};
  const auto at_or_below = [&](std::uint64_t code) {
    return engine::at_or_below(place.field->scheme, place.field->entry.width, code, field.answers.limit);
  };
  for (const lab::CodeAnswer& answer : field.answers.codes) {
    if (!at_or_below(answer.stored)) field.above.push_back(answer);
    if (!answer.error.empty() && at_or_below(answer.code)) field.too_strict.push_back(answer);
  }
  return field;
}

}  // namespace

Result<Probed> read_probed(const std::string& directory) {
  std::error_code failed;
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    if (entry.path().extension() == ".txt") names.insert(entry.path().filename().string());
  }
  if (failed) return usage(fmt::format("{}: {}", directory, failed.message()));
  Probed probed{directory, {}, {}, {}};
  for (const std::string& name : names) {
    const std::string path = std::filesystem::path(directory) / name;
    if (is_dump(name)) probed.dumps.push_back(name);
    if (is_calls(name)) {
      auto calls = lab::read_calls(path);
      if (!calls) return usage(corpora::to_text(calls.error()));
      probed.calls.push_back(std::move(*calls));
    }
    if (name == "host.txt") {
      auto notes = notes_of(path);
      if (!notes) return std::unexpected(notes.error());
      probed.notes = std::move(*notes);
    }
  }
  if (!probed.dumps.empty() || !probed.calls.empty()) return probed;
  return usage(fmt::format("{}: holds none of the probe's files (user.txt, kvm-limit-*.txt, calls-*.txt)", directory));
}

ProbeAnswer judge_probed(const Probed& probed, const std::vector<arch::FieldPlace>& fields) {
  ProbeAnswer answer;
  for (const lab::Calls& calls : probed.calls) {
    std::ranges::move(lab::above_limit(calls), std::back_inserter(answer.above));
    for (const arch::FieldPlace& place : fields) {
      for (lab::FieldAnswers& answers : lab::answers_of(calls, *place.reg, *place.field)) {
        answer.fields.push_back(judged(place, std::move(answers)));
      }
    }
  }
  return answer;
}

}  // namespace idreg::cli
