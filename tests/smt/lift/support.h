// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lifter's tests share: running terms natively, compiling small programs, loading text.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smt/lift/lift.h"
#include "smt/term/term.h"

namespace idreg::smt::lift::testing {

/// splitmix64: the same numbers for the same seed, everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// Often an end of the range or near one.
  std::uint64_t edgy(unsigned width);

 private:
  std::uint64_t state_;
};

[[nodiscard]] constexpr std::uint64_t ones(unsigned width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/// Evaluates terms without the solver and without the builders' folding: a third opinion.
class Evaluator {
 public:
  explicit Evaluator(std::span<const Term> roots);
  /// The roots' values (low 64 bits; Booleans 0 or 1). Variables that are not listed are 0.
  [[nodiscard]] std::vector<std::uint64_t> run(const std::map<std::string, std::uint64_t>& variables) const;

 private:
  __extension__ using Wide = unsigned __int128;
  struct Node {
    Op op;
    unsigned width;
    unsigned high;
    unsigned low;
    Wide constant;
    std::string name;
    std::vector<std::size_t> arguments;
  };
  [[nodiscard]] Wide apply(const Node& node, std::span<const Wide> values) const;
  std::vector<Node> nodes_;
  std::vector<std::size_t> roots_;
};

/// Parses LLVM assembly or bitcode; a test failure in words if it does not load.
[[nodiscard]] Program load_text(std::string_view text, std::string name = "test.ll");
[[nodiscard]] Program load_files(std::span<const std::string> paths);

/// A C++ program compiled by the project's own compiler: its bitcode, and the same bitcode as a
/// loaded shared object.
class Compiled {
 public:
  Compiled(std::string_view source, std::string_view flags);
  ~Compiled();
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] void* symbol(const std::string& name) const;

 private:
  std::string folder_;
  void* handle_ = nullptr;
  std::optional<Program> program_;
};

/// "kind at location: what" of the first obligation that is certainly broken; nothing if none is.
[[nodiscard]] std::optional<std::string> broken_obligation(const Machine& machine);
[[nodiscard]] std::string describe(const Unsupported& error);

}  // namespace idreg::smt::lift::testing
