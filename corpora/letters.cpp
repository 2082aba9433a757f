// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/letters.h"

#include "engine/fields.h"

namespace idreg::corpora {

namespace {

using enum OrderKind;
using Bias = Letter::Bias;

constexpr Letter kLetters[] = {
    {"U", "unsigned level", Rotation, Bias::Zero, Policy::LowerSafe},
    {"S", "signed level", Rotation, Bias::Half, Policy::LowerSafe},
    {"P", "PMU version: 0xF is lowest, else unsigned", Rotation, Bias::One, Policy::LowerSafe},
    {"U!", "unsigned, but 0 is highest", Rotation, Bias::All, Policy::LowerSafe},
    {"U*", "unsigned level whose features also read a fractional field", Rotation, Bias::Zero, Policy::LowerSafe},
    {"F", "fractional: means something at one step of its parent only", Rotation, Bias::Zero, Policy::LowerSafe},
    {"U/S?", "unsigned in the manual, signed in Features.json", Rotation, Bias::Zero, Policy::LowerSafe},
    {"B1", "one flag", Rotation, Bias::Zero, Policy::LowerSafe},
    {"N", "number of resources", Rotation, Bias::Zero, Policy::LowerSafe},
    {"L", "log2 of a smallest size", Rotation, Bias::Zero, Policy::LowerSafe},
    {"BM", "group of flags", Subset, Bias::Zero, Policy::LowerSafe},
    {"H", "hazard: larger is the weaker guarantee", ReverseRotation, Bias::Zero, Policy::HigherSafe},
    {"Z", "log2 of a largest size, 0 = unknown", ReverseRotation, Bias::All, Policy::HigherOrZeroSafe},
    {"V", "selector, format or identifier: no order", None, Bias::Zero, Policy::Exact},
    {"D", "stage-2 granule: 0 defers to the stage-1 field, so no order", None, Bias::Zero, Policy::Exact},
    {"X", "authentication algorithm: a level with an incomparable step, so no order", None, Bias::Zero, Policy::Exact},
    {"I", "IMPLEMENTATION DEFINED: no order", None, Bias::Zero, Policy::Exact},
    {"R", "reserved, all ones", None, Bias::Zero, Policy::Exact},
};

std::uint64_t bias_of(Bias bias, std::uint32_t width) {
  const std::uint64_t all = engine::field_mask(0, width);
  switch (bias) {
    case Bias::Zero:
      return 0;
    case Bias::One:
      return 1;
    case Bias::Half:
      return all ^ (all >> 1);
    case Bias::All:
      return all;
  }
  return 0;
}

}  // namespace

std::span<const Letter> letters() { return kLetters; }

std::optional<Letter> find_letter(std::string_view name) {
  for (const Letter& letter : kLetters) {
    if (letter.name == name) return letter;
  }
  return std::nullopt;
}

Scheme scheme_of(const Letter& letter, std::uint32_t width, std::uint64_t safe) {
  return Scheme{letter.kind, bias_of(letter.bias, width), letter.kind == None ? safe : 0};
}

Entry entry_of(const Letter& letter, std::uint32_t shift, std::uint32_t width, Policy policy, std::uint64_t safe) {
  Entry entry{static_cast<std::uint8_t>(shift),
              static_cast<std::uint8_t>(width),
              policy,
              letter.kind,
              bias_of(letter.bias, width),
              safe};
  if (policy == Policy::HigherSafe || policy == Policy::HigherOrZeroSafe) {
    entry.kind = Rotation;
    entry.bias = 0;
  }
  return entry;
}

}  // namespace idreg::corpora
