// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/kernel/build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "audit/ir/modules.h"
#include "audit/ir/undefined.h"
#include "audit/kernel/process.h"
#include "audit/kernel/shadow.h"
#include "audit/kernel/stamp.h"
#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::audit {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  const auto text = corpora::read_file(file);
  return text ? *text : "";
}

std::string first_line(const fs::path& file) {
  const std::string text = text_of(file);
  return text.substr(0, text.find('\n'));
}

/// "CONFIG_X=y" lines of a configuration, by name; those that are not set are "n".
std::map<std::string, std::string> settings(const std::string& config) {
  std::map<std::string, std::string> all;
  for (const std::string_view line : corpora::split(config, '\n')) {
    const std::size_t equals = line.find('=');
    if (line.starts_with("CONFIG_") && equals != std::string_view::npos) {
      all[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    } else if (line.starts_with("# CONFIG_") && line.ends_with(" is not set")) {
      all[std::string(line.substr(2, line.size() - 13))] = "n";
    }
  }
  return all;
}

/// One build: its folders and its steps.
class Build {
 public:
  explicit Build(const BuildOptions& options) : options_(options) {}

  std::expected<Built, Refusal> all() {
    if (auto ready = look(); !ready) return std::unexpected(ready.error());
    const FileLock lock(work_ / "lock");
    const std::string stamp_file = work_ / "stamp";
    if (Stamp stamp = read_fresh_stamp(stamp_file); !stamp.modules.empty()) {
      return Built{std::move(stamp.modules), std::move(stamp.origin), std::move(stamp.remarks), true};
    }
    std::error_code ignored;
    fs::remove(stamp_file, ignored);
    fs::remove(log_, ignored);
    if (auto done = sources(); !done) return std::unexpected(done.error());
    if (auto done = configure(); !done) return std::unexpected(done.error());
    if (auto done = compile(); !done) return std::unexpected(done.error());
    describe();
    if (auto done = keep_bitcode(); !done) return std::unexpected(done.error());
    write_stamp(stamp_, stamp_file);
    return Built{stamp_.modules, stamp_.origin, stamp_.remarks, false};
  }

 private:
  /// What must be there before anything is written, and where things will be.
  std::expected<void, Refusal> look() {
    std::error_code failed;
    tree_ = fs::canonical(options_.tree, failed);
    if (failed) return unreadable(fmt::format("{}: {}", options_.tree, failed.message()));
    for (const char* part : {"Makefile", "Kconfig", "arch/arm64/kernel/cpufeature.c", "arch/arm64/kvm/sys_regs.c"}) {
      if (!fs::exists(tree_ / part)) {
        return unreadable(fmt::format("{} is no Linux tree for arm64: there is no {}", options_.tree, part));
      }
    }
    static constexpr std::pair<const char*, const char*> kPrograms[] = {
        {"make", "make"}, {"flex", "flex"},         {"bison", "bison"},      {"bc", "bc"},
        {"gcc", "gcc"},   {"clang-19", "clang-19"}, {"ld.lld-19", "lld-19"}, {"llvm-nm-19", "llvm-19"}};
    for (const auto& [program, package] : kPrograms) {
      if (!in_path(program)) {
        return unreadable(
            fmt::format("the kernel's build needs {}, which is not in PATH (Debian's package {})", program, package));
      }
    }
    if (options_.config.empty() && fs::exists(tree_ / ".config")) config_ = tree_ / ".config";
    if (!options_.config.empty()) config_ = options_.config;
    const std::uint64_t key = hash_of(fmt::format("{}\n{}\n{}", tree_.string(), config_.string(), text_of(config_)));
    work_ = cache_of(options_) / fmt::format("{:016x}", key);
    fs::create_directories(work_ / "out", failed);
    if (failed) return unreadable(fmt::format("{}: {}", work_.string(), failed.message()));
    log_ = work_ / "build.log";
    return {};
  }

  std::expected<void, Refusal> sources() {
    source_ = tree_;
    if (clean_for_output(tree_)) return {};
    step("linking a shadow of the tree");
    source_ = work_ / "shadow";
    return make_shadow(tree_, source_);
  }

  std::expected<void, Refusal> configure() {
    const fs::path here = work_ / "out/.config";
    if (config_.empty()) {
      step("defconfig");
      return make({"defconfig"});
    }
    step("olddefconfig");
    if (run_into({"gzip", "-dcf", config_.string()}, here, log_) != 0) return failed("reading " + config_.string());
    const auto before = settings(text_of(here));
    if (!before.contains("CONFIG_ARM64")) {
      return unreadable(config_.string() + ": no configuration of an arm64 kernel: it does not set CONFIG_ARM64");
    }
    if (auto done = make({"olddefconfig"}); !done) return done;
    const auto after = settings(text_of(here));
    std::vector<std::string> changed;
    for (const auto& [name, value] : before) {
      const auto now = after.find(name);
      const std::string is = now == after.end() ? "n" : now->second;
      if (is != value) changed.push_back(fmt::format("{}={} (was {})", name, is, value));
    }
    if (!changed.empty()) {
      const std::size_t shown = std::min<std::size_t>(changed.size(), 12);
      stamp_.remarks.push_back(fmt::format("olddefconfig changed {} option{} of {}: {}{}", changed.size(),
                                           changed.size() == 1 ? "" : "s", config_.string(),
                                           fmt::join(changed.begin(), changed.begin() + static_cast<long>(shown), ", "),
                                           shown < changed.size() ? ", ..." : ""));
    }
    return {};
  }

  std::expected<void, Refusal> compile() {
    step("preparing (make prepare)");
    if (auto done = make({"prepare"}); !done) return done;
    std::vector<std::string> targets = {"arch/arm64/kernel/cpufeature.ll", "arch/arm64/kvm/sys_regs.ll"};
    // Each round may bring calls of its own; four are more than any tree has needed.
    for (int round = 0; round < 4 && !targets.empty(); ++round) {
      step(fmt::format("compiling {}", fmt::join(targets, ", ")));
      if (auto done = make(targets); !done) return done;
      for (const std::string& target : targets) stamp_.modules.push_back(work_ / "out" / target);
      const auto undefined = undefined_calls(stamp_.modules);
      if (!undefined) return std::unexpected(undefined.error());
      targets = defining(*undefined);
    }
    return {};
  }

  /// Objects of the architecture's core and of KVM whose source defines one of the functions, that are not
  /// built yet.
  std::vector<std::string> defining(const std::vector<std::string>& functions) const {
    std::set<std::string> targets;
    for (const char* folder : {"arch/arm64/kernel", "arch/arm64/kvm", "arch/arm64/kvm/vgic"}) {
      std::error_code ignored;
      for (const fs::directory_entry& entry : fs::directory_iterator(source_ / folder, ignored)) {
        if (entry.path().extension() != ".c") continue;
        const std::string target = fs::path(folder) / entry.path().filename().replace_extension(".ll");
        const bool built = std::ranges::count(stamp_.modules, (work_ / "out" / target).string()) != 0;
        if (!built && defines_any(text_of(entry.path()), functions)) targets.insert(target);
      }
    }
    return {targets.begin(), targets.end()};
  }

  /// Whether a text has a line that starts in the first column, names the function and does not end the
  /// declaration: by Linux's style a definition. A wrong guess costs one compilation.
  static bool defines_any(const std::string& text, const std::vector<std::string>& functions) {
    for (const std::string& function : functions) {
      const std::string call = function + "(";
      for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
        const std::size_t start = text.rfind('\n', at) + 1;
        const std::size_t end = std::min(text.find_first_of(";{", at), text.size());
        const bool name = at == start || text[at - 1] == ' ' || text[at - 1] == '*';
        if (name && text[start] != '\t' && text[start] != ' ' && text[start] != '#' && text[end] == '{') return true;
      }
    }
    return false;
  }

  void describe() {
    stamp_.origin.emplace_back("tree", tree_);
    stamp_.origin.emplace_back("release", first_line(work_ / "out/include/config/kernel.release"));
    stamp_.origin.emplace_back("configuration", config_.empty() ? std::string("defconfig") : config_.string());
    const fs::path commit = work_ / "commit";
    if (fs::exists(tree_ / ".git") && run_into({"git", "-C", tree_, "rev-parse", "HEAD"}, commit, log_) == 0) {
      stamp_.origin.emplace_back("commit", first_line(commit));
    }
    std::set<std::string> sources = {work_ / "out/.config", tree_ / "Makefile", tree_ / "arch/arm64/Makefile",
                                     tree_ / "arch/arm64/kvm/Makefile", tree_ / "arch/arm64/tools/sysreg"};
    for (const std::string& module : stamp_.modules) {
      const fs::path path(module);
      const auto commands = path.parent_path() / fmt::format(".{}.cmd", path.filename().string());
      for (std::string& source : sources_of(commands, work_ / "out")) sources.insert(std::move(source));
    }
    for (const std::string& source : sources) {
      if (const auto text = corpora::read_file(source)) stamp_.sources.emplace_back(source, hash_of(*text));
    }
  }

  /// What is read of a build from here on, each time that it is audited: not the text, which takes twice as long.
  std::expected<void, Refusal> keep_bitcode() {
    step("writing bitcode");
    for (std::string& module : stamp_.modules) {
      const fs::path text = fs::path(module).lexically_relative(work_ / "out");
      const std::string bitcode = (work_ / "bitcode" / text).replace_extension(".bc");
      if (auto done = write_as_bitcode(module, bitcode); !done) return done;
      module = bitcode;
    }
    return {};
  }

  std::expected<void, Refusal> make(const std::vector<std::string>& targets) {
    const unsigned cores = options_.jobs != 0 ? options_.jobs : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::string> words = {
        "make",       "-C",       source_,      fmt::format("O={}", (work_ / "out").string()),
        "ARCH=arm64", "LLVM=-19", "KCFLAGS=-g", fmt::format("-j{}", cores)};
    words.insert(words.end(), targets.begin(), targets.end());
    if (run(words, log_) == 0) return {};
    return failed(fmt::format("make {}", fmt::join(targets, " ")));
  }

  std::unexpected<Refusal> failed(const std::string& what) const {
    return unreadable(
        fmt::format("the kernel's build failed ({}); its log is {}, and ends:\n{}", what, log_, last_lines(log_, 12)));
  }

  void step(const std::string& what) const {
    if (options_.progress) options_.progress(what);
  }

  const BuildOptions& options_;
  fs::path tree_;
  fs::path source_;
  fs::path config_;
  fs::path work_;
  std::string log_;
  Stamp stamp_;
};

std::string default_cache() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string cache = set("IDREG_CACHE"); !cache.empty()) return cache;
  if (const std::string cache = set("XDG_CACHE_HOME"); !cache.empty()) return cache + "/idreg";
  const std::string home = set("HOME");
  return (home.empty() ? fs::temp_directory_path().string() : home + "/.cache") + "/idreg";
}

}  // namespace

fs::path cache_of(const BuildOptions& options) {
  return fs::absolute(options.cache.empty() ? default_cache() : options.cache);
}

std::expected<Built, Refusal> build_ir(const BuildOptions& options) { return Build(options).all(); }

}  // namespace idreg::audit
