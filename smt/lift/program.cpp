// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/TypeFinder.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

#include "smt/lift/program_impl.h"

namespace idreg::smt::lift {

namespace {

using Parsed = std::expected<std::unique_ptr<llvm::Module>, std::string>;

Parsed parse(const Program::Source& source, llvm::LLVMContext& context) {
  // The copy is NUL-terminated, which the parser of text needs.
  const auto buffer =
      llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(source.bytes.data(), source.bytes.size()), source.name);
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module = llvm::parseIR(buffer->getMemBufferRef(), error, context);
  if (!module) {
    std::string where = source.name;
    if (error.getLineNo() > 0) where += ":" + std::to_string(error.getLineNo());
    return std::unexpected(where + ": not LLVM bitcode or assembly that LLVM 19 reads: " + error.getMessage().str());
  }
  return module;
}

bool may_be_repeated(const llvm::GlobalValue& value) {
  return value.hasLinkOnceLinkage() || value.hasWeakLinkage() || value.hasAvailableExternallyLinkage() ||
         value.hasCommonLinkage();
}

/// Enters the module's external definitions; an error for a symbol that is defined twice.
std::expected<void, std::string> link(Program::Impl& program, const llvm::Module& module, const std::string& name) {
  for (const llvm::GlobalValue& value : module.global_values()) {
    if (value.isDeclaration() || !value.hasName() || value.hasAppendingLinkage()) continue;
    if (!llvm::isa<llvm::Function>(value) && !llvm::isa<llvm::GlobalVariable>(value)) continue;
    if (value.hasLocalLinkage()) {
      program.locals.try_emplace(name + ":" + value.getName().str(), &value);
      continue;
    }
    const auto [entry, added] = program.symbols.try_emplace(value.getName().str(), &value);
    if (added || may_be_repeated(value)) continue;
    if (may_be_repeated(*entry->second)) {
      entry->second = &value;
      continue;
    }
    return std::unexpected(name + ": " + llvm::demangle(entry->first) + " is already defined in " +
                           entry->second->getParent()->getModuleIdentifier());
  }
  return {};
}

/// LLVM lays structs out when first asked and remembers it; asked here, it never writes again.
void lay_out_structs(const llvm::Module& module) {
  llvm::TypeFinder types;
  types.run(module, false);
  for (llvm::StructType* type : types) {
    if (type->isSized()) (void)module.getDataLayout().getStructLayout(type);
  }
}

void number_globals(Program::Impl& program) {
  const auto enter = [&](const llvm::GlobalValue& value) {
    if (program.resolve(&value) != &value) return;
    GlobalObject object{&value, llvm::demangle(value.getName().str()), 0, false, {}};
    // Plain local names would alias across modules.
    if (value.hasLocalLinkage()) object.name = value.getParent()->getModuleIdentifier() + ":" + object.name;
    if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&value)) {
      llvm::Type* type = variable->getValueType();
      if (type->isSized()) object.size = value.getParent()->getDataLayout().getTypeAllocSize(type).getFixedValue();
      object.constant = variable->isConstant() && variable->hasInitializer() && !variable->isInterposable();
    }
    program.globals.push_back(std::move(object));
    program.numbers[&value] = static_cast<unsigned>(program.globals.size());
  };
  for (const auto& module : program.modules) {
    for (const llvm::GlobalVariable& variable : module->globals()) enter(variable);
    for (const llvm::Function& function : *module) enter(function);
  }
  for (const auto& module : program.modules) {
    for (const llvm::GlobalValue& value : module->global_values()) {
      const auto found = program.numbers.find(program.resolve(&value));
      if (found != program.numbers.end()) program.numbers[&value] = found->second;
    }
  }
}

