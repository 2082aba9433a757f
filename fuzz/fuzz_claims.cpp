// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The claims as a libFuzzer target. The whole input is one case (props/case_io.h). Environment, read
// once at the start:
//   IDREG_CLAIM    one claim by name; unset: every claim judges every input
//   IDREG_SUBJECT  one subject by name; unset: engine
//   IDREG_SUBJECT_LIBRARY  one from a shared library instead (subjects/outside.h)
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/libfuzzer.h"
#include "props/case_io.h"
#include "props/run.h"
#include "subjects/library.h"

namespace idreg::fuzz {

namespace {

struct Target {
  std::vector<const props::Claim*> claims;
  const props::NamedSubject* subject = nullptr;
};

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no other thread yet
  return value == nullptr ? std::string_view() : value;
}

[[noreturn]] void refuse(std::string_view variable, std::string_view value, const auto& known) {
  fmt::print(stderr, "{}={}: no such name; known are:\n", variable, value);
  for (const auto& one : known) fmt::print(stderr, "  {}\n", one.name);
  std::exit(2);  // NOLINT(concurrency-mt-unsafe)
}

/// The subject of a shared library, which stays loaded.
const props::NamedSubject* load_library(std::string_view path) {
  static std::unique_ptr<subjects::Library> kept;
  auto library = subjects::Library::load(std::string(path));
  if (!library) {
    fmt::print(stderr, "IDREG_SUBJECT_LIBRARY: {}\n", library.error());
    std::exit(2);  // NOLINT(concurrency-mt-unsafe)
  }
  kept = std::move(*library);
  return &kept->subject();
}

Target load() {
  Target target;
  const std::string_view claim = environment("IDREG_CLAIM");
  for (const props::Claim& one : props::claims())
    if (claim.empty() || claim == one.name) target.claims.push_back(&one);
  if (target.claims.empty()) refuse("IDREG_CLAIM", claim, props::claims());
  const std::string_view given = environment("IDREG_SUBJECT");
  const std::string_view subject = given.empty() ? "engine" : given;
  for (const props::NamedSubject& one : props::subjects())
    if (subject == one.name) target.subject = &one;
  if (target.subject == nullptr) refuse("IDREG_SUBJECT", subject, props::subjects());
  if (const std::string_view path = environment("IDREG_SUBJECT_LIBRARY"); !path.empty())
    target.subject = load_library(path);
  std::erase_if(target.claims, [&](const props::Claim* one) {
    return !props::not_applicable(*one, *target.subject->subject).empty();
  });
  if (target.claims.empty()) {
    fmt::print(stderr, "IDREG_CLAIM={} is not applicable to {}\n", claim, target.subject->name);
    std::exit(2);  // NOLINT(concurrency-mt-unsafe)
  }
  return target;
}

const Target& target() {
  static const Target kTarget = load();
  return kTarget;
}

[[noreturn]] void report(const props::Claim& claim, const props::Case& input) {
  const std::string text = props::to_json({claim.name, target().subject->name, input});
  fmt::print(stderr, "violated: {} ({}) by subject {}\n{}", claim.name, claim.sentence, target().subject->name, text);
  std::abort();
}

}  // namespace

}  // namespace idreg::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  (void)idreg::fuzz::target();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace idreg;
  const props::Case input = props::decode({data, size});
  for (const props::Claim* claim : fuzz::target().claims) {
    const props::Case own = props::conform(*claim, input);
    if (claim->predicate(*fuzz::target().subject->subject, own) == props::Verdict::Violated) fuzz::report(*claim, own);
  }
  return 0;  // engines other than libFuzzer give no other number a meaning
}

/// Half of the time libFuzzer's own change of bytes, else one of structure.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace idreg;
  props::Random random(seed);
  if (random.one_in(2)) return LLVMFuzzerMutate(data, size, max_size);
  const auto& claims = fuzz::target().claims;
  const props::Claim& claim = *claims[random.below(claims.size())];
  const std::vector<std::uint8_t> changed = props::encode(props::mutate(claim, props::decode({data, size}), random));
  const std::size_t kept = std::min(changed.size(), max_size);
  std::copy_n(changed.begin(), kept, data);
  return kept;
}
