// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "subjects/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <type_traits>

#include "subjects/outside.h"

namespace idreg::subjects {

namespace {

// The C structures are the engine's own in another language: lists are handed over as they are.
static_assert(sizeof(idreg_entry) == sizeof(Entry) && alignof(idreg_entry) == alignof(Entry));
static_assert(offsetof(idreg_entry, shift) == offsetof(Entry, shift));
static_assert(offsetof(idreg_entry, width) == offsetof(Entry, width));
static_assert(offsetof(idreg_entry, policy) == offsetof(Entry, policy));
static_assert(offsetof(idreg_entry, order) == offsetof(Entry, kind));
static_assert(offsetof(idreg_entry, bias) == offsetof(Entry, bias));
static_assert(offsetof(idreg_entry, safe) == offsetof(Entry, safe));
static_assert(IDREG_EXACT == static_cast<int>(Policy::Exact) &&
              IDREG_LOWER_SAFE == static_cast<int>(Policy::LowerSafe));
static_assert(IDREG_HIGHER_SAFE == static_cast<int>(Policy::HigherSafe));
static_assert(IDREG_HIGHER_OR_ZERO_SAFE == static_cast<int>(Policy::HigherOrZeroSafe));
static_assert(IDREG_ROTATION == static_cast<int>(OrderKind::Rotation));
static_assert(IDREG_REVERSE_ROTATION == static_cast<int>(OrderKind::ReverseRotation));
static_assert(IDREG_SUBSET == static_cast<int>(OrderKind::Subset) && IDREG_NONE == static_cast<int>(OrderKind::None));

std::string why() {
  const char* message = dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps it per thread
  return message == nullptr ? "unknown reason" : message;
}

template <class T>
const T* find(void* handle, const char* symbol) {
  return static_cast<const T*>(dlsym(handle, symbol));
}

}  // namespace

std::expected<std::unique_ptr<Library>, std::string> Library::load(const std::string& path) {
  std::error_code failed;
  // Without a slash dlopen would search the system's directories.
  const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
  if (failed || !std::filesystem::is_regular_file(absolute, failed))
    return std::unexpected(fmt::format("{}: there is no such file", path));
  void* const handle = dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::unexpected(fmt::format("{}: not a shared library that loads: {}", path, why()));
  std::unique_ptr<Library> library(new Library(handle));  // NOLINT: the constructor is private

  if (const auto* outside = find<idreg_subject>(handle, "idreg_outside_subject"); outside != nullptr) {
    if (outside->abi != IDREG_OUTSIDE_ABI || outside->accepts == nullptr || outside->name == nullptr ||
        outside->sentence == nullptr) {
      return std::unexpected(
          fmt::format("{}: idreg_outside_subject is of interface {} or incomplete; expected interface {} "
                      "(subjects/outside.h) with name, sentence and accepts",
                      path, outside->abi, IDREG_OUTSIDE_ABI));
    }
    static_assert(sizeof(outside->accepts) == sizeof(library->design_.accepts));
    std::memcpy(&library->design_.accepts, &outside->accepts, sizeof outside->accepts);
    library->design_.takes_mask = outside->takes_mask;
    library->design_.takes_orders = outside->takes_orders;
    library->subject_ = props::kEngineFunctions;
    library->subject_.design = &library->design_;
    library->named_ = {outside->name, "", &library->subject_, outside->sentence, nullptr};
    return library;
  }
  const auto* variant = find<EngineVariant>(handle, "idreg_engine_variant");
  if (variant == nullptr) {
    return std::unexpected(fmt::format(
        "{}: defines neither idreg_outside_subject (subjects/outside.h) nor idreg_engine_variant (subjects/library.h)",
        path));
  }
  if (variant->subject_bytes != sizeof(props::Subject)) {
    return std::unexpected(
        fmt::format("{}: idreg_engine_variant has {} bytes of functions, expected {}: build it "
                    "from the same tree",
                    path, variant->subject_bytes, sizeof(props::Subject)));
  }
  library->subject_ = variant->subject;
  library->named_ = {variant->name, "", &library->subject_, variant->sentence, nullptr};
  return library;
}

Library::~Library() { dlclose(handle_); }

}  // namespace idreg::subjects
