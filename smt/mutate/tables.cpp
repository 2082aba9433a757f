// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/mutate/tables.h"

#include <llvm/IR/Constants.h>

#include <cstdint>
#include <optional>

#include "engine/types.h"

namespace idreg::smt::mutate {

namespace {

using llvm::Constant;
using llvm::GlobalVariable;

// Members of arch::Register and arch::Field by their places in the declaration.
constexpr unsigned kName = 0;
constexpr unsigned kFields = 6;
constexpr unsigned kEntries = 7;
constexpr unsigned kEntryCount = 9;

std::uint64_t number(const Constant& aggregate, unsigned place) {
  return llvm::cast<llvm::ConstantInt>(aggregate.getAggregateElement(place))->getZExtValue();
}

std::string text(const Constant& aggregate, unsigned place) {
  const auto* const global = llvm::cast<GlobalVariable>(aggregate.getAggregateElement(place));
  return llvm::cast<llvm::ConstantDataSequential>(global->getInitializer())->getAsCString().str();
}

Entry row_of(const Constant& row) {
  return {.shift = static_cast<std::uint8_t>(number(row, 0)),
          .width = static_cast<std::uint8_t>(number(row, 1)),
          .policy = static_cast<Policy>(number(row, 2)),
          .kind = static_cast<OrderKind>(number(row, 3)),
          .bias = number(row, 4),
          .safe = number(row, 5)};
}

/// The rows of one register.
struct Rows {
  Constant* reg;            ///< the register's own row in kRegisters
  GlobalVariable* entries;  ///< its array of rows
  unsigned count;

  [[nodiscard]] Constant* row(unsigned index) const { return entries->getInitializer()->getAggregateElement(index); }

  [[nodiscard]] std::vector<Constant*> all() const {
    std::vector<Constant*> rows;
    for (unsigned i = 0; i < count; ++i) rows.push_back(row(i));
    return rows;
  }

  void replace(const std::vector<Constant*>& rows) const {
    auto* const type = llvm::cast<llvm::ArrayType>(entries->getValueType());
    entries->setInitializer(llvm::ConstantArray::get(type, rows));
  }

  void replace(unsigned index, const Entry& entry) const {
    auto* const type = llvm::cast<llvm::StructType>(row(index)->getType());
    const std::uint64_t members[] = {
        entry.shift, entry.width, static_cast<std::uint64_t>(entry.policy), static_cast<std::uint64_t>(entry.kind),
        entry.bias,  entry.safe};
    std::vector<Constant*> values;
    for (unsigned i = 0; i < type->getNumElements(); ++i)
      values.push_back(llvm::ConstantInt::get(type->getElementType(i), members[i]));
    std::vector<Constant*> rows = all();
    rows[index] = llvm::ConstantStruct::get(type, values);
    replace(rows);
  }

