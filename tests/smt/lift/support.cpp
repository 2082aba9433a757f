// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/smt/lift/support.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unordered_map>

namespace idreg::smt::lift::testing {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::uint64_t Random::edgy(unsigned width) {
  const std::uint64_t top = std::uint64_t{1} << (width - 1);
  switch (below(4)) {
    case 0:
      return below(4) & ones(width);
    case 1:
      return (top + below(5) - 2) & ones(width);
    case 2:
      return (ones(width) - below(3)) & ones(width);
    default:
      return (next() >> below(64)) & ones(width);
  }
}

namespace {

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

__extension__ using Wide = unsigned __int128;
__extension__ using SignedWide = __int128;

Wide mask(unsigned width) { return width >= 128 ? ~Wide{0} : (Wide{1} << width) - 1; }

SignedWide to_signed(Wide value, unsigned width) {
  const unsigned unused = 128 - width;
  return static_cast<SignedWide>(value << unused) >> unused;
}

}  // namespace

Evaluator::Evaluator(std::span<const Term> roots) {
  std::unordered_map<unsigned, std::size_t> index;
  for (const Term& term : topological_order(roots)) {
    Node node{term.op(), term.is_bool() ? 1 : term.width(), 0, 0, 0, {}, {}};
    if (node.width > 128) give_up("evaluator: a term of more than 128 bits");
    for (const Term& argument : term.arguments()) node.arguments.push_back(index.at(argument.id()));
    if (node.op == Op::Constant) node.constant = term.constant().value();
    if (node.op == Op::Variable) node.name = term.name();
    if (node.op == Op::Extract) std::tie(node.high, node.low) = term.bounds();
    index.emplace(term.id(), nodes_.size());
    nodes_.push_back(std::move(node));
  }
  for (const Term& root : roots) roots_.push_back(index.at(root.id()));
}

Evaluator::Wide Evaluator::apply(const Node& node, std::span<const Wide> values) const {
  const auto value = [&](std::size_t i) { return values[node.arguments[i]]; };
  const unsigned width = node.arguments.empty() ? 0 : nodes_[node.arguments[0]].width;
  const Wide a = node.arguments.empty() ? 0 : value(0);
  const Wide b = node.arguments.size() < 2 ? 0 : value(1);
  const SignedWide sa = width == 0 ? 0 : to_signed(a, width);
  const SignedWide sb = width == 0 ? 0 : to_signed(b, width);
  const auto fold = [&](auto f) {
    Wide sum = a;
    for (std::size_t i = 1; i < node.arguments.size(); ++i) sum = f(sum, value(i));
    return sum;
  };
  switch (node.op) {
    case Op::Constant:
      return node.constant;
    case Op::Variable:
      return 0;  // filled in by run
    case Op::BvAdd:
      return fold([](Wide x, Wide y) { return x + y; });
    case Op::BvSub:
      return fold([](Wide x, Wide y) { return x - y; });
    case Op::BvMul:
      return fold([](Wide x, Wide y) { return x * y; });
    case Op::BvAnd:
    case Op::And:
      return fold([](Wide x, Wide y) { return x & y; });
    case Op::BvOr:
    case Op::Or:
      return fold([](Wide x, Wide y) { return x | y; });
    case Op::BvXor:
      return fold([](Wide x, Wide y) { return x ^ y; });
    case Op::BvUdiv:
      return b == 0 ? mask(width) : a / b;
    case Op::BvUrem:
      return b == 0 ? a : a % b;
    case Op::BvSdiv:
      return b == 0 ? (sa < 0 ? 1 : mask(width)) : sb == -1 ? 0 - a : static_cast<Wide>(sa / sb);
    case Op::BvSrem:
      return b == 0 ? a : sb == -1 ? 0 : static_cast<Wide>(sa % sb);
    case Op::BvNot:
      return ~a;
    case Op::Not:
      return a ^ 1;
    case Op::BvNeg:
      return 0 - a;
    case Op::BvShl:
      return b >= width ? 0 : a << b;
    case Op::BvLshr:
      return b >= width ? 0 : a >> b;
    case Op::BvAshr:
      return static_cast<Wide>(sa >> (b >= width ? width - 1 : static_cast<unsigned>(b)));
    case Op::BvUlt:
      return a < b ? 1 : 0;
    case Op::BvUle:
      return a <= b ? 1 : 0;
    case Op::BvSlt:
      return sa < sb ? 1 : 0;
    case Op::BvSle:
      return sa <= sb ? 1 : 0;
    case Op::Concat: {
      Wide sum = 0;
      for (const std::size_t part : node.arguments) sum = sum << nodes_[part].width | values[part];
      return sum;
    }
    case Op::Extract:
      return a >> node.low;
    case Op::ZeroExtend:
      return a;
    case Op::SignExtend:
      return static_cast<Wide>(sa);
    case Op::Equal:
      return a == b ? 1 : 0;
    case Op::Ite:
      return a != 0 ? value(1) : value(2);
  }
  return 0;
}

std::vector<std::uint64_t> Evaluator::run(const std::map<std::string, std::uint64_t>& variables) const {
  std::vector<Wide> values(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].op == Op::Variable) {
      const auto found = variables.find(nodes_[i].name);
      values[i] = found == variables.end() ? 0 : found->second & mask(nodes_[i].width);
    } else {
      values[i] = apply(nodes_[i], values) & mask(nodes_[i].width);
    }
  }
  std::vector<std::uint64_t> result;
  for (const std::size_t root : roots_) result.push_back(static_cast<std::uint64_t>(values[root]));
  return result;
}

