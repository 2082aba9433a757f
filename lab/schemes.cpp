// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/schemes.h"

#include <algorithm>
#include <map>

#include "corpora/arch/lookup.h"
#include "engine/fields.h"
#include "engine/order.h"

namespace idreg::lab {
namespace {

std::uint64_t code_of(const arch::Field& field, std::uint64_t value) {
  return engine::extract(value, field.entry.shift, field.entry.width);
}

bool is_above(const arch::Field& field, std::uint64_t value, std::uint64_t limit) {
  return !engine::at_or_below(field.scheme, field.entry.width, code_of(field, value), code_of(field, limit));
}

}  // namespace

std::vector<AboveLimit> above_limit(const Calls& calls) {
  std::vector<AboveLimit> found;
  for (const RegisterCalls& block : calls.registers) {
    const arch::Register* reg = arch::find_register(block.name);
    if (reg == nullptr) continue;
    for (const arch::Field& field : arch::fields(*reg)) {
      const auto bad = std::ranges::find_if(
          block.calls, [&](const Call& call) { return call.stored && is_above(field, *call.stored, block.limit); });
      if (bad == block.calls.end()) continue;
      found.push_back({block.features, reg, &field, bad->value, *bad->stored, block.limit});
    }
  }
  return found;
}

std::vector<FieldAnswers> answers_of(const Calls& calls, const arch::Register& reg, const arch::Field& field) {
  const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
  std::vector<FieldAnswers> found;
  for (const RegisterCalls& block : calls.registers) {
    if (arch::find_register(block.name) != &reg) continue;
    const std::uint64_t limit = code_of(field, block.limit);
    std::map<std::uint64_t, CodeAnswer> codes;
    for (const Call& call : block.calls) {
      if (((call.value ^ block.limit) & ~mask) != 0 || !call.stored) continue;
      const std::uint64_t code = code_of(field, call.value);
      codes.try_emplace(code, CodeAnswer{code, call.error, code_of(field, *call.stored)});
    }
    const auto same = std::ranges::find_if(
        found, [&](const FieldAnswers& other) { return other.features == block.features && other.limit == limit; });
    FieldAnswers& answers = same != found.end() ? *same : found.emplace_back(block.features, limit);
    for (auto& [code, answer] : codes) answers.codes.push_back(std::move(answer));
  }
  for (FieldAnswers& answers : found) std::ranges::sort(answers.codes, {}, &CodeAnswer::code);
  return found;
}

}  // namespace idreg::lab
