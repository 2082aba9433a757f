// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include "audit/allowed.h"
#include "audit/code/property.h"
#include "audit/read_ir.h"
#include "cli/audit_code.h"
#include "cli/report/json.h"
#include "cli/report/text.h"
#include "cli/tree_kernel.h"
#include "cli/values.h"
#include "cli/words.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"

namespace idreg::cli {
namespace {

/// A table by limit is printed for fields of at most so many bits.
constexpr unsigned kTableBits = 4;

struct FieldOfTree {
  const arch::Register* reg = nullptr;
  const arch::Field* field = nullptr;
  const audit::FtrBits* entry = nullptr;  ///< the tree's own for these bits, or null
  bool writable = false;
  std::optional<audit::Allowed> allowed;  ///< nothing: it is not known, or there is no such register
  std::string why;                        ///< of nothing
};

const audit::FtrBits* entry_of(const audit::Tables& tables, const arch::Register& reg, const arch::Field& field) {
  const audit::FtrRegister* its =
      audit::find_register(tables, audit::sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2));
  if (its == nullptr) return nullptr;
  for (const audit::FtrBits& entry : its->fields) {
    if (entry.shift == field.entry.shift && entry.width == field.entry.width) return &entry;
  }
  return nullptr;
}

/// All fields of one register.
void add_register(const audit::code::Tree& tree, const audit::Tables& tables, const arch::Register& reg,
                  const audit::Vcpu& vcpu, std::vector<FieldOfTree>& all) {
  const audit::code::Descriptor* its = tree.find(reg.name);
  const auto path = audit::WritePath::lift(tree, reg.name);
  for (const arch::Field& field : arch::fields(reg)) {
    FieldOfTree one{&reg, &field, entry_of(tables, reg, field), false, std::nullopt, ""};
    if (path) {
      const std::uint64_t bits = audit::code::mask_of(field.entry);
      one.writable = (its->mask & bits) == bits;
      one.allowed = audit::allowed(*path, field, one.entry, vcpu);
    } else {
      one.why = path.error();
    }
    all.push_back(std::move(one));
  }
}

std::string order_of(const FieldOfTree& one) {
  return one.entry == nullptr ? "" : one.entry->is_signed ? "signed" : "unsigned";
}

std::string safe_rule(const FieldOfTree& one) {
  if (one.entry == nullptr || !one.entry->type_known) return "";
  const std::string policy(corpora::to_text(one.entry->policy));
  return one.entry->policy == Policy::Exact ? fmt::format("{} {}", policy, one.entry->safe_value) : policy;
}

report::Json codes_json(const std::vector<std::uint64_t>& codes) {
  report::Json list = report::Json::array();
  for (const std::uint64_t code : codes) list.push_back(hex(code));
  return list;
}

report::Json allowed_json(const FieldOfTree& one) {
  const audit::Allowed& allowed = *one.allowed;
  report::Json json{{"rule", audit::to_text(allowed.rule)},
                    {"order", allowed.is_signed ? "signed" : "unsigned"},
                    {"proved", allowed.complete},
                    {"exceptions", report::Json::array()}};
  if (allowed.rule == audit::Allowed::Rule::LimitOrSafe) json["safe"] = hex(allowed.safe);
  if (!allowed.complete) json["why"] = allowed.why;
  for (const auto& exception : allowed.exceptions) {
    json["exceptions"].push_back(
        {{"limit", hex(exception.limit)}, {"code", hex(exception.code)}, {"answer", audit::to_text(exception.answer)}});
  }
  if (one.field->entry.width > kTableBits || !allowed.complete) return json;
  json["by_limit"] = report::Json::object();
  const auto table = allowed.by_limit(one.field->entry.width);
  for (std::size_t limit = 0; limit < table.size(); ++limit) json["by_limit"][hex(limit)] = codes_json(table[limit]);
  return json;
}

report::Json to_json(const FieldOfTree& one) {
  const Entry& entry = one.field->entry;
  report::Json json{
      {"register", one.reg->name},
      {"field", one.field->name},
      {"msb", entry.shift + entry.width - 1U},
      {"lsb", entry.shift},
      {"writable", one.writable},
      {"order", one.entry == nullptr ? report::Json(nullptr) : report::Json(order_of(one))},
      {"policy", one.entry == nullptr || !one.entry->type_known ? report::Json(nullptr)
                                                                : report::Json(corpora::to_text(one.entry->policy))},
      {"safe", one.entry == nullptr ? report::Json(nullptr) : report::Json(one.entry->safe_value)},
      {"scheme", order_name(one.field->scheme.kind, one.field->scheme.bias, entry.width)}};
  json["allowed"] = one.allowed ? allowed_json(one) : report::Json(nullptr);
  if (!one.allowed) json["why"] = one.why;
  return json;
}

/// "at-or-below (unsigned); under 0x6 0xf is refused, ..."
std::string allowed_words(const FieldOfTree& one) {
  if (!one.allowed) return "not known: " + one.why;
  std::string text(audit::to_text(one.allowed->rule));
  if (!one.allowed->complete) return text + ", not proved: " + one.allowed->why;
  const std::size_t count = one.allowed->exceptions.size();
  if (count == 0) return text;
  const auto& first = one.allowed->exceptions.front();
  return text + fmt::format(", but for {} pair{}: {:#x} under {:#x} {}{}", count, count == 1 ? "" : "s", first.code,
                            first.limit,
                            first.answer == audit::Allowed::Exception::Answer::Depends
                                ? "depends on more than the limit"
                                : fmt::format("is {}", audit::to_text(first.answer)),
                            count == 1 ? "" : ", ...");
}

void print(const ListOptions& options, const std::vector<FieldOfTree>& all, Console& console) {
  if (options.json) {
    report::Json json = report::document();
    json["linux"] = options.linux_tree;
    json["vcpu"] = options.vcpu.empty() ? report::Json(nullptr) : report::Json(options.vcpu);
    json["fields"] = report::Json::array();
    for (const FieldOfTree& one : all) json["fields"].push_back(to_json(one));
    console.print(report::dump(json));
    return;
  }
  report::Columns columns;
  for (const FieldOfTree& one : all) {
    const unsigned msb = one.field->entry.shift + one.field->entry.width - 1U;
    columns.add({fmt::format("{}.{}", one.reg->name, one.field->name), bits(msb, one.field->entry.shift),
                 one.writable ? "writable" : "fixed", order_of(one), safe_rule(one), allowed_words(one)});
  }
  console.print(columns.text());
  console.print(fmt::format("{} fields\n", all.size()));
}

}  // namespace

