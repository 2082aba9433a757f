// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/baseline.h"

#include <algorithm>
#include <set>
#include <utility>

#include "corpora/rules/propagate.h"
#include "smt/rules/common.h"
#include "smt/rules/optimise.h"
#include "smt/rules/permitted.h"

namespace idreg::smt::rules {

namespace {

using Names = std::set<std::string>;

Names shown_features(const RuleSet& rules, const Values& values) {
  Names names;
  const Symbols symbols = idreg::rules::shown(rules, values);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (symbols[i] == true) names.insert(rules.symbols()[i]);
  }
  return names;
}

/// One question: which values, without some host.
struct Question {
  std::vector<Term> fields;            ///< each field among what is permitted
  std::set<std::size_t> soft;          ///< rules that some host breaks
  Names candidates;                    ///< features that the highest permitted values show
};

struct Solved {
  Optimum optimum;
  std::vector<Term> hard;
  std::vector<std::size_t> soft;      ///< rules of the first wishes
  std::vector<std::uint32_t> features;  ///< symbols of those after them
};

class Planner {
 public:
  Planner(World& world, const std::vector<Values>& hosts, const Weights& weights)
      : world_(world), hosts_(hosts), weights_(weights), permitted_(world.fields(), hosts) {}

  Answered<Baseline> run() {
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
      if (auto done = learn(i); !done) return std::unexpected(done.error());
    }
    auto solved = solve(question(kNobody));
    if (!solved) return std::unexpected(solved.error());
    if (solved->optimum.kind == Optimum::Kind::Impossible) return impossible(*solved);
    if (auto done = settle(*solved); !done) return std::unexpected(done.error());
    for (std::size_t host = 0; host < hosts_.size(); ++host) {
      auto gain = gain_without(host);
      if (!gain) return std::unexpected(gain.error());
      found_.gains.push_back(std::move(*gain));
    }
    found_.possible = true;
    return std::move(found_);
  }

 private:
  static constexpr std::size_t kNobody = ~std::size_t{0};

  /// Rules that a host breaks itself, and the features that it shows. Equal hosts are asked once.
  Answered<void> learn(std::size_t host) {
    const auto known = seen_.find(hosts_[host]);
    if (known != seen_.end()) {
      broken_.push_back(broken_[known->second]);
      features_.push_back(features_[known->second]);
      return {};
    }
    auto broken = broken_rules(world_, hosts_[host], {});
    if (!broken) return std::unexpected(broken.error());
    seen_.emplace(hosts_[host], host);
    broken_.push_back(std::move(*broken));
    features_.push_back(shown_features(world_.rules(), hosts_[host]));
    return {};
  }

  Question question(std::size_t without) {
    Question asked;
    Values highest = permitted_.values(without);
    for (const FieldKey& field : permitted_.fields()) {
      asked.fields.push_back(world_.holds_one_of(field, permitted_.codes(field, without)));
    }
    for (std::size_t host = 0; host < hosts_.size(); ++host) {
      if (host != without) asked.soft.insert(broken_[host].begin(), broken_[host].end());
    }
    asked.candidates = shown_features(world_.rules(), highest);
    return asked;
  }

  [[nodiscard]] std::uint64_t weight_of(const std::string& feature) const {
    const auto found = weights_.find(feature);
    return found == weights_.end() ? 1 : found->second;
  }

  /// First the fewest broken rules, then the most features: one more rule outweighs all features.
  Answered<Solved> solve(const Question& asked) {
    Solved solved;
    solved.hard = asked.fields;
    std::vector<Wish> wishes;
    std::uint64_t all = 1;
    for (const std::string& name : asked.candidates) all += weight_of(name);
    for (std::size_t i = 0; i < world_.rules().rules().size(); ++i) {
      if (asked.soft.contains(i)) {
        wishes.push_back({world_.in_force(i), all});
        solved.soft.push_back(i);
      } else {
        solved.hard.push_back(world_.in_force(i));
      }
    }
    for (const std::string& name : asked.candidates) {
      if (weight_of(name) == 0) continue;
      const std::uint32_t symbol = *world_.rules().find(name);
      wishes.push_back({world_.symbol(symbol), weight_of(name)});
      solved.features.push_back(symbol);
    }
    solved.optimum = optimise(world_.solver(), solved.hard, wishes, &world_.memory());
    if (solved.optimum.kind == Optimum::Kind::Unknown) return std::unexpected(Inconclusive{solved.optimum.reason});
    return solved;
  }

  Baseline impossible(const Solved& solved) {
    std::vector<std::size_t> hard_rules;
    for (std::size_t i = 0; i < world_.rules().rules().size(); ++i) {
      if (!std::ranges::binary_search(solved.soft, i)) hard_rules.push_back(i);
    }
    const std::vector<FieldKey> fields(permitted_.fields().begin(), permitted_.fields().end());
    for (const std::size_t place : minimal_core(world_.solver(), solved.hard, solved.optimum.core)) {
      if (place < fields.size()) {
        found_.core_fields.push_back(fields[place]);
      } else {
        found_.core_rules.push_back(hard_rules[place - fields.size()]);
      }
    }
    return std::move(found_);
  }

