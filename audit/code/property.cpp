// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/property.h"

#include <array>

#include "corpora/arch/lookup.h"
#include "smt/spec/spec.h"

namespace idreg::audit::code {

using smt::Term;

namespace {

Term word(const Term& like, std::uint64_t value) { return smt::bv(like.context(), 64, value); }

Term holds(const arch::Atom& atom, const Term& reg) {
  const unsigned top = atom.shift + atom.width - 1U;
  const Term code = smt::extract(top, atom.shift, reg);
  const Term wide = atom.is_signed != 0 ? smt::sign_extend(code, 64) : smt::zero_extend(code, 64);
  const Term constant = word(reg, atom.constant);
  const auto below = [&] { return atom.is_signed != 0 ? smt::bvslt(wide, constant) : smt::bvult(wide, constant); };
  switch (atom.compare) {
    case arch::Compare::Equal:
      return smt::equal(wide, constant);
    case arch::Compare::AtLeast:
      return smt::logical_not(below());
    case arch::Compare::Below:
      return below();
  }
  return smt::boolean(reg.context(), false);
}

}  // namespace

std::uint64_t mask_of(const Entry& entry) {
  return (entry.width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << entry.width) - 1) << entry.shift;
}

Term code_of(const Term& reg, const Entry& entry) {
  return smt::zero_extend(smt::extract(entry.shift + entry.width - 1U, entry.shift, reg), 64);
}

Term at_or_below(const arch::Field& field, const Term& a, const Term& b) {
  const std::array arguments = {word(a, field.entry.width),
                                word(a, static_cast<std::uint64_t>(field.scheme.kind)),
                                word(a, field.scheme.bias),
                                word(a, field.scheme.safe),
                                a,
                                b};
  return smt::spec::find("idreg_spec_at_or_below")->build(arguments);
}

Term has_feature(const arch::Definition& definition, std::uint32_t reg, const Term& value) {
  Term any = smt::boolean(value.context(), false);
  std::uint32_t first = 0;
  for (std::uint32_t i = 0; i < definition.conjunction_count; ++i) {
    Term all = smt::boolean(value.context(), true);
    for (std::uint32_t atom = first; atom < definition.ends[i]; ++atom) {
      const arch::Atom& its = definition.atoms[atom];
      const std::uint32_t place = definition.registers[its.place];
      const Term where = place == reg ? value : smt::variable(value.context(), arch::registers()[place].name, 64);
      all = smt::logical_and(all, holds(its, where));
    }
    any = smt::logical_or(any, all);
    first = definition.ends[i];
  }
  return any;
}

std::vector<std::string> gained_features(const arch::Register& reg, std::uint64_t value, std::uint64_t limit,
                                         const smt::Context& context) {
  std::vector<std::string> gained;
  for (const arch::Definition& definition : arch::definitions()) {
    const auto has = [&](std::uint64_t word) {
      return has_feature(definition, arch::index_of(reg), smt::bv(context, 64, word));
    };
    if (has(value).is_true() && has(limit).is_false()) gained.emplace_back(definition.feature);
  }
  return gained;
}

Term has_meaning(const arch::Field& field, const Term& code) {
  Term any = smt::boolean(code.context(), false);
  for (const arch::Meaning& meaning : arch::meanings(field))
    any = smt::logical_or(any, smt::equal(code, word(code, meaning.code)));
  return any;
}

}  // namespace idreg::audit::code