Program load_text(std::string_view text, std::string name) {
  const Program::Source sources[] = {{std::move(name), text}};
  auto program = Program::load(sources);
  if (!program) give_up(program.error());
  return std::move(*program);
}

namespace {

std::vector<char> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

Program load_files(std::span<const std::string> paths) {
  std::vector<std::vector<char>> bytes;
  std::vector<Program::Source> sources;
  for (const std::string& path : paths) bytes.push_back(read_file(path));
  for (std::size_t i = 0; i < paths.size(); ++i) sources.push_back({paths[i], bytes[i]});
  auto program = Program::load(sources);
  if (!program) give_up(program.error());
  return std::move(*program);
}

Compiled::Compiled(std::string_view source, std::string_view flags) {
  std::string pattern = (std::filesystem::temp_directory_path() / "idreg-lift-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) give_up("cannot make a folder like " + pattern);
  folder_ = pattern;
  const std::string stem = folder_ + "/program";
  std::ofstream(stem + ".cpp") << source;
  const std::string compiler = IDREG_TEST_COMPILER;
  const std::string common = " -fPIC -fno-exceptions -fno-rtti -fno-vectorize -fno-slp-vectorize -w ";
  const std::string to_bitcode = compiler + common + std::string(flags) +
                                 " -std=c++20 -gline-tables-only -emit-llvm -c " + stem + ".cpp -o " + stem + ".bc";
  // From the bitcode that is lifted, not from the source.
  const std::string to_object = compiler + " -O1 -fPIC -shared -x ir " + stem + ".bc -o " + stem + ".so";
  if (std::system(to_bitcode.c_str()) != 0) give_up("failed: " + to_bitcode);
  if (std::system(to_object.c_str()) != 0) give_up("failed: " + to_object);
  handle_ = dlopen((stem + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) give_up(std::string("cannot load: ") + dlerror());
  const std::string bitcode[] = {stem + ".bc"};
  program_ = load_files(bitcode);
}

Compiled::~Compiled() {
  if (handle_ != nullptr) dlclose(handle_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void* Compiled::symbol(const std::string& name) const {
  void* found = dlsym(handle_, name.c_str());
  if (found == nullptr) give_up("no symbol " + name);
  return found;
}

std::optional<std::string> broken_obligation(const Machine& machine) {
  for (const Obligation& obligation : machine.obligations()) {
    if (obligation.violated.is_true()) return obligation.kind + " at " + obligation.location;
  }
  return std::nullopt;
}

std::string describe(const Unsupported& error) {
  return error.what + " in " + error.function + " at " + error.location;
}

}  // namespace idreg::smt::lift::testing