  /// What is kept is fixed; then as many fields as can be keep their highest permitted code, and the
  /// others one as high as they can.
  Answered<void> settle(const Solved& solved) {
    found_.unsat = solved.optimum.cores;
    std::vector<Term> hard = solved.hard;
    std::vector<std::size_t> waived;
    for (std::size_t i = 0; i < solved.soft.size() + solved.features.size(); ++i) {
      const bool lost = std::ranges::binary_search(solved.optimum.lost, i);
      const bool rule = i < solved.soft.size();
      if (rule && lost) waived.push_back(solved.soft[i]);
      if (!lost)
        hard.push_back(rule ? world_.in_force(solved.soft[i]) : world_.symbol(solved.features[i - solved.soft.size()]));
    }
    std::vector<Wish> wishes;
    std::vector<FieldKey> fields;
    for (const FieldKey& field : permitted_.fields()) {
      wishes.push_back({world_.holds(field, permitted_.by_rank(field, kNobody).front()), 1});
      fields.push_back(field);
    }
    Optimum highest = optimise(world_.solver(), hard, wishes, &world_.memory());
    if (highest.kind == Optimum::Kind::Unknown) return std::unexpected(Inconclusive{highest.reason});
    require(highest.kind == Optimum::Kind::Best, "what was kept does not go together");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!std::ranges::binary_search(highest.lost, i)) hard.push_back(wishes[i].literal);
    }
    for (const std::size_t i : highest.lost) {
      if (auto done = raise(fields[i], hard, highest.model); !done) return done;
    }
    return conclude(highest.model, waived);
  }

  /// The highest code of one field beside what is fixed.
  Answered<void> raise(const FieldKey& field, std::vector<Term>& hard, Model& model) {
    for (const std::uint64_t code : permitted_.by_rank(field, kNobody)) {
      hard.push_back(world_.holds(field, code));
      Decision decision = world_.solver().check(hard);
      if (decision.answer == Answer::Unknown) return std::unexpected(Inconclusive{decision.reason});
      if (decision.answer == Answer::Sat) {
        found_.below.push_back({field, permitted_.by_rank(field, kNobody).front(), code});
        model = std::move(decision.model);
        return {};
      }
      hard.pop_back();
    }
    require(false, "a field without a code");
    return {};
  }

  Answered<void> conclude(const Model& model, const std::vector<std::size_t>& waived) {
    found_.values = permitted_.values(kNobody);
    for (const FieldKey& field : permitted_.fields()) {
      std::uint64_t& value = found_.values.at(field.reg);
      value = idreg::rules::with_code(value, field, world_.code_in(model, field));
    }
    check_kept(world_, completed(world_, model, found_.values), world_.symbols_in(model), waived);
    for (const std::size_t rule : waived) {
      Waived one{rule, {}};
      for (std::size_t host = 0; host < hosts_.size(); ++host) {
        if (std::ranges::binary_search(broken_[host], rule)) one.hosts.push_back(host);
      }
      require(!one.hosts.empty(), "a rule is waived that no host breaks");
      found_.waived.push_back(std::move(one));
    }
    const Names kept = shown_features(world_.rules(), found_.values);
    found_.kept.assign(kept.begin(), kept.end());
    Names had;
    for (const Names& names : features_) had.insert(names.begin(), names.end());
    for (const std::string& name : had) {
      if (kept.contains(name)) continue;
      Lost lost{name, {}};
      for (std::size_t host = 0; host < hosts_.size(); ++host) {
        if (!features_[host].contains(name)) lost.lacking.push_back(host);
      }
      found_.lost.push_back(std::move(lost));
    }
    return {};
  }

  /// Features that would be kept without one host. Nothing is asked where the host narrows no field, or
  /// where not even the highest permitted values show more.
  Answered<std::vector<std::string>> gain_without(std::size_t host) {
    std::vector<std::string> gain;
    if (hosts_.size() == 1 || !permitted_.narrows(host)) return gain;
    const Question asked = question(host);
    if (std::ranges::includes(found_.kept, asked.candidates)) return gain;
    auto solved = solve(asked);
    if (!solved) return std::unexpected(solved.error());
    if (solved->optimum.kind != Optimum::Kind::Best) return gain;
    const Symbols symbols = world_.symbols_in(solved->optimum.model);
    for (const std::string& name : asked.candidates) {
      if (symbols[*world_.rules().find(name)] == true && !std::ranges::binary_search(found_.kept, name))
        gain.push_back(name);
    }
    return gain;
  }

  World& world_;
  const std::vector<Values>& hosts_;
  const Weights& weights_;
  Permitted permitted_;
  std::map<Values, std::size_t> seen_;
  std::vector<std::vector<std::size_t>> broken_;
  std::vector<Names> features_;
  Baseline found_;
};

}  // namespace

Answered<Baseline> baseline(World& world, const std::vector<Values>& hosts, const Weights& weights) {
  return Planner(world, hosts, weights).run();
}

}  // namespace idreg::smt::rules
