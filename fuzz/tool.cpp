// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_fuzz_tool seeds DIRECTORY         two generated cases for each claim, in the bytes of fuzz_claims
// idreg_fuzz_tool encode CASE.json OUT    a stored case in those bytes
// idreg_fuzz_tool measure CASE.json       "FIELDS BITS": fields that differ and bits that are set (props/smaller.h)
// idreg_fuzz_tool twins                   "SUBJECT CLAIM" for each subject that a claim must refute
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "corpora/file.h"
#include "props/case_io.h"
#include "props/run.h"
#include "props/smaller.h"

namespace idreg {

namespace {

bool write_bytes(const std::string& path, const props::Case& input) {
  const std::vector<std::uint8_t> bytes = props::encode(input);
  const auto written = corpora::write_file(path, std::string(bytes.begin(), bytes.end()));
  if (!written) fmt::print(stderr, "{}\n", corpora::to_text(written.error()));
  return written.has_value();
}

bool write_seeds(const std::string& directory) {
  for (const props::Claim& claim : props::claims())
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      // Case 20 of its stream: a few fields.
      const props::Case input = props::nth_case(claim, seed, 20);
      if (!write_bytes(fmt::format("{}/{}-{}", directory, claim.name, seed), input)) return false;
    }
  return true;
}

/// A stored case; what is wrong with it is said.
std::optional<props::Case> read_case(const std::string& path) {
  const auto text = corpora::read_file(path);
  if (!text) {
    fmt::print(stderr, "{}\n", corpora::to_text(text.error()));
    return std::nullopt;
  }
  const auto stored = props::from_json(*text);
  if (!stored) fmt::print(stderr, "{}: {}\n", path, stored.error());
  return stored ? std::optional(stored->input) : std::nullopt;
}

bool encode_file(const std::string& from, const std::string& to) {
  const auto input = read_case(from);
  return input && write_bytes(to, *input);
}

bool measure_file(const std::string& path) {
  const auto input = read_case(path);
  if (!input) return false;
  const props::Measure measure = props::measure(*input);
  fmt::print("{} {}\n", measure.fields, measure.bits);
  return true;
}

void list_twins() {
  for (const props::NamedSubject& subject : props::subjects())
    if (subject.refutes != nullptr) fmt::print("{} {}\n", subject.name, subject.refutes);
}

}  // namespace

}  // namespace idreg

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (argc == 3 && command == "seeds") return idreg::write_seeds(argv[2]) ? 0 : 2;
  if (argc == 4 && command == "encode") return idreg::encode_file(argv[2], argv[3]) ? 0 : 2;
  if (argc == 3 && command == "measure") return idreg::measure_file(argv[2]) ? 0 : 2;
  if (argc == 2 && command == "twins") {
    idreg::list_twins();
    return 0;
  }
  fmt::print(stderr, "usage: idreg_fuzz_tool seeds DIRECTORY | encode CASE.json OUT | measure CASE.json | twins\n");
  return 2;
}
