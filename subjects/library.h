// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subjects from shared libraries: code from outside (subjects/outside.h), and variants of the engine
// compiled from this tree, mutants for one.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "props/subject.h"

namespace idreg::subjects {

/// What a library that was built from this tree defines to be a variant of the engine: all functions,
/// its own or the engine's, so that every claim judges it.
///
///     extern "C" const EngineVariant idreg_engine_variant;   // = {sizeof(props::Subject), "name", "what is
///                                                            //    different", props::kEngineFunctions}
struct EngineVariant {
  std::uint64_t subject_bytes;  ///< sizeof(props::Subject), against a library of another tree
  const char* name;
  const char* sentence;
  props::Subject subject;
};

/// A subject that lives as long as this object, which keeps its library loaded.
class Library {
 public:
  /// Loads `path`, which defines `idreg_outside_subject` or `idreg_engine_variant`. Errors in words: no
  /// such file, no shared library, neither symbol, made for another interface.
  /// The library's code runs in this process: it may crash it, or never return.
  [[nodiscard]] static std::expected<std::unique_ptr<Library>, std::string> load(const std::string& path);

  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// Its symbol is empty: the embedded bitcode does not know it.
  [[nodiscard]] const props::NamedSubject& subject() const { return named_; }

 private:
  explicit Library(void* handle) : handle_(handle) {}

  void* handle_;
  props::Design design_{};
  props::Subject subject_{};
  props::NamedSubject named_{};
};

}  // namespace idreg::subjects
