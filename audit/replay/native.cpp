// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/native.h"

#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/TargetSelect.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

#include "audit/replay/prepare.h"

namespace idreg::audit::replay {

using smt::lift::Program;

struct Native::Impl {
  Hooks hooks;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  const code::Tree* tree;
  std::vector<std::uint8_t> vm, vcpu;
  std::map<std::string, std::uint64_t, std::less<>> known;  ///< symbols that were looked up

  std::uint64_t find(const std::string& symbol) {
    const auto found = known.find(symbol);
    if (found != known.end()) return found->second;
    auto address = jit->lookup(symbol);
    std::uint64_t value = 0;
    if (address) {
      value = address->getValue();
    } else {
      llvm::consumeError(address.takeError());
    }
    known.emplace(symbol, value);
    return value;
  }
};

namespace {

std::string text_of(llvm::Error error) { return llvm::toString(std::move(error)); }

std::expected<std::unique_ptr<llvm::orc::LLJIT>, std::string> make_jit() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine) return std::unexpected(text_of(machine.takeError()));
  machine->setRelocationModel(llvm::Reloc::PIC_);
  auto jit = llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(std::move(*machine)).create();
  if (!jit) return std::unexpected(text_of(jit.takeError()));
  return std::move(*jit);
}

llvm::Error define_hooks(llvm::orc::LLJIT& jit) {
  llvm::orc::SymbolMap symbols;
  const auto add = [&](const char* name, auto* function) {
    symbols[jit.mangleAndIntern(name)] = {llvm::orc::ExecutorAddr::fromPtr(function),
                                          llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
  };
  add("idreg_native_capability", &idreg_native_capability);
  add("idreg_native_key", &idreg_native_key);
  add("idreg_native_end", &idreg_native_end);
  add("idreg_native_check", &idreg_native_check);
  add("idreg_native_unknown", &idreg_native_unknown);
  add("idreg_native_bsearch", &idreg_native_bsearch);
  add("memcpy", &std::memcpy);
  add("memmove", &std::memmove);
  add("memset", &std::memset);
  add("memcmp", &std::memcmp);
  add("strcmp", &std::strcmp);
  add("strncmp", &std::strncmp);
  add("strlen", &std::strlen);
  return jit.getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols)));
}

llvm::Error add_modules(llvm::orc::LLJIT& jit, Prepared prepared) {
  const llvm::orc::ThreadSafeContext context(std::move(prepared.context));
  for (auto& module : prepared.modules) {
    module->setDataLayout(jit.getDataLayout());
    module->setTargetTriple(jit.getTargetTriple().str());
    if (llvm::Error error = jit.addIRModule(llvm::orc::ThreadSafeModule(std::move(module), context))) return error;
  }
  return llvm::Error::success();
}

/// What follows `before` in `name`, as a number in this base.
std::optional<std::uint64_t> number_after(std::string_view name, std::string_view before, int base) {
  const std::size_t at = name.rfind(before);
  if (at == std::string_view::npos) return std::nullopt;
  name.remove_prefix(at + before.size());
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, base);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return value;
}

}  // namespace

std::expected<Native, std::string> Native::load(std::span<const Program::Source> modules, const code::Tree& tree,
                                                const std::set<std::string>& wanted) {
  auto impl = std::make_unique<Impl>();
  auto prepared = prepare(modules, wanted, impl->hooks);
  if (!prepared) return std::unexpected(prepared.error());
  auto jit = make_jit();
  if (!jit) return std::unexpected(jit.error());
  if (llvm::Error error = define_hooks(**jit)) return std::unexpected(text_of(std::move(error)));
  if (llvm::Error error = add_modules(**jit, std::move(*prepared))) return std::unexpected(text_of(std::move(error)));
  impl->jit = std::move(*jit);
  impl->tree = &tree;
  impl->vm.resize(tree.vm_bytes);
  impl->vcpu.resize(tree.vcpu_bytes);
  if (const auto place = tree.member("kvm_vcpu", "kvm")) {
    const auto address = reinterpret_cast<std::uint64_t>(impl->vm.data());
    std::memcpy(impl->vcpu.data() + *place, &address, sizeof address);
  }
  for (const std::string& symbol : wanted) {
    if (auto found = impl->jit->lookup(symbol); !found)
      return std::unexpected(symbol + ": " + text_of(found.takeError()));
  }
  return Native(std::move(impl));
}

Native::Native(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Native::Native(Native&&) noexcept = default;
Native& Native::operator=(Native&&) noexcept = default;
Native::~Native() = default;

void Native::Place::set(std::uint64_t value) const {
  if (memory_ != nullptr) std::memcpy(memory_, &value, bytes_);
  if (result_ != nullptr) *result_ = value;
  if (flag_ != nullptr) *flag_ = value != 0;
}

std::optional<Native::Place> Native::place(std::string_view variable) {
  Place place;
  if (variable.starts_with("cap!")) {
    place.flag_ = &impl_->hooks.capabilities[number_after(variable, "!", 10).value_or(0)];
    return place;
  }
  if (variable.starts_with("key!")) {
    variable.remove_prefix(4);
    const std::uint64_t offset = number_after(variable, "+0x", 16).value_or(0);
    const std::uint64_t key = address(variable.substr(0, variable.rfind("+0x")));
    if (key == 0) return std::nullopt;
    place.flag_ = &impl_->hooks.keys[key + offset];
    return place;
  }
  if (variable.find("()!") != std::string_view::npos) {
    place.result_ = &impl_->hooks.results[std::string(variable)];
    return place;
  }
  const auto offset = number_after(variable, "+0x", 16);
  const std::string name(variable.substr(0, variable.rfind("+0x")));
  const std::uint64_t object = address(name);
  if (!offset || object == 0) return std::nullopt;
  const std::uint64_t size = name == "kvm"    ? impl_->vm.size()
                             : name == "vcpu" ? impl_->vcpu.size()
                                              : impl_->tree->program.size_of(name).value_or(*offset + 8);
  if (size <= *offset) return std::nullopt;
  place.memory_ = reinterpret_cast<std::uint8_t*>(object + *offset);
  place.bytes_ = static_cast<unsigned>(std::min<std::uint64_t>(8, size - *offset));
  return place;
}

std::uint64_t Native::address(std::string_view name) const {
  if (name == "kvm") return reinterpret_cast<std::uint64_t>(impl_->vm.data());
  if (name == "vcpu") return reinterpret_cast<std::uint64_t>(impl_->vcpu.data());
  return impl_->find(std::string(name));
}

void Native::begin() const { impl_->hooks.unknown_calls = 0; }

Native::Answer Native::call(std::uint64_t function, std::span<const std::uint64_t> arguments) const {
  using Function = std::uint64_t (*)(std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t);
  const auto at = [&](std::size_t i) { return i < arguments.size() ? arguments[i] : 0; };
  Hooks& hooks = impl_->hooks;
  if (setjmp(hooks.escape) != 0) return {0, hooks.why};  // NOLINT(cert-err52-cpp)
  return {reinterpret_cast<Function>(function)(at(0), at(1), at(2), at(3)), nullptr};
}

}  // namespace idreg::audit::replay
