// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>

#include "tests/engine/model.h"

namespace idreg::model {

namespace {

std::uint64_t highest_code(unsigned width) { return width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

}  // namespace

Code Random::code(unsigned width) {
  const Code all = highest_code(width);
  const Code sign = std::uint64_t{1} << (width - 1);
  switch (below(10)) {
    case 0:
      return 0;
    case 1:
      return all;
    case 2:
      return sign;
    case 3:
      return sign - 1;
    case 4:
      return 1 & all;
    default:
      return word() & all;
  }
}

Entry Random::entry(unsigned shift, unsigned width) {
  const auto kind = static_cast<OrderKind>(below(kOrderKinds));
  const auto policy = kind == OrderKind::None ? Policy::Exact : static_cast<Policy>(below(kPolicies));
  const bool rotates = kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation;
  return {static_cast<std::uint8_t>(shift),
          static_cast<std::uint8_t>(width),
          policy,
          kind,
          rotates ? code(width) : 0,
          code(width)};
}

std::vector<Entry> Random::fields() {
  std::vector<Entry> fields;
  unsigned shift = 0;
  while (shift < kRegisterBits) {
    if (below(4) == 0) {
      shift += 1 + static_cast<unsigned>(below(9));
      continue;
    }
    const unsigned rest = kRegisterBits - shift;
    const unsigned wish = below(8) == 0 ? 1 + static_cast<unsigned>(below(64)) : 1 + static_cast<unsigned>(below(6));
    const unsigned width = std::min(rest, wish);
    fields.push_back(entry(shift, width));
    shift += width;
  }
  std::shuffle(fields.begin(), fields.end(), engine_);
  return fields;
}

std::uint64_t Random::value(const std::vector<Entry>& fields, std::uint64_t limit) {
  std::uint64_t value = limit;
  for (const Entry& field : fields) {
    if (below(3) == 0) value = with_code(value, field, code(field.width));
  }
  if (below(4) == 0) value ^= std::uint64_t{1} << below(kRegisterBits);
  return value;
}

std::uint64_t Random::mask(const std::vector<Entry>& fields) {
  std::uint64_t mask = 0;
  for (const Entry& field : fields) {
    if (below(6) != 0) mask |= word_of(span_of(field));
  }
  switch (below(3)) {
    case 0:
      return ~std::uint64_t{0};
    case 1:
      return mask;
    default:
      return mask & (word() | word() | word());
  }
}

}  // namespace idreg::model
