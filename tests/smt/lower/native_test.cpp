// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The native specification, as it runs, against the terms on the same words.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "props/spec.h"
#include "smt/spec/spec.h"

namespace idreg::smt {
namespace {

using Words = std::vector<std::uint64_t>;

/// A native function of any number of words, called with a list.
struct Native {
  const char* symbol;
  std::size_t arity;
  std::function<std::uint64_t(const Words&)> call;
};

template <class... Word>
Native native(const char* symbol, std::uint64_t (*function)(Word...) noexcept) {
  return {symbol, sizeof...(Word), [function](const Words& words) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
              return function(words[I]...);
            }(std::make_index_sequence<sizeof...(Word)>{});
          }};
}

std::vector<Native> natives() {
  return {native("idreg_spec_field_mask", idreg_spec_field_mask),
          native("idreg_spec_extract", idreg_spec_extract),
          native("idreg_spec_insert", idreg_spec_insert),
          native("idreg_spec_rank", idreg_spec_rank),
          native("idreg_spec_at_or_below", idreg_spec_at_or_below),
          native("idreg_spec_lowest", idreg_spec_lowest),
          native("idreg_spec_safe_code", idreg_spec_safe_code),
          native("idreg_spec_permitted_code", idreg_spec_permitted_code),
          native("idreg_spec_not_above", idreg_spec_not_above),
          native("idreg_spec_fits", idreg_spec_fits),
          native("idreg_spec_entry_error", idreg_spec_entry_error)};
}

/// Words as the parameters have them, now and then anything at all.
Words words(const spec::Function& function, std::mt19937_64& random) {
  Words result;
  const std::uint64_t width = 1 + random() % 64;
  for (const std::string_view name : function.parameters) {
    const std::uint64_t any = random() % 2 == 0 ? random() : random() % 16;
    const bool small = name == "shift" || name == "width" || name == "policy" || name.ends_with("kind");
    if (random() % 16 == 0) {
      result.push_back(any);
    } else if (small) {
      result.push_back(name == "width" ? width : random() % (name == "shift" ? 65 : 5));
    } else {
      result.push_back(width == 64 ? any : any & ((std::uint64_t{1} << width) - 1));
    }
  }
  return result;
}

std::uint64_t by_term(const spec::Function& function, const Context& context, const Words& input) {
  std::vector<Term> arguments;
  for (const std::uint64_t word : input) arguments.push_back(bv(context, 64, word));
  const auto value = function.build(arguments).constant();
  if (!value) ADD_FAILURE() << function.symbol << " of constants is no constant";
  return value.value_or(0);
}

TEST(Native, EveryFunctionOfTheSpecificationIsDeclared) {
  const std::vector<Native> all = natives();
  ASSERT_EQ(all.size(), spec::functions().size());
  for (const Native& function : all) {
    const spec::Function* found = spec::find(function.symbol);
    ASSERT_NE(found, nullptr) << function.symbol;
    EXPECT_EQ(found->parameters.size(), function.arity) << function.symbol;
  }
}

TEST(Native, ComputesWhatTheTermsSay) {
  const Context context;
  std::mt19937_64 random(7);
  for (const Native& function : natives()) {
    const spec::Function& meant = *spec::find(function.symbol);
    for (int i = 0; i < 3'000; ++i) {
      const Words input = words(meant, random);
      ASSERT_EQ(function.call(input), by_term(meant, context, input))
          << function.symbol << " case " << i << testing::PrintToString(input);
    }
  }
}

// The control: on these words each function is told from each other of as many parameters.
TEST(Native, IsToldFromOthers) {
  const Context context;
  std::mt19937_64 random(7);
  for (const Native& function : natives()) {
    for (const spec::Function& other : spec::functions()) {
      if (other.symbol == std::string_view(function.symbol) || other.parameters.size() != function.arity) continue;
      int different = 0;
      for (int i = 0; i < 300; ++i) {
        const Words input = words(other, random);
        different += function.call(input) != by_term(other, context, input) ? 1 : 0;
      }
      EXPECT_GT(different, 0) << function.symbol << " and " << other.symbol;
    }
  }
}

}  // namespace
}  // namespace idreg::smt
