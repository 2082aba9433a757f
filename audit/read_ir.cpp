// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/read_ir.h"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Dwarf.h>

#include <filesystem>
#include <map>

#include "audit/ir/entry_lines.h"
#include "audit/ir/modules.h"

namespace idreg::audit {
namespace {

template <class T>
using Read = std::expected<T, Refusal>;

std::unexpected<Refusal> unsupported(std::string what) {
  return std::unexpected(Refusal{Refusal::Why::Unsupported, std::move(what)});
}

/// The value of a member, which `lacks` has shown to be there.
Read<std::uint64_t> number(const Modules& modules, const Data& row, const Layout& layout, std::string_view member) {
  const std::optional<std::uint64_t> value = modules.number(row, *layout.find(member));
  if (value) return *value;
  return unsupported(fmt::format("{}: member {} of struct {} at byte {} is no constant number",
                                 row.global->getName().str(), member, layout.name(), row.offset));
}

/// The enumerators that are Linux's names of policies, by value.
std::map<std::uint32_t, Policy> policies_of(const llvm::DIType* type) {
  static constexpr std::pair<std::string_view, Policy> kNames[] = {
      {"FTR_EXACT", Policy::Exact},
      {"FTR_LOWER_SAFE", Policy::LowerSafe},
      {"FTR_HIGHER_SAFE", Policy::HigherSafe},
      {"FTR_HIGHER_OR_ZERO_SAFE", Policy::HigherOrZeroSafe}};
  std::map<std::uint32_t, Policy> policies;
  const auto* enumeration = llvm::dyn_cast_or_null<llvm::DICompositeType>(plain(type));
  if (enumeration == nullptr || enumeration->getTag() != llvm::dwarf::DW_TAG_enumeration_type) return policies;
  for (const llvm::DINode* node : enumeration->getElements()) {
    const auto* enumerator = llvm::dyn_cast<llvm::DIEnumerator>(node);
    if (enumerator == nullptr) continue;
    for (const auto& [name, policy] : kNames) {
      if (std::string_view(enumerator->getName()) == name) {
        policies[static_cast<std::uint32_t>(enumerator->getValue().getZExtValue())] = policy;
      }
    }
  }
  return policies;
}

/// Reads the general tables.
class RegistersReader {
 public:
  RegistersReader(const Modules& modules, const llvm::GlobalVariable& array, const Layout& row, const Layout& reg,
                  const Layout& bits)
      : modules_(modules),
        array_(array),
        row_(row),
        reg_(reg),
        bits_(bits),
        policies_(policies_of(bits.find("type")->type)) {}

  Read<std::vector<FtrRegister>> all() const {
    if (policies_.size() != std::size_t{kPolicies}) {
      return unsupported("member type of struct " + bits_.name() +
                         " is no enumeration with FTR_EXACT, FTR_LOWER_SAFE, FTR_HIGHER_SAFE and "
                         "FTR_HIGHER_OR_ZERO_SAFE: idreg does not know what its values mean");
    }
    std::vector<FtrRegister> registers;
    for (std::uint64_t at = 0; at + row_.bytes() <= size_of(array_); at += row_.bytes()) {
      Read<FtrRegister> one = read_row({&array_, at});
      if (!one) return std::unexpected(one.error());
      registers.push_back(std::move(*one));
    }
    return registers;
  }

 private:
  Read<FtrRegister> read_row(const Data& row) const {
    const auto encoding = number(modules_, row, row_, "sys_id");
    if (!encoding) return std::unexpected(encoding.error());
    FtrRegister result;
    result.encoding = static_cast<std::uint32_t>(*encoding);
    result.name = register_name(result.encoding);
    const std::optional<Data> reg = modules_.pointer(row, *row_.find("reg"));
    if (!reg || reg->global == nullptr) {
      return unsupported(fmt::format("{}: the row of {} points to no variable", array_.getName().str(), result.name));
    }
    if (const auto override = modules_.pointer(*reg, *reg_.find("override")); override && override->global) {
      result.override_symbol = override->global->getName().str();
    }
    const std::optional<Data> table = modules_.pointer(*reg, *reg_.find("ftr_bits"));
    if (!table) return unsupported("the fields of " + result.name + " are not a constant array");
    if (table->global != nullptr) {
      if (auto read = read_fields(*table, result); !read) return std::unexpected(read.error());
    }
    return result;
  }

  Read<void> read_fields(const Data& table, FtrRegister& result) const {
    result.table = table.global->getName().str();
    result.where = place_of(debug_variable(*table.global));
    const std::uint64_t end = size_of(*table.global);
    for (std::uint64_t at = table.offset; at + bits_.bytes() <= end; at += bits_.bytes()) {
      if (result.terminated) {
        ++result.after_terminator;
        continue;
      }
      Read<FtrBits> field = read_bits({table.global, at});
      if (!field) return std::unexpected(field.error());
      result.terminated = field->width == 0;
      if (!result.terminated) result.fields.push_back(*field);
    }
    return {};
  }

