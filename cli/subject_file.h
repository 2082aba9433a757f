// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest would see: a dump, or a template on top of one.
#pragma once

#include <optional>
#include <string>

#include "cli/input.h"
#include "corpora/template.h"

namespace idreg::cli {

struct Guest {
  std::string path;
  std::string what;  ///< for people: "32 registers, kind raw", "Firecracker template: 4 registers"
  bool hardware = false;                        ///< one CPU's own registers
  Values values;
  std::optional<corpora::Template> cpu;         ///< if it is a template
  std::vector<corpora::OtherRegister> others;   ///< by rising id
  corpora::VcpuFeatures vcpu = {};              ///< as far as the files say
};

/// Reads a dump; with a base, or where it is no dump, a template. Errors: neither, bits left open that
/// the base does not have.
[[nodiscard]] Result<Guest> load_guest(const std::string& path, const LoadedDump* base, bool strict);

}  // namespace idreg::cli
