// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg check --from DUMP [--template FILE] --to DUMP`.
#pragma once

#include <map>
#include <string>

#include "cli/console.h"
#include "cli/kernel.h"
#include "cli/status.h"

namespace idreg::cli {

struct MigrateOptions {
  std::string from;     ///< a dump: what a vCPU shows there; perhaps DUMP@TREE
  std::string cpu;      ///< a template on top of it, or empty
  std::string to;       ///< a dump: what a fresh vCPU shows there; perhaps DUMP@TREE
  std::string nearest;  ///< where the nearest template is written, or empty
  std::string linux_tree;  ///< the tree of all hosts that name none; empty: architectural only
  std::string vcpu;        ///< features of the guest's vCPU ("pmu, sve", "none"); empty: as the files say
  std::string config;      ///< a kernel's configuration, and where builds are kept, as for `audit`
  std::string cache;
  bool ir = false;         ///< trees are directories with IR that exists
  bool strict = false;
  bool json = false;
};

/// A host's dump, and the tree of its kernel; empty: none is named.
struct Host {
  std::string dump;
  std::string tree;
};
/// "DUMP@TREE", where no file has all of that name; else the dump and `otherwise`.
[[nodiscard]] Host host_of(const std::string& text, const std::string& otherwise);

/// `kernels` by the name of their tree; those that the options name are all there.
[[nodiscard]] Result<Status> check_migration(const MigrateOptions& options,
                                             const std::map<std::string, Kernel>& kernels, Console& console);

}  // namespace idreg::cli
