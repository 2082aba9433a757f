// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/tree_kernel.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <string_view>

#include "audit/write_path.h"
#include "cli/audit_code.h"
#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

using Kind = KernelAnswer::Kind;

/// A tree, and the paths that were lifted of it.
class Paths {
 public:
  explicit Paths(audit::code::Tree tree) : tree_(std::move(tree)) {}

  [[nodiscard]] const audit::code::Descriptor* find(std::uint32_t reg) const {
    return tree_.find(arch::registers()[reg].name);
  }
  [[nodiscard]] const std::expected<audit::WritePath, std::string>& path(std::uint32_t reg) {
    const auto known = paths_.find(reg);
    if (known != paths_.end()) return known->second;
    return paths_.emplace(reg, audit::WritePath::lift(tree_, arch::registers()[reg].name)).first->second;
  }

 private:
  audit::code::Tree tree_;
  std::map<std::uint32_t, std::expected<audit::WritePath, std::string>> paths_;
};

std::string error_name(std::int32_t error) {
  constexpr std::array<std::pair<int, std::string_view>, 5> names = {
      {{EINVAL, "EINVAL"}, {ENOENT, "ENOENT"}, {EBUSY, "EBUSY"}, {EPERM, "EPERM"}, {E2BIG, "E2BIG"}}};
  for (const auto& [number, name] : names) {
    if (number == -error) return std::string(name);
  }
  return fmt::format("error {}", error);
}

KernelAnswer answer_of(const audit::WriteAnswer& answer) {
  switch (answer.kind) {
    case audit::WriteAnswer::Kind::Accepted:
      return {Kind::Stored, answer.stored, ""};
    case audit::WriteAnswer::Kind::Refused:
      return {Kind::Refused, 0, error_name(answer.error)};
    case audit::WriteAnswer::Kind::Depends:
      return {Kind::Undecided, 0, "it depends on more than the limit: " + answer.why};
    case audit::WriteAnswer::Kind::Impossible:
      return {Kind::Undecided, 0, "no host and vCPU of this kernel have that limit; is the dump from another kernel?"};
    case audit::WriteAnswer::Kind::Undecided:
      break;
  }
  return {Kind::Undecided, 0, "out of budget: " + answer.why};
}

KernelAnswer write(Paths& paths, std::uint32_t reg, std::uint64_t value, std::uint64_t limit,
                   const corpora::VcpuFeatures& vcpu) {
  const audit::code::Descriptor* its = paths.find(reg);
  if (its == nullptr) return {Kind::NotThere, 0, ""};
  if (const std::string_view why = its->not_judged(); !why.empty()) return {Kind::Undecided, 0, std::string(why)};
  if (its->set_user.empty()) return {Kind::ReadOnly, 0, ""};
  const auto& path = paths.path(reg);
  if (!path) return {Kind::Undecided, 0, path.error()};
  return answer_of(path->write(value, limit, vcpu_of(vcpu)));
}

}  // namespace

audit::Vcpu vcpu_of(const corpora::VcpuFeatures& features) {
  audit::Vcpu vcpu;
  for (const corpora::VcpuFeature& feature : corpora::vcpu_feature_names()) {
    if (const auto there = corpora::has(features, feature)) vcpu.emplace_back(feature.name, *there);
  }
  return vcpu;
}

Result<Kernel> kernel_of(const TreeOptions& options, Console& console) {
  const auto inputs = inputs_of(options, console);
  if (!inputs) return std::unexpected(inputs.error());
  const std::string& name = options.tree.empty() ? options.ir : options.tree;
  auto tree = load_code(inputs->modules);
  if (!tree) return std::unexpected(Error{Status::Inconclusive, fmt::format("{}: {}", name, tree.error())});
  const auto paths = std::make_shared<Paths>(std::move(*tree));
  return Kernel{name,
                [paths](std::uint32_t reg, std::uint64_t value, std::uint64_t limit,
                        const corpora::VcpuFeatures& vcpu) { return write(*paths, reg, value, limit, vcpu); },
                [paths](std::uint32_t reg) -> std::optional<std::uint64_t> {
                  const audit::code::Descriptor* its = paths->find(reg);
                  if (its == nullptr) return std::nullopt;
                  return its->set_user.empty() ? 0 : its->mask;
                }};
}

Result<Status> check_with_trees(const MigrateOptions& options, Console& console) {
  std::map<std::string, Kernel> kernels;
  for (const Host& host : {host_of(options.from, options.linux_tree), host_of(options.to, options.linux_tree)}) {
    if (host.tree.empty() || kernels.contains(host.tree)) continue;
    TreeOptions tree{host.tree, "", options.config, options.cache};
    if (options.ir) std::swap(tree.tree, tree.ir);
    auto kernel = kernel_of(tree, console);
    if (!kernel) return std::unexpected(kernel.error());
    kernels.emplace(host.tree, std::move(*kernel));
  }
  return check_migration(options, kernels, console);
}

}  // namespace idreg::cli
