// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>

#include "audit/replay/evaluate.h"
#include "audit/replay/replay.h"
#include "audit/replay/write.h"
#include "corpora/arch/lookup.h"
#include "engine/fields.h"
#include "engine/order.h"

namespace idreg::audit::replay {

namespace {

/// Splitmix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

/// A code near another, or at an end, or at the middle, where a sign would turn it over.
std::uint64_t code_near(Random& random, std::uint64_t code, std::uint64_t top) {
  switch (random.below(8)) {
    case 0:
      return 0;
    case 1:
      return top;
    case 2:
      return top / 2;
    case 3:
      return top / 2 + 1;
    case 4:
      return (code + 1) & top;
    case 5:
      return (code - 1) & top;
    default:
      return random.next() & top;
  }
}

/// The roots of an Evaluation, in order.
enum Root : std::uint8_t { Limit, Before, Stored, Result, Hidden, Zero, Returned, HasRun, kRoots };

std::vector<smt::Term> roots_of(const code::Tree& tree, const code::Path& path) {
  const smt::Term run = code::has_run(tree, path.value.context());
  return {path.limit,  path.before, path.stored,   path.result,
          path.hidden, path.zero,   path.returned, run.empty() ? smt::boolean(path.value.context(), false) : run};
}

class Sampler {
 public:
  Sampler(Native& native, const code::Tree& tree, const code::Verdict& verdict, const code::Path& path,
          const Options& options, Report& report)
      : tree_(tree),
        verdict_(verdict),
        write_(native, tree, *verdict.reg),
        evaluation_(roots_of(tree, path)),
        random_(options.seed ^ verdict.reg->kvm_id()),
        report_(report) {
    for (const Evaluation::Variable& variable : evaluation_.variables()) {
      if (variable.name == "value") value_at_ = places_.size();
      places_.push_back(native.place(variable.name));
    }
    values_.resize(places_.size());
  }

  void run(std::uint64_t cases) {
    ++report_.registers;
    for (std::uint64_t i = 0; i < cases; ++i) {
      choose_state();
      set_state();
      const std::uint64_t value = choose_value(write_.limit().limit);
      set_state();
      if (value_at_ < values_.size()) values_[value_at_] = value;
      const Write::Answer answer = write_.run(value);
      const std::string wrong = difference(answer);
      ++report_.cases;
      if (wrong.empty()) continue;
      std::string state;
      for (std::size_t v = 0; v < values_.size(); ++v) {
        if (values_[v] != 0 && v != value_at_)
          state += fmt::format("; {} = {:#x}", tree_.in_words(evaluation_.variables()[v].name), values_[v]);
      }
      report_.disagreements.push_back(
          fmt::format("{}: {} (case {}: write {:#x}{})", verdict_.reg->name, wrong, i, value, state));
      return;
    }
  }

 private:
  [[nodiscard]] std::span<const arch::Field> fields() const {
    return verdict_.reg->reg == nullptr ? std::span<const arch::Field>{} : arch::fields(*verdict_.reg->reg);
  }

  /// From the last state, with some of it changed: most that matters depends on several things at once.
  void choose_state() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Evaluation::Variable& variable = evaluation_.variables()[i];
      if (i == value_at_ || random_.below(4) == 0) continue;
      if (variable.bits == 1) {
        values_[i] = random_.below(2);
      } else if (variable.name.starts_with("kvm+") || variable.name.starts_with("vcpu+")) {
        // Flags, and bytes that hold a truth value.
        values_[i] = random_.below(2) == 0 ? random_.next() & 0x0101010101010101U & random_.next()
                                           : random_.next() & random_.next() & 0xffU;
      } else if (tree_.in_words(variable.name).starts_with("the host's")) {
        values_[i] = changed(values_[i]);
      } else {
        // A byte is a truth value (the lifter takes a load's range for granted); a word can be an enumerator.
        values_[i] = random_.below(variable.bits == 8 ? 2 : 4);
      }
    }
  }

