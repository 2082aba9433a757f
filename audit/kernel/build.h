// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR of a Linux tree, made by the tree's own build. Nothing is written into the tree.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "audit/read_ir.h"

namespace idreg::audit {

struct BuildOptions {
  std::string tree;
  /// A kernel configuration, also compressed by gzip; empty: the tree's own .config if it has one, else the
  /// architecture's defconfig. It is brought up to the tree by olddefconfig.
  std::string config;
  std::string cache;  ///< where builds are kept; empty: $IDREG_CACHE, $XDG_CACHE_HOME/idreg or ~/.cache/idreg
  unsigned jobs = 0;  ///< 0: one for each core
  std::function<void(const std::string& step)> progress;  ///< may be empty
};

struct Built {
  std::vector<std::string> modules;  ///< bitcode files, in the cache
  std::vector<std::pair<std::string, std::string>> origin;  ///< release, configuration, commit, ...
  std::vector<std::string> remarks;  ///< options that olddefconfig changed, ...
  bool cached = false;               ///< nothing had changed since the last time
};

/// Where builds are kept, as a whole path: make and git run in other folders.
[[nodiscard]] std::filesystem::path cache_of(const BuildOptions& options);

/// Builds the modules that define the tables and those that the tables' functions call. A second call over
/// sources with the same contents builds nothing; with some changed, what depends on them. Refused: no Linux
/// tree for arm64, a configuration of another architecture, a program that is missing (with its package),
/// a build that fails (with its last lines and where its log is).
[[nodiscard]] std::expected<Built, Refusal> build_ir(const BuildOptions& options);

}  // namespace idreg::audit
