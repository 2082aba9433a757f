// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/kernel/revisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "audit/kernel/process.h"
#include "audit/kernel/stamp.h"
#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::audit {
namespace {

namespace fs = std::filesystem;

/// A mail with a patch is larger than what people write by hand.
constexpr std::size_t kMailLimit = std::size_t{16} << 20;

bool is_patch(const fs::path& mail) {
  const auto text = corpora::read_file(mail, kMailLimit);
  return text && (text->find("\ndiff --git ") != std::string::npos || text->find("\n--- a/") != std::string::npos);
}

}  // namespace

struct Revisions::Impl {
  std::string repository;  ///< as given, for people
  BuildOptions options;
  fs::path folder;  ///< everything of ours
  std::string tree;
  std::unique_ptr<FileLock> lock;

  [[nodiscard]] std::string log() const { return folder / "git.log"; }

  /// git in our clone; by whom and when commits are made does not depend on the machine.
  [[nodiscard]] bool git(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"git",
                                      "-C",
                                      tree,
                                      "-c",
                                      "user.name=idreg",
                                      "-c",
                                      "user.email=idreg@localhost",
                                      "-c",
                                      "commit.gpgSign=false",
                                      "-c",
                                      "core.hooksPath=/dev/null",
                                      "-c",
                                      "advice.detachedHead=false"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run(words, log()) == 0;
  }

  /// The first line of what git answers in a repository; empty if it fails.
  [[nodiscard]] std::string ask(const std::string& where, const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"git", "-C", where};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const std::string out = folder / "answer";
    if (run_into(words, out, log()) != 0) return "";
    const auto text = corpora::read_file(out);
    return text ? text->substr(0, text->find('\n')) : "";
  }

  [[nodiscard]] std::unexpected<Refusal> failed(const std::string& what) const {
    return unreadable(fmt::format("{}: {}; git says:\n{}", repository, what, last_lines(log(), 6)));
  }
};

Revisions::Revisions(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Revisions::~Revisions() = default;
Revisions::Revisions(Revisions&&) noexcept = default;

std::expected<Revisions, Refusal> Revisions::open(const std::string& repository, const BuildOptions& options) {
  if (!in_path("git")) return unreadable("git is not in PATH (Debian's package git)");
  std::error_code error;
  const fs::path path = fs::canonical(repository, error);
  if (error) return unreadable(fmt::format("{}: {}", repository, error.message()));
  auto impl = std::make_unique<Impl>();
  impl->repository = repository;
  impl->options = options;
  impl->folder = cache_of(options) / fmt::format("git-{:016x}", hash_of(path.string()));
  fs::create_directories(impl->folder, error);
  if (error) return unreadable(fmt::format("{}: {}", impl->folder.string(), error.message()));
  impl->lock = std::make_unique<FileLock>(impl->folder / "lock");
  fs::remove(impl->log(), error);
  impl->tree = impl->folder / "tree";
  if (!fs::exists(fs::path(impl->tree) / ".git")) {
    if (run({"git", "clone", "--shared", "--no-checkout", "--quiet", path, impl->tree}, impl->log()) != 0) {
      return impl->failed("cannot be cloned");
    }
  }
  return Revisions(std::move(impl));
}

const std::string& Revisions::tree() const { return impl_->tree; }

std::expected<std::string, Refusal> Revisions::commit_of(const std::string& revision) const {
  std::string commit =
      impl_->ask(impl_->repository, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (commit.empty()) return unreadable(fmt::format("{}: there is no revision '{}'", impl_->repository, revision));
  return commit;
}

std::expected<void, Refusal> Revisions::check_out(const std::string& commit) const {
  if (impl_->options.progress) impl_->options.progress("checking out " + commit.substr(0, 12));
  std::error_code ignored;
  fs::remove_all(fs::path(impl_->tree) / ".git/rebase-apply", ignored);  // of a run that was interrupted
  fs::remove(fs::path(impl_->tree) / ".git/index.lock", ignored);
  if (impl_->git({"checkout", "--quiet", "--force", "--detach", commit}) && impl_->git({"clean", "-fdq"})) return {};
  return impl_->failed("cannot check out " + commit);
}

std::expected<Built, Refusal> Revisions::build(const std::string& commit) const {
  std::string config = "defconfig";
  if (!impl_->options.config.empty()) {
    const auto text = corpora::read_file(impl_->options.config);
    if (!text) return unreadable(to_text(text.error()));
    config = "file\n" + *text;
  }
  const std::uint64_t key = hash_of(config);
  const fs::path kept = impl_->folder / "ir" / fmt::format("{}-{:016x}", commit, key);
  const std::string stamp_file = kept / "stamp";
  if (Stamp stamp = read_fresh_stamp(stamp_file); !stamp.modules.empty()) {
    return Built{std::move(stamp.modules), std::move(stamp.origin), std::move(stamp.remarks), true};
  }
  if (auto done = check_out(commit); !done) return std::unexpected(done.error());
  BuildOptions options = impl_->options;
  options.tree = impl_->tree;
  auto built = build_ir(options);
  if (!built) return built;
  // The next revision is built over this one's files.
  Stamp stamp{{}, std::move(built->origin), std::move(built->remarks), {}};
  try {
    for (const std::string& module : built->modules) {
      const fs::path copy = kept / module.substr(module.rfind("/bitcode/") + 9);
      fs::create_directories(copy.parent_path());
      fs::copy_file(module, copy, fs::copy_options::overwrite_existing);
      stamp.modules.push_back(copy);
    }
  } catch (const fs::filesystem_error& error) {
    return unreadable(error.what());
  }
  write_stamp(stamp, stamp_file);
  return Built{stamp.modules, stamp.origin, stamp.remarks, built->cached};
}

std::expected<std::vector<std::string>, Refusal> Revisions::patches(const std::string& series) const {
  std::error_code error;
  std::vector<std::string> mails;
  fs::path folder = series;
  if (!fs::is_directory(folder, error)) {
    folder = impl_->folder / "mails";
    fs::remove_all(folder, error);
    fs::create_directories(folder, error);
    if (!impl_->git({"mailsplit", "-o" + folder.string(), "--", fs::absolute(series)})) {
      return unreadable(fmt::format("{}: no mbox that git reads:\n{}", series, last_lines(impl_->log(), 4)));
    }
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file() && is_patch(entry.path())) mails.push_back(fs::absolute(entry.path()));
  }
  if (mails.empty()) return unreadable(fmt::format("{}: no mail with a patch in it", series));
  std::ranges::sort(mails);
  return mails;
}

std::expected<std::string, Refusal> Revisions::apply(const std::string& patch) const {
  const std::string before = impl_->ask(impl_->tree, {"rev-parse", "HEAD"});
  if (!impl_->git({"am", "--quiet", "-3", "--committer-date-is-author-date", patch})) {
    auto refusal = impl_->failed(patch + " does not apply");
    static_cast<void>(impl_->git({"am", "--abort"}));
    return refusal;
  }
  std::string commit = impl_->ask(impl_->tree, {"rev-parse", "HEAD"});
  if (commit == before) return unreadable(fmt::format("{}: {} is in this revision already", impl_->repository, patch));
  return commit;
}

std::string Revisions::subject_of(const std::string& commit) const {
  return impl_->ask(impl_->tree, {"show", "--no-patch", "--format=%s", commit});
}

}  // namespace idreg::audit
