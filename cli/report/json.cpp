// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/json.h"

#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "engine/fields.h"

namespace idreg::cli::report {
namespace {

template <typename List>
Json array_of(const List& list) {
  Json array = Json::array();
  for (const auto& item : list) array.push_back(to_json(item));
  return array;
}

}  // namespace

Json document() { return Json{{"schema", 1}}; }

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json to_json(const Entry& entry) {
  return {{"shift", entry.shift},
          {"width", entry.width},
          {"order", corpora::to_text(corpora::Order{entry.kind, entry.bias}, entry.width)},
          {"policy", corpora::to_text(entry.policy)},
          {"safe", hex(entry.safe)}};
}

Json to_json(const Misfit& misfit) {
  return {{"field", misfit.field}, {"entry", to_json(misfit.entry)}, {"why", misfit.why}};
}

Json to_json(const Offence& offence) {
  return {{"field", offence.field},
          {"value", hex(offence.value)},
          {"limit", hex(offence.limit)},
          {"reason", offence.reason}};
}

Json to_json(const std::vector<Implied>& features) {
  Json array = Json::array();
  for (const Implied& item : features) {
    Json one{{"feature", item.feature}};
    if (!item.depends_on.empty()) one["depends_on"] = item.depends_on;
    array.push_back(std::move(one));
  }
  return array;
}

Json to_json(const Judgement& judgement, const std::string& limit_kind) {
  return {{"register", arch::registers()[judgement.reg].name},
          {"value", hex(judgement.value)},
          {"limit", hex(judgement.limit)},
          {"limit_kind", limit_kind},
          {"writable", hex(judgement.writable)},
          {"permitted", judgement.permitted},
          {"violations", array_of(judgement.violations)},
          {"above_limit", array_of(judgement.above)},
          {"nearest", hex(judgement.nearest.value)},
          {"nearest_raised", hex(judgement.nearest.raised)},
          {"gained", to_json(judgement.gained)},
          {"misfits", array_of(judgement.misfits)}};
}

Json decoded(std::uint32_t index, std::uint64_t value, const std::vector<Implied>& features) {
  const arch::Register& reg = arch::registers()[index];
  Json fields = Json::array();
  std::uint64_t outside = value;
  for (const arch::Field& field : arch::fields(reg)) {
    const auto& [shift, width] = std::pair{unsigned{field.entry.shift}, unsigned{field.entry.width}};
    const std::uint64_t code = engine::extract(value, shift, width);
    outside &= ~engine::field_mask(shift, width);
    fields.push_back({{"field", field.name},
                      {"msb", shift + width - 1},
                      {"lsb", shift},
                      {"code", hex(code)},
                      {"meaning", arch::meaning_of(field, code)}});
  }
  return {{"register", reg.name},
          {"value", hex(value)},
          {"fields", std::move(fields)},
          {"outside_fields", hex(outside)},
          {"features", to_json(features)}};
}

}  // namespace idreg::cli::report