Result<Status> list_of_tree(const ListOptions& options, Console& console) {
  if (options.linux_tree.empty()) return usage("list: --linux TREE is missing");
  if (options.what != "fields") return usage(fmt::format("list {}: --linux goes with list fields", options.what));
  audit::Vcpu vcpu;
  if (!options.vcpu.empty()) {
    const auto features = corpora::parse_vcpu_features(options.vcpu);
    if (!features)
      return usage(
          fmt::format("--vcpu: {} is no feature: none, or some of {}", features.error(), corpora::vcpu_feature_list()));
    vcpu = vcpu_of(*features);
  }
  TreeOptions where{options.linux_tree, "", options.config, options.cache};
  if (options.ir) std::swap(where.tree, where.ir);
  const auto inputs = inputs_of(where, console);
  if (!inputs) return std::unexpected(inputs.error());
  const auto tables = audit::read_tables(inputs->modules, inputs->tree);
  if (!tables) return refused(tables.error());
  const auto tree = load_code(inputs->modules);
  if (!tree) {
    return std::unexpected(Error{Status::Inconclusive, fmt::format("{}: {}", options.linux_tree, tree.error())});
  }
  std::vector<FieldOfTree> all;
  for (const arch::Register& reg : arch::registers()) {
    if (!options.reg.empty() && arch::find_register(options.reg) != &reg) continue;
    add_register(*tree, *tables, reg, vcpu, all);
  }
  if (all.empty()) return usage(fmt::format("{} is no ID register known here", options.reg));
  print(options, all, console);
  bool open = false;
  for (const FieldOfTree& one : all) open = open || (one.allowed && !one.allowed->complete);
  return open ? Status::Inconclusive : Status::Holds;
}

}  // namespace idreg::cli
