// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_make_seeds DIRECTORY: two generated cases for each claim, in the bytes of fuzz_claims.
// idreg_make_seeds --encode CASE.json OUT: a stored case in those bytes.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "corpora/file.h"
#include "props/case_io.h"
#include "props/run.h"

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

bool encode_file(const std::string& from, const std::string& to) {
  const auto text = corpora::read_file(from);
  if (!text) {
    fmt::print(stderr, "{}\n", corpora::to_text(text.error()));
    return false;
  }
  const auto stored = props::from_json(*text);
  if (!stored) fmt::print(stderr, "{}: {}\n", from, stored.error());
  return stored && write_bytes(to, stored->input);
}

}  // namespace

}  // namespace idreg

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "--encode") return idreg::encode_file(argv[2], argv[3]) ? 0 : 2;
  if (argc == 2) return idreg::write_seeds(argv[1]) ? 0 : 2;
  fmt::print(stderr, "usage: idreg_make_seeds DIRECTORY | idreg_make_seeds --encode CASE.json OUT\n");
  return 2;
}
