// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/kernel/shadow.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string_view>
#include <vector>

namespace idreg::audit {
namespace {

namespace fs = std::filesystem;

// What a configured tree has and kbuild's check for a clean one asks for (Makefile, outputmakefile), with
// what "make mrproper" removes and no .cmd file names.
const std::set<std::string, std::less<>> kGenerated = {
    ".config", ".config.old", "include/config", "include/generated", "arch/arm64/include/generated", ".tmp_versions"};

bool generated(const std::string& relative) { return kGenerated.contains(relative); }

/// Links one folder; true if something was left out, so that the folder must be a real one.
class Shadow {
 public:
  Shadow(fs::path tree, fs::path shadow) : tree_(std::move(tree)), shadow_(std::move(shadow)) {}

  void make() { folder(""); }

 private:
  /// Kbuild records what it made: ".NAME.cmd" beside each NAME.
  static bool made(const fs::path& path) {
    return fs::exists(path.parent_path() / fmt::format(".{}.cmd", path.filename().string()));
  }
  static bool record(const std::string& name) { return name.starts_with('.') && name.ends_with(".cmd"); }

  /// Returns whether the folder can be one link.
  bool folder(const std::string& relative) {
    const fs::path here = tree_ / relative;
    std::vector<std::string> folders;
    std::vector<std::string> links;
    bool whole = !relative.empty();
    for (const fs::directory_entry& entry : fs::directory_iterator(here)) {
      const std::string name = entry.path().filename();
      const std::string path = relative.empty() ? name : relative + "/" + name;
      if (name == ".git") continue;
      if (generated(path) || record(name) || made(entry.path())) {
        whole = false;
      } else if (entry.is_directory() && !entry.is_symlink()) {
        (folder(path) ? links : folders).push_back(name);
        whole = whole && !links.empty() && links.back() == name;
      } else {
        links.push_back(name);
      }
    }
    if (whole) return true;
    fs::create_directories(shadow_ / relative);
    for (const std::string& name : links) fs::create_symlink(here / name, shadow_ / relative / name);
    return false;
  }

  fs::path tree_;
  fs::path shadow_;
};

}  // namespace

bool clean_for_output(const std::string& tree) {
  const fs::path top(tree);
  return !fs::exists(top / ".config") && !fs::exists(top / "include/config") &&
         !fs::exists(top / "arch/arm64/include/generated");
}

std::expected<void, Refusal> make_shadow(const std::string& tree, const std::string& shadow) {
  try {
    fs::remove_all(shadow);
    fs::create_directories(shadow);
    Shadow(fs::canonical(tree), shadow).make();
  } catch (const fs::filesystem_error& error) {
    return unreadable(fmt::format("cannot link {}: {}", tree, error.what()));
  }
  return {};
}

}  // namespace idreg::audit
