// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/mutate/library.h"

#include <llvm/Support/Program.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace idreg::smt::mutate {

namespace fs = std::filesystem;

std::expected<Libraries, std::string> Libraries::make(std::span<const Module> modules) {
  Libraries libraries;
  std::error_code failed;
  std::string pattern = fs::temp_directory_path(failed) / "idreg-mutants-XXXXXX";
  if (failed || mkdtemp(pattern.data()) == nullptr) return std::unexpected("no temporary folder " + pattern);
  libraries.folder_ = pattern;
  for (const Module& module : modules) {
    if (auto written = write_object(module, libraries.folder_ + "/" + module.name + ".o"); !written)
      return std::unexpected(written.error());
    libraries.modules_.push_back(module.name);
  }
  return libraries;
}

Libraries::Libraries(Libraries&& other) noexcept
    : folder_(std::exchange(other.folder_, "")), modules_(std::move(other.modules_)) {}

Libraries::~Libraries() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::expected<std::string, std::string> Libraries::link(const std::string& name, const std::string& module,
                                                        std::span<const char> bytes) const {
  const std::string object = folder_ + "/" + name + ".o";
  const std::string library = folder_ + "/" + name + ".so";
  if (auto written = write_object({module, bytes}, object); !written) return std::unexpected(written.error());
  const auto linker = llvm::sys::findProgramByName("ld");
  if (!linker) return std::unexpected("no linker: ld is not in the path");
  std::vector<std::string> words = {"ld", "-shared", "-Bsymbolic", "-o", library};
  for (const std::string& one : modules_) words.push_back(one == module ? object : folder_ + "/" + one + ".o");
  const std::vector<llvm::StringRef> arguments(words.begin(), words.end());
  std::string why;
  if (llvm::sys::ExecuteAndWait(*linker, arguments, std::nullopt, {}, 0, 0, &why) != 0)
    return std::unexpected("ld makes no library of " + name + (why.empty() ? "" : ": " + why));
  std::error_code ignored;
  fs::remove(object, ignored);
  return library;
}

}  // namespace idreg::smt::mutate
