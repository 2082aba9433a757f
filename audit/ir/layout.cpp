// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/ir/layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <llvm/BinaryFormat/Dwarf.h>

namespace idreg::audit {
namespace {

const llvm::DICompositeType* structure(const llvm::DIType* type) {
  const auto* composite = llvm::dyn_cast_or_null<llvm::DICompositeType>(plain(type));
  if (composite == nullptr) return nullptr;
  const auto tag = composite->getTag();
  return tag == llvm::dwarf::DW_TAG_structure_type || tag == llvm::dwarf::DW_TAG_union_type ? composite : nullptr;
}

}  // namespace

const llvm::DIType* plain(const llvm::DIType* type) {
  while (const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type)) {
    const auto tag = derived->getTag();
    if (tag != llvm::dwarf::DW_TAG_typedef && tag != llvm::dwarf::DW_TAG_const_type &&
        tag != llvm::dwarf::DW_TAG_volatile_type && tag != llvm::dwarf::DW_TAG_restrict_type) {
      break;
    }
    type = derived->getBaseType();
  }
  return type;
}

const llvm::DICompositeType* element_structure(const llvm::DIType* type) {
  type = plain(type);
  if (const auto* array = llvm::dyn_cast_or_null<llvm::DICompositeType>(type)) {
    return array->getTag() == llvm::dwarf::DW_TAG_array_type ? structure(array->getBaseType()) : nullptr;
  }
  const auto* pointer = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type);
  if (pointer == nullptr || pointer->getTag() != llvm::dwarf::DW_TAG_pointer_type) return nullptr;
  return structure(pointer->getBaseType());
}

Layout::Layout(const llvm::DICompositeType& type)
    : name_(type.getName().str()),
      place_(fmt::format("{}:{}", type.getFilename().str(), type.getLine())),
      bytes_(type.getSizeInBits() / 8) {
  add(type, 0);
}

void Layout::add(const llvm::DICompositeType& type, std::uint64_t base) {
  for (const llvm::DINode* node : type.getElements()) {
    const auto* member = llvm::dyn_cast_or_null<llvm::DIDerivedType>(node);
    if (member == nullptr || member->getTag() != llvm::dwarf::DW_TAG_member) continue;
    const std::uint64_t offset = base + member->getOffsetInBits();
    if (member->getName().empty()) {
      if (const llvm::DICompositeType* inner = structure(member->getBaseType())) add(*inner, offset);
      continue;
    }
    // linux/uaccess.h: "#define get_user __get_user" renames members too, where it is included before them.
    order_.push_back(member->getName() == "__get_user" ? "get_user" : member->getName().str());
    members_.try_emplace(order_.back(), Member{offset, member->getSizeInBits(), member->getBaseType()});
  }
}

const Member* Layout::find(std::string_view name) const {
  const auto found = members_.find(name);
  return found == members_.end() ? nullptr : &found->second;
}

std::string Layout::lacks(const std::vector<std::string_view>& names) const {
  std::vector<std::string_view> missing;
  for (const std::string_view name : names) {
    if (find(name) == nullptr) missing.push_back(name);
  }
  if (missing.empty()) return "";
  return fmt::format("struct {} ({}) has no member {}; it has {}. This structure is not one that idreg knows", name_,
                     place_, fmt::join(missing, ", "), fmt::join(order_, ", "));
}

}  // namespace idreg::audit