  /// The rows after it move up, and there is one row less.
  void drop(GlobalVariable& registers, unsigned place, unsigned index) const {
    std::vector<Constant*> rows = all();
    rows.push_back(Constant::getNullValue(rows[index]->getType()));
    rows.erase(rows.begin() + index);
    replace(rows);
    std::vector<Constant*> members;
    auto* const type = llvm::cast<llvm::StructType>(reg->getType());
    for (unsigned i = 0; i < type->getNumElements(); ++i) members.push_back(reg->getAggregateElement(i));
    members[kEntryCount] = llvm::ConstantInt::get(members[kEntryCount]->getType(), count - 1);
    std::vector<Constant*> all_registers;
    auto* const array = llvm::cast<llvm::ArrayType>(registers.getValueType());
    for (unsigned i = 0; i < array->getNumElements(); ++i)
      all_registers.push_back(registers.getInitializer()->getAggregateElement(i));
    all_registers[place] = llvm::ConstantStruct::get(type, members);
    registers.setInitializer(llvm::ConstantArray::get(array, all_registers));
  }
};

struct RowChange {
  const char* name;
  const char* what;
  Entry entry;
};

constexpr std::pair<Policy, const char*> kPolicyNames[] = {{Policy::Exact, "as-exact"},
                                                           {Policy::LowerSafe, "as-lower-safe"},
                                                           {Policy::HigherSafe, "as-higher-safe"},
                                                           {Policy::HigherOrZeroSafe, "as-higher-or-zero"}};

bool is_rotation(const Entry& entry) {
  return entry.kind == OrderKind::Rotation || entry.kind == OrderKind::ReverseRotation;
}

void change_order(std::vector<RowChange>& changes, const Entry& row, std::uint64_t ones) {
  if (!is_rotation(row)) return;
  Entry entry = row;
  entry.kind = row.kind == OrderKind::Rotation ? OrderKind::ReverseRotation : OrderKind::Rotation;
  changes.push_back({"reversed", "the order is turned round", entry});
  entry = row;
  entry.kind = OrderKind::Subset;
  entry.bias = 0;
  changes.push_back({"as-flags", "a number is taken for a group of flags", entry});
  entry = row;
  entry.bias = row.bias ^ (ones - (ones >> 1U));
  changes.push_back({"sign", "the field takes the other sign", entry});
  if (row.width == 1) return;  // the same change
  entry.bias = (row.bias + 1) & ones;
  changes.push_back({"bias", "the order begins one code earlier", entry});
}

void change_place(std::vector<RowChange>& changes, const Entry& row) {
  Entry entry = row;
  entry.width = static_cast<std::uint8_t>(row.width + 1);
  changes.push_back({"wider", "the field is one bit too wide", entry});
  entry.width = static_cast<std::uint8_t>(row.width - 1);
  changes.push_back({"narrower", "the field is one bit too narrow", entry});
  entry = row;
  entry.shift = static_cast<std::uint8_t>(row.shift + 1);
  changes.push_back({"shifted", "the field is one bit too high", entry});
}

std::vector<RowChange> row_changes(const Entry& row) {
  std::vector<RowChange> changes;
  const std::uint64_t ones = ~std::uint64_t{0} >> (kRegisterBits - row.width);
  for (const auto& [policy, name] : kPolicyNames) {
    if (policy == row.policy) continue;
    Entry entry = row;
    entry.policy = policy;
    changes.push_back({name, "another policy", entry});
  }
  change_order(changes, row, ones);
  Entry entry = row;
  entry.safe = (row.safe + 1) & ones;
  changes.push_back({"safe", "the safe value is one higher", entry});
  change_place(changes, row);
  return changes;
}

/// Two rows have each other's bits; none where that changes nothing, or the widths differ.
std::optional<std::pair<Entry, Entry>> swapped(const Entry& one, const Entry& two) {
  std::pair<Entry, Entry> rows{one, two};
  std::swap(rows.first.shift, rows.second.shift);
  Entry moved = rows.first;
  if (one.width != two.width || moved == two) return std::nullopt;
  return rows;
}

/// Every change of one row.
void change_row(std::vector<TableChange>& changes, GlobalVariable& registers, unsigned place, const Rows& rows,
                unsigned index) {
  const auto* const fields = llvm::cast<GlobalVariable>(rows.reg->getAggregateElement(kFields));
  const std::string reg = text(*rows.reg, kName);
  const std::string field = reg + "." + text(*fields->getInitializer()->getAggregateElement(index), kName) + "/";
  const Entry row = row_of(*rows.row(index));
  for (const RowChange& change : row_changes(row)) {
    changes.push_back(
        {reg, field + change.name, change.what, [rows, index, entry = change.entry] { rows.replace(index, entry); }});
  }
  const char* const what = index == 0                ? "the first row is missing"
                           : index + 1 == rows.count ? "the last row is missing"
                                                     : "the row is missing";
  changes.push_back(
      {reg, field + "drop", what, [&registers, place, rows, index] { rows.drop(registers, place, index); }});
  if (index + 1 == rows.count) return;
  const auto both = swapped(row, row_of(*rows.row(index + 1)));
  if (!both) return;
  changes.push_back({reg, field + "swap", "the field and the next one have each other's bits", [rows, index, both] {
                       rows.replace(index, both->first);
                       rows.replace(index + 1, both->second);
                     }});
}

}  // namespace

std::vector<TableChange> table_changes(llvm::Module& module) {
  std::vector<TableChange> changes;
  GlobalVariable* const registers = module.getNamedGlobal("_ZN5idreg4arch10kRegistersE");
  if (registers == nullptr || !registers->hasInitializer()) return changes;
  const auto count = static_cast<unsigned>(llvm::cast<llvm::ArrayType>(registers->getValueType())->getNumElements());
  for (unsigned place = 0; place < count; ++place) {
    Constant* const reg = registers->getInitializer()->getAggregateElement(place);
    const Rows rows{reg, llvm::cast<GlobalVariable>(reg->getAggregateElement(kEntries)),
                    static_cast<unsigned>(number(*reg, kEntryCount))};
    for (unsigned i = 0; i < rows.count; ++i) change_row(changes, *registers, place, rows, i);
  }
  return changes;
}

}  // namespace idreg::smt::mutate