  std::uint64_t changed(std::uint64_t word) {
    if (random_.below(16) == 0) return random_.next();
    for (std::uint64_t count = random_.below(3) + 1; count > 0; --count) {
      const auto shift = static_cast<std::uint32_t>(random_.below(16) * 4);
      word = engine::insert(word, shift, 4, code_near(random_, engine::extract(word, shift, 4), 15));
    }
    return word;
  }

  std::uint64_t choose_value(std::uint64_t limit) {
    if (fields().empty() || random_.below(32) == 0) return random_.next();
    std::uint64_t value = limit;
    for (std::uint64_t count = random_.below(4); count > 0; --count) {
      const Entry& entry = fields()[random_.below(fields().size())].entry;
      const std::uint64_t top = engine::field_mask(0, entry.width);
      const std::uint64_t code = engine::extract(value, entry.shift, entry.width);
      value = engine::insert(value, entry.shift, entry.width, code_near(random_, code, top));
    }
    if (random_.below(16) == 0) value ^= std::uint64_t{1} << random_.below(64);
    return value;
  }

  void set_state() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (places_[i]) places_[i]->set(values_[i]);
    }
  }

  std::string difference(const Write::Answer& answer) {
    const auto terms = evaluation_.run(values_);
    const bool returned = answer.ended == nullptr;
    if ((terms[Returned] != 0) != returned) {
      return returned ? "the terms say that it does not return, natively it does"
                      : fmt::format("natively it ends ({}), the terms say that it returns", answer.ended);
    }
    if (!returned) return "";
    const std::pair<const char*, std::pair<std::uint64_t, std::uint64_t>> all[] = {
        {"limit", {answer.limit, terms[Limit]}},          {"value before", {answer.before, terms[Before]}},
        {"stored value", {answer.stored, terms[Stored]}}, {"result", {answer.result, terms[Result]}},
        {"hidden", {answer.hidden(), terms[Hidden]}},     {"reads as zero", {answer.zero(), terms[Zero]}}};
    for (const auto& [what, both] : all) {
      if (both.first != both.second)
        return fmt::format("{}: natively {:#x}, by the terms {:#x}", what, both.first, both.second);
    }
    if (answer.result != 0 || answer.hidden() || answer.ignored() || terms[HasRun] != 0) return "";
    ++report_.accepted;
    return verdict_.outcome == Outcome::Proved ? above_limit(answer) : "";
  }

  /// What was proved, said again with the engine's functions.
  std::string above_limit(const Write::Answer& answer) {
    for (const arch::Field& field : fields()) {
      const std::uint64_t stored = engine::extract(answer.stored, field.entry.shift, field.entry.width);
      const std::uint64_t limit = engine::extract(answer.limit, field.entry.shift, field.entry.width);
      const bool assumed_away = field.scheme.kind == OrderKind::Rotation && field.scheme.bias == 1 &&
                                limit == engine::field_mask(0, field.entry.width);
      if (!assumed_away && !engine::at_or_below(field.scheme, field.entry.width, stored, limit))
        return fmt::format("proved, and natively {} is stored as {:#x} under {:#x}", field.name, stored, limit);
    }
    if (((answer.stored ^ answer.limit) & ~verdict_.reg->mask) != 0)
      return fmt::format("proved, and natively {:#x} is stored under {:#x}, outside of the mask", answer.stored,
                         answer.limit);
    return "";
  }

  const code::Tree& tree_;
  const code::Verdict& verdict_;
  Write write_;
  Evaluation evaluation_;
  Random random_;
  Report& report_;
  std::vector<std::optional<Native::Place>> places_;
  std::vector<std::uint64_t> values_;
  std::size_t value_at_ = ~std::size_t{0};
};

}  // namespace

void sample(Native& native, const code::Tree& tree, const code::Verdict& verdict, const Options& options,
            Report& report) {
  if (verdict.outcome == Outcome::NotWritable) return;
  const smt::Context context;
  const auto path = code::lift_path(tree, context, *verdict.reg);
  if (!path || !path->met.unknown.empty()) {
    report.not_tried.push_back(fmt::format("{}: {}", verdict.reg->name, verdict.reason));
    return;
  }
  Sampler(native, tree, verdict, *path, options, report).run(options.cases);
}

}  // namespace idreg::audit::replay
