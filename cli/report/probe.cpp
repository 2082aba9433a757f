// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/values.h"
#include "cli/words.h"
#include "corpora/text.h"

namespace idreg::cli::report {
namespace {

using corpora::code_text;

std::string verdict_of(const lab::CodeAnswer& answer) {
  if (!answer.error.empty()) return fmt::format("refused ({})", answer.error);
  return answer.stored == answer.code ? "stored" : "stored as " + code_text(answer.stored);
}

/// Runs of codes with the same answer, one line each.
std::string codes_text(const std::vector<lab::CodeAnswer>& codes) {
  std::string out;
  for (std::size_t i = 0; i < codes.size();) {
    std::size_t j = i;
    while (j + 1 < codes.size() && codes[j + 1].code == codes[j].code + 1 &&
           verdict_of(codes[j + 1]) == verdict_of(codes[i])) {
      ++j;
    }
    const std::string range =
        i == j ? code_text(codes[i].code) : fmt::format("{} to {}", code_text(codes[i].code), code_text(codes[j].code));
    out += fmt::format("  {:<10} {}\n", range, verdict_of(codes[i]));
    i = j + 1;
  }
  return out;
}

std::string field_text(const ProbedField& field) {
  const arch::Field& known = *field.place.field;
  const Entry& entry = known.entry;
  std::string out = fmt::format("\n{}.{} {} of a vCPU with {}: the limit is {}\n", field.place.reg->name, known.name,
                                bits(entry.shift + entry.width - 1U, entry.shift), field.answers.features,
                                code_with_meaning(known, field.answers.limit));
  out += codes_text(field.answers.codes);
  const std::string order = order_words(known.scheme.kind, known.scheme.bias, entry.width);
  if (field.above.empty()) out += fmt::format("  all that was stored is at or below the limit, in the {}\n", order);
  for (const lab::CodeAnswer& answer : field.above) {
    out += fmt::format("  NOT AT OR BELOW THE LIMIT: {} was stored, in the {}\n", code_text(answer.stored), order);
  }
  for (const lab::CodeAnswer& answer : field.too_strict) {
    out += fmt::format("  {} was refused although it is at or below the limit\n", code_text(answer.code));
  }
  return out;
}

std::size_t accepted(const lab::Calls& calls) {
  std::size_t count = 0;
  for (const lab::RegisterCalls& reg : calls.registers) {
    count += static_cast<std::size_t>(std::ranges::count_if(reg.calls, &lab::Call::accepted));
  }
  return count;
}

Json field_json(const ProbedField& field) {
  Json json = {{"register", field.place.reg->name},
               {"field", field.place.field->name},
               {"features", field.answers.features},
               {"limit", hex(field.answers.limit)},
               {"codes", Json::array()}};
  for (const lab::CodeAnswer& answer : field.answers.codes) {
    json["codes"].push_back({{"code", hex(answer.code)},
                             {"result", answer.error.empty() ? "ok" : answer.error},
                             {"stored", hex(answer.stored)}});
  }
  return json;
}

}  // namespace

std::string probe_text(const Probed& probed, const ProbeAnswer& answer) {
  std::string out;
  if (!probed.dumps.empty()) {
    out += fmt::format("{} dumps in {}, of kind user and kvm-limit\n", probed.dumps.size(), probed.directory);
  }
  for (const lab::Calls& calls : probed.calls) {
    out +=
        fmt::format("{}: Linux {}, {} writes, {} accepted\n", calls.file, calls.kernel, calls.count(), accepted(calls));
  }
  for (const std::string& note : probed.notes) out += fmt::format("not to be had: {}\n", note);
  for (const ProbedField& field : answer.fields) out += field_text(field);
  if (!answer.above.empty()) out += "\nSTORED, AND NOT AT OR BELOW THE LIMIT, the first write of each field:\n";
  for (const lab::AboveLimit& found : answer.above) {
    const Entry& entry = found.field->entry;
    out += fmt::format("  {}.{} of a vCPU with {}, in the {}\n    {} written, {} stored, the limit is {}\n",
                       found.reg->name, found.field->name, found.features,
                       order_words(found.field->scheme.kind, found.field->scheme.bias, entry.width),
                       register_hex(found.value), register_hex(found.stored), register_hex(found.limit));
  }
  return out;
}

Json probe_json(const Probed& probed, const ProbeAnswer& answer) {
  Json json = document();
  json["directory"] = probed.directory;
  json["dumps"] = probed.dumps;
  json["notes"] = probed.notes;
  json["calls"] = Json::array();
  for (const lab::Calls& calls : probed.calls) {
    json["calls"].push_back(
        {{"file", calls.file}, {"kernel", calls.kernel}, {"count", calls.count()}, {"accepted", accepted(calls)}});
  }
  json["fields"] = Json::array();
  for (const ProbedField& field : answer.fields) json["fields"].push_back(field_json(field));
  json["above_limit"] = Json::array();
  for (const lab::AboveLimit& found : answer.above) {
    json["above_limit"].push_back({{"register", found.reg->name},
                                   {"field", found.field->name},
                                   {"features", found.features},
                                   {"value", hex(found.value)},
                                   {"stored", hex(found.stored)},
                                   {"limit", hex(found.limit)}});
  }
  return json;
}

}  // namespace idreg::cli::report
