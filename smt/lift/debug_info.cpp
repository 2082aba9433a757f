// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of structs, from debug information: with opaque pointers nothing else names members.
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>

#include "smt/lift/program_impl.h"

namespace idreg::smt::lift {

namespace {

/// The type behind typedefs and qualifiers.
const llvm::DIType* plain(const llvm::DIType* type) {
  while (const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type)) {
    switch (derived->getTag()) {
      case llvm::dwarf::DW_TAG_typedef:
      case llvm::dwarf::DW_TAG_const_type:
      case llvm::dwarf::DW_TAG_volatile_type:
        type = derived->getBaseType();
        break;
      default:
        return type;
    }
  }
  return type;
}

std::vector<Program::Member> members_of(const llvm::DICompositeType& type, std::uint64_t base) {
  std::vector<Program::Member> result;
  for (const llvm::DINode* element : type.getElements()) {
    const auto* member = llvm::dyn_cast_or_null<llvm::DIDerivedType>(element);
    if (member == nullptr || member->getTag() != llvm::dwarf::DW_TAG_member) continue;
    Program::Member its{
        member->getName().str(), base + member->getOffsetInBits() / 8, member->getSizeInBits() / 8, {}, {}};
    if (const auto* inner = llvm::dyn_cast_or_null<llvm::DICompositeType>(plain(member->getBaseType()))) {
      its.type = inner->getName().str();
      if (its.type.empty()) its.inside = members_of(*inner, its.offset);
    }
    result.push_back(std::move(its));
  }
  return result;
}

}  // namespace

std::optional<Program::Layout> Program::layout(std::string_view structure) const {
  const auto found = impl_->structs.find(structure);
  if (found == impl_->structs.end()) return std::nullopt;
  return Layout{found->second->getSizeInBits() / 8, members_of(*found->second, 0)};
}

void Program::Impl::read_debug_info() {
  for (const auto& module : modules) {
    llvm::DebugInfoFinder finder;
    finder.processModule(*module);
    for (const llvm::DIType* type : finder.types()) {
      const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(type);
      if (composite == nullptr || composite->getTag() != llvm::dwarf::DW_TAG_structure_type) continue;
      if (!composite->isForwardDecl()) structs.try_emplace(composite->getName().str(), composite);
    }
  }
}

std::optional<std::uint64_t> Program::size_of(std::string_view symbol) const {
  const auto number = impl_->numbers.find(impl_->find(symbol));
  if (number == impl_->numbers.end()) return std::nullopt;
  return impl_->globals[number->second - 1].size;
}

std::string Program::place_of(std::string_view function) const {
  const auto* its = llvm::dyn_cast_or_null<llvm::Function>(impl_->find(function));
  const llvm::DISubprogram* program = its == nullptr ? nullptr : its->getSubprogram();
  if (program == nullptr) return "";
  return program->getFilename().str() + ":" + std::to_string(program->getLine());
}

}  // namespace idreg::smt::lift