  Read<FtrBits> read_bits(const Data& row) const {
    FtrBits field;
    std::uint64_t values[7] = {};
    static constexpr std::string_view kMembers[] = {"sign", "visible", "strict", "type", "shift", "width", "safe_val"};
    for (std::size_t i = 0; i < std::size(kMembers); ++i) {
      const auto value = number(modules_, row, bits_, kMembers[i]);
      if (!value) return std::unexpected(value.error());
      values[i] = *value;
    }
    field.is_signed = values[0] != 0;
    field.visible = values[1] != 0;
    field.strict = values[2] != 0;
    field.type = static_cast<std::uint32_t>(values[3]);
    if (const auto known = policies_.find(field.type); known != policies_.end()) {
      field.type_known = true;
      field.policy = known->second;
    }
    field.shift = static_cast<std::uint32_t>(values[4]);
    field.width = static_cast<std::uint32_t>(values[5]);
    const auto unused = static_cast<unsigned>(64 - std::min<std::uint64_t>(64, bits_.find("safe_val")->bits));
    field.safe_value = static_cast<std::int64_t>(values[6] << unused) >> unused;
    return field;
  }

  const Modules& modules_;
  const llvm::GlobalVariable& array_;
  const Layout& row_;
  const Layout& reg_;
  const Layout& bits_;
  std::map<std::uint32_t, Policy> policies_;
};

/// The structure behind a pointer member, if it is there and has what is needed.
Read<Layout> behind(const Layout& outer, std::string_view member, const std::vector<std::string_view>& needed) {
  if (std::string missing = outer.lacks({member}); !missing.empty()) return unsupported(std::move(missing));
  const llvm::DICompositeType* inner = element_structure(outer.find(member)->type);
  if (inner == nullptr) {
    return unsupported(fmt::format("member {} of struct {} points to no structure", member, outer.name()));
  }
  Layout layout(*inner);
  if (std::string missing = layout.lacks(needed); !missing.empty()) return unsupported(std::move(missing));
  return layout;
}

/// An array of structures by its name; where no variable has it, the one whose rows have `members`.
Read<const llvm::GlobalVariable*> find_array(const Modules& modules, std::string_view name,
                                             const std::vector<std::string_view>& members) {
  if (const llvm::GlobalVariable* found = modules.find(name)) {
    if (debug_variable(*found) != nullptr) return found;
    return unsupported(
        fmt::format("{} has no debug information, without which its layout is not known; build the IR "
                    "with -g (make KCFLAGS=-g)",
                    name));
  }
  const llvm::GlobalVariable* best = nullptr;
  for (const llvm::GlobalVariable* variable : modules.variables()) {
    const llvm::DIGlobalVariable* debug = debug_variable(*variable);
    const llvm::DICompositeType* row = debug == nullptr ? nullptr : element_structure(debug->getType());
    if (row == nullptr || !Layout(*row).lacks(members).empty()) continue;
    if (best == nullptr || size_of(*variable) > size_of(*best)) best = variable;
  }
  return best;
}

Read<void> read_registers(const Modules& modules, Tables& tables) {
  const auto array = find_array(modules, "arm64_ftr_regs", {"sys_id", "reg"});
  if (!array) return std::unexpected(array.error());
  if (*array == nullptr) {
    return unreadable(
        "no arm64_ftr_regs in the IR: expected the module of arch/arm64/kernel/cpufeature.c of a Linux tree");
  }
  const llvm::DICompositeType* row = element_structure(debug_variable(**array)->getType());
  if (row == nullptr) return unsupported("arm64_ftr_regs is no array of structures");
  const Layout rows(*row);
  if (std::string missing = rows.lacks({"sys_id", "reg"}); !missing.empty()) return unsupported(std::move(missing));
  const auto reg = behind(rows, "reg", {"override", "ftr_bits"});
  if (!reg) return std::unexpected(reg.error());
  const auto bits = behind(*reg, "ftr_bits", {"sign", "visible", "strict", "type", "shift", "width", "safe_val"});
  if (!bits) return std::unexpected(bits.error());
  auto registers = RegistersReader(modules, **array, rows, *reg, *bits).all();
  if (!registers) return std::unexpected(registers.error());
  tables.registers = std::move(*registers);
  tables.registers_symbol = (*array)->getName().str();
  tables.registers_module = (*array)->getParent()->getModuleIdentifier();
  tables.registers_where = place_of(debug_variable(**array));
  const auto* unit = (*array)->getParent()->getNamedMetadata("llvm.ident");
  if (unit != nullptr && unit->getNumOperands() > 0) {
    tables.compiler = llvm::cast<llvm::MDString>(unit->getOperand(0)->getOperand(0))->getString().str();
  }
  return {};
}

/// A row of sys_reg_descs; nullopt outside of the ID space.
Read<std::optional<SysRegDesc>> read_desc(const Modules& modules, const Data& row, const Layout& layout) {
  SysRegDesc desc;
  std::uint32_t* const parts[] = {&desc.op0, &desc.op1, &desc.crn, &desc.crm, &desc.op2};
  static constexpr std::string_view kParts[] = {"Op0", "Op1", "CRn", "CRm", "Op2"};
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    const auto value = number(modules, row, layout, kParts[i]);
    if (!value) return std::unexpected(value.error());
    *parts[i] = static_cast<std::uint32_t>(*value);
  }
  const bool id_space = desc.op0 == 3 && desc.crn == 0 && (desc.op1 == 0 || desc.op1 == 1 || desc.op1 == 3);
  if (!id_space) return std::nullopt;
  const auto val = number(modules, row, layout, "val");
  if (!val) return std::unexpected(val.error());
  desc.val = *val;
  std::string* const functions[] = {&desc.access, &desc.reset, &desc.get_user, &desc.set_user, &desc.visibility};
  static constexpr std::string_view kFunctions[] = {"access", "reset", "get_user", "set_user", "visibility"};
  for (std::size_t i = 0; i < std::size(functions); ++i) {
    std::optional<std::string> symbol = modules.function(row, *layout.find(kFunctions[i]));
    if (!symbol) return unsupported(fmt::format("{} of a row of {} is no function", kFunctions[i], layout.name()));
    *functions[i] = std::move(*symbol);
  }
  if (const auto name = modules.pointer(row, *layout.find("name"))) desc.name = modules.text(*name);
  desc.address = row.offset;
  return desc;
}

Read<void> read_descs(const Modules& modules, Tables& tables) {
  const std::vector<std::string_view> members = {"name", "Op0",    "Op1",   "CRn",      "CRm",      "Op2",
                                                 "val",  "access", "reset", "get_user", "set_user", "visibility"};
  const auto array = find_array(modules, "sys_reg_descs", members);
  if (!array) return std::unexpected(array.error());
  if (*array == nullptr) return {};  // cpufeature.c alone: its tables can be judged
  const llvm::DICompositeType* row = element_structure(debug_variable(**array)->getType());
  if (row == nullptr) return unsupported("sys_reg_descs is no array of structures");
  const Layout layout(*row);
  if (std::string missing = layout.lacks(members); !missing.empty()) return unsupported(std::move(missing));
  for (std::uint64_t at = 0; at + layout.bytes() <= size_of(**array); at += layout.bytes()) {
    auto desc = read_desc(modules, {*array, at}, layout);
    if (!desc) return std::unexpected(desc.error());
    if (!*desc) continue;
    (*desc)->index = static_cast<std::uint32_t>(at / layout.bytes());
    tables.descs.push_back(std::move(**desc));
  }
  tables.descs_symbol = (*array)->getName().str();
  tables.descs_module = (*array)->getParent()->getModuleIdentifier();
  tables.descs_where = place_of(debug_variable(**array));
  return {};
}

/// The top of the sources as the compiler saw it, with a slash behind; empty where that is not to be told.
std::string root_of(const SourceLine& registers) {
  static constexpr std::string_view kFile = "arch/arm64/kernel/cpufeature.c";
  return registers.file.ends_with(kFile) ? registers.file.substr(0, registers.file.size() - kFile.size()) : "";
}

/// Makes all places relative to the top of the sources, and finds the lines of rows.
void place(Tables& tables, const std::string& tree) {
  const std::string root = root_of(tables.registers_where);
  const auto cut = [&](SourceLine& where) {
    if (where.file.starts_with(root)) where.file.erase(0, root.size());
  };
  std::error_code failed;
  tables.tree = tree;
  if (tree.empty() && !root.empty() && std::filesystem::exists(root + "Makefile", failed)) tables.tree = root;
  cut(tables.registers_where);
  cut(tables.descs_where);
  const EntryLines lines(tables.tree);
  for (FtrRegister& reg : tables.registers) {
    cut(reg.where);
    lines.place(reg);
  }
}

}  // namespace

std::expected<Tables, Refusal> read_tables(std::span<const std::string> modules, const std::string& tree) {
  const auto loaded = Modules::load(modules);
  if (!loaded) return std::unexpected(loaded.error());
  Tables tables;
  if (const auto read = read_registers(*loaded, tables); !read) return std::unexpected(read.error());
  if (const auto read = read_descs(*loaded, tables); !read) return std::unexpected(read.error());
  place(tables, tree);
  return tables;
}

}  // namespace idreg::audit