/// Flattens an initialiser into its scalars.
void flatten(const Program::Impl& program, const llvm::Constant& constant, std::uint64_t offset,
             const llvm::DataLayout& layout, std::vector<GlobalObject::Piece>& pieces) {
  llvm::Type* type = constant.getType();
  if (constant.isNullValue()) return;  // bytes are 0 unless a piece says otherwise
  if (const auto* data = llvm::dyn_cast<llvm::ConstantDataSequential>(&constant)) {
    const std::uint64_t stride = data->getElementByteSize();
    for (unsigned i = 0; i < data->getNumElements(); ++i) {
      if (!data->getElementType()->isIntegerTy()) {
        pieces.push_back({offset + i * stride, {ConstantBits::Kind::Unsupported, llvm::APInt(8, 0)}});
        continue;
      }
      pieces.push_back({offset + i * stride, {ConstantBits::Kind::Bits, data->getElementAsAPInt(i)}});
    }
    return;
  }
  if (auto* structure = llvm::dyn_cast<llvm::StructType>(type);
      structure && llvm::isa<llvm::ConstantStruct>(constant)) {
    const llvm::StructLayout* places = layout.getStructLayout(structure);
    for (unsigned i = 0; i < constant.getNumOperands(); ++i)
      flatten(program, *llvm::cast<llvm::Constant>(constant.getOperand(i)),
              offset + places->getElementOffset(i).getFixedValue(), layout, pieces);
    return;
  }
  if (auto* array = llvm::dyn_cast<llvm::ArrayType>(type); array && llvm::isa<llvm::ConstantArray>(constant)) {
    const std::uint64_t stride = layout.getTypeAllocSize(array->getElementType()).getFixedValue();
    for (unsigned i = 0; i < constant.getNumOperands(); ++i)
      flatten(program, *llvm::cast<llvm::Constant>(constant.getOperand(i)), offset + i * stride, layout, pieces);
    return;
  }
  if (type->isAggregateType()) {  // undef or poison as a whole
    const auto leaves = leaves_of(type, layout);
    if (!leaves) {
      pieces.push_back({offset, {ConstantBits::Kind::Unsupported, llvm::APInt(8, 0)}});
      return;
    }
    for (const Leaf& leaf : *leaves)
      pieces.push_back({offset + leaf.offset, {ConstantBits::Kind::Undefined, llvm::APInt(leaf.width, 0)}});
    return;
  }
  pieces.push_back({offset, program.constant_bits(constant, layout)});
}

void read_initialisers(Program::Impl& program) {
  for (GlobalObject& object : program.globals) {
    const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(object.value);
    if (variable == nullptr || !variable->hasInitializer()) continue;
    flatten(program, *variable->getInitializer(), 0, variable->getParent()->getDataLayout(), object.pieces);
    std::ranges::sort(object.pieces, {}, &GlobalObject::Piece::offset);
    if (object.constant) continue;
    std::erase_if(object.pieces, [](const GlobalObject::Piece& piece) {
      const llvm::APInt& bits = piece.bits.bits;
      return piece.bits.kind != ConstantBits::Kind::Bits || bits.getBitWidth() != 64 ||
             bits.getZExtValue() < address_of_object(1) || bits.getZExtValue() >> 63 != 0;
    });
  }
}

}  // namespace

Program::Program() : impl_(std::make_unique<Impl>()) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::expected<Program, std::string> Program::load(std::span<const Source> sources) {
  Program program;
  Impl& impl = *program.impl_;
  for (const Source& source : sources) {
    Parsed parsed = parse(source, impl.context);
    if (!parsed) return std::unexpected(parsed.error());
    (*parsed)->setModuleIdentifier(source.name);
    impl.modules.push_back(std::move(*parsed));
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (auto linked = link(impl, *impl.modules[i], sources[i].name); !linked) return std::unexpected(linked.error());
    lay_out_structs(*impl.modules[i]);
  }
  number_globals(impl);
  read_initialisers(impl);
  impl.read_debug_info();
  for (const auto& module : impl.modules) {
    for (const llvm::Function& function : *module) {
      if (!function.isDeclaration() && impl.resolve(&function) == &function)
        impl.functions.emplace(&function, analyse(function));
    }
  }
  return program;
}

bool Program::defines(std::string_view symbol) const { return impl_->find(symbol) != nullptr; }

std::vector<std::string> Program::functions() const {
  std::vector<std::string> result;
  for (const auto& [name, value] : impl_->symbols) {
    if (llvm::isa<llvm::Function>(value)) result.push_back(name);
  }
  return result;
}

const llvm::GlobalValue* Program::Impl::resolve(const llvm::GlobalValue* value) const {
  if (const auto* alias = llvm::dyn_cast<llvm::GlobalAlias>(value)) {
    const llvm::GlobalObject* target = alias->getAliaseeObject();
    if (target != nullptr) return resolve(target);
  }
  if (value->hasLocalLinkage() || !value->hasName()) return value;
  const auto found = symbols.find(std::string_view(value->getName().data(), value->getName().size()));
  return found == symbols.end() ? value : found->second;
}

const llvm::GlobalValue* Program::Impl::find(std::string_view symbol) const {
  if (const auto found = symbols.find(symbol); found != symbols.end()) return found->second;
  const auto found = locals.find(symbol);
  return found == locals.end() ? nullptr : found->second;
}

const FunctionInfo* Program::Impl::find_function(std::string_view symbol) const {
  const auto* function = llvm::dyn_cast_or_null<llvm::Function>(find(symbol));
  const auto info = functions.find(function);
  return info == functions.end() ? nullptr : &info->second;
}

}  // namespace idreg::smt::lift
