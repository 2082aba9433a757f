// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Revisions of a git repository, built one after the other in a work tree of ours: what two revisions have in common
// is compiled once. Nothing is written into the repository.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "audit/kernel/build.h"

namespace idreg::audit {

/// A clone that shares the repository's objects, in the cache, for this process alone as long as it lives.
class Revisions {
 public:
  /// `options.tree` is not used. Refused: no git, no repository.
  [[nodiscard]] static std::expected<Revisions, Refusal> open(const std::string& repository,
                                                              const BuildOptions& options);
  ~Revisions();
  Revisions(Revisions&&) noexcept;
  Revisions& operator=(Revisions&&) = delete;

  /// The full name of the commit that a revision is, by the repository's own names. Refused: no such revision.
  [[nodiscard]] std::expected<std::string, Refusal> commit_of(const std::string& revision) const;

  /// Puts a commit's files at tree().
  [[nodiscard]] std::expected<void, Refusal> check_out(const std::string& commit) const;

  /// The IR of a commit. Kept by commit and configuration: the second time nothing is checked out or built. Refused:
  /// what build_ir refuses.
  [[nodiscard]] std::expected<Built, Refusal> build(const std::string& commit) const;

  /// The patches of an mbox, or of a directory with one in each file (by name), as files; mails without a patch are
  /// left out. Refused: none in it.
  [[nodiscard]] std::expected<std::vector<std::string>, Refusal> patches(const std::string& series) const;

  /// Applies a patch on top of what is checked out; returns the commit. Refused: it does not apply, or is
  /// there already.
  [[nodiscard]] std::expected<std::string, Refusal> apply(const std::string& patch) const;

  /// The first line of a commit's message.
  [[nodiscard]] std::string subject_of(const std::string& commit) const;

  /// The top of the work tree.
  [[nodiscard]] const std::string& tree() const;

 private:
  struct Impl;
  explicit Revisions(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace idreg::audit
