// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The libFuzzer form, little-endian, in this order: three counts (a byte each, taken modulo capacity
// + 1), the number of overrides and of general entries that follow (a byte each, likewise; more than
// the counts only where a claim reads one entry), reg, item, other, value, limit, writable, the scheme,
// the overrides, the general entries, more_values, more_limits, cpus. Zeros at the end are left out.
#include <algorithm>

#include "props/case_io.h"

namespace idreg::props {

namespace {

class Writer {
 public:
  template <typename Number>
  void put(Number number) {
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = 0; i < sizeof(Number); ++i, rest >>= 8U) bytes_.push_back(static_cast<std::uint8_t>(rest));
  }

  [[nodiscard]] std::vector<std::uint8_t> trimmed() && {
    while (!bytes_.empty() && bytes_.back() == 0) bytes_.pop_back();
    return std::move(bytes_);
  }

 private:
  std::vector<std::uint8_t> bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <typename Number>
  void take(Number& number) {
    std::uint64_t result = 0;
    const std::size_t given = std::min(sizeof(Number), rest_.size());
    for (std::size_t i = 0; i < given; ++i) result |= std::uint64_t{rest_[i]} << (8U * i);
    rest_ = rest_.subspan(given);
    number = static_cast<Number>(result);
  }

  /// A count of at most `capacity`.
  std::uint32_t take_count(std::uint32_t capacity) {
    std::uint8_t byte = 0;
    take(byte);
    return byte % (capacity + 1);
  }

 private:
  std::span<const std::uint8_t> rest_;
};

/// Calls `each` for the scalars of one entry in the order of the format.
void entry_scalars(auto& entry, auto each) {
  each(entry.shift);
  each(entry.width);
  each(entry.policy);
  each(entry.kind);
  each(entry.bias);
  each(entry.safe);
}

void scheme_scalars(auto& scheme, auto each) {
  each(scheme.kind);
  each(scheme.bias);
  each(scheme.safe);
}

void head_scalars(auto& c, auto each) {
  each(c.reg);
  each(c.item);
  each(c.other);
  each(c.value);
  each(c.limit);
  each(c.writable);
  scheme_scalars(c.scheme, each);
}

void tail_scalars(auto& c, auto each) {
  for (auto& word : c.more_values) each(word);
  for (auto& word : c.more_limits) each(word);
  for (auto& word : c.cpus) each(word);
}

/// One past the last entry that is not all zero.
std::uint32_t used(std::span<const Entry> entries) {
  std::size_t count = entries.size();
  while (count > 0 && entries[count - 1] == Entry{}) --count;
  return static_cast<std::uint32_t>(count);
}

}  // namespace

std::vector<std::uint8_t> encode(const Case& input) {
  Writer out;
  const auto put = [&out](const auto& number) { out.put(number); };
  const std::uint32_t overrides = used(input.overrides);
  const std::uint32_t general = used(input.general);
  out.put(static_cast<std::uint8_t>(std::min(input.override_count, kMaxOverrides)));
  out.put(static_cast<std::uint8_t>(std::min(input.general_count, kMaxGeneral)));
  out.put(static_cast<std::uint8_t>(std::min(input.cpu_count, kMaxCpus)));
  out.put(static_cast<std::uint8_t>(overrides));
  out.put(static_cast<std::uint8_t>(general));
  head_scalars(input, put);
  for (std::uint32_t i = 0; i < overrides; ++i) entry_scalars(input.overrides[i], put);
  for (std::uint32_t i = 0; i < general; ++i) entry_scalars(input.general[i], put);
  tail_scalars(input, put);
  return std::move(out).trimmed();
}

Case decode(std::span<const std::uint8_t> bytes) {
  Reader in(bytes);
  const auto take = [&in](auto& number) { in.take(number); };
  Case c{};
  c.override_count = in.take_count(kMaxOverrides);
  c.general_count = in.take_count(kMaxGeneral);
  c.cpu_count = in.take_count(kMaxCpus);
  const std::uint32_t overrides = in.take_count(kMaxOverrides);
  const std::uint32_t general = in.take_count(kMaxGeneral);
  head_scalars(c, take);
  for (std::uint32_t i = 0; i < overrides; ++i) entry_scalars(c.overrides[i], take);
  for (std::uint32_t i = 0; i < general; ++i) entry_scalars(c.general[i], take);
  tail_scalars(c, take);
  return c;
}

}  // namespace idreg::props
