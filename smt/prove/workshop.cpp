// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>

#include "smt/prove/bitcode.h"
#include "smt/prove/discharge.h"

namespace idreg::smt::prove {

namespace {

std::expected<Workshop, InternalError> open_outside(const Options& options) {
  const lift::Program::Source outside{"the outside subject's bitcode", options.outside_bitcode};
  std::vector<lift::Program::Source> shipped = shipped_bitcode();
  std::vector<lift::Program::Source> trapping = trapping_bitcode();
  shipped.push_back(outside);
  trapping.push_back(outside);  // as it is: what it has of traps is its own affair
  auto program = lift::Program::load(shipped);
  if (!program) return std::unexpected(InternalError{program.error()});
  auto traps = lift::Program::load(trapping);
  if (!traps) return std::unexpected(InternalError{traps.error()});
  const props::NamedSubject& subject = *options.outside;
  Workshop shop{std::move(*program), std::move(*traps), &subject, {}, *subject.subject, options.budget};
  shop.second = options.second ? &*options.second : nullptr;
  return shop;
}

}  // namespace

std::expected<Workshop, InternalError> Workshop::open(const Options& options) {
  if (options.outside != nullptr) return open_outside(options);
  const auto all = props::subjects();
  const auto found =
      std::ranges::find_if(all, [&](const props::NamedSubject& subject) { return subject.name == options.subject; });
  if (found == all.end()) return std::unexpected(InternalError{"unknown subject " + options.subject});

  auto shipped = lift::Program::load(shipped_bitcode());
  if (!shipped) return std::unexpected(InternalError{"embedded bitcode: " + shipped.error()});
  auto trapping = lift::Program::load(trapping_bitcode());
  if (!trapping) return std::unexpected(InternalError{"embedded bitcode with traps: " + trapping.error()});

  Workshop shop{std::move(*shipped), std::move(*trapping), &*found, {}, *found->subject, options.budget};
  shop.tampering = options.tampering;
  shop.second = options.second ? &*options.second : nullptr;
  if (options.overrides.empty()) return shop;
  const props::Subject& subject = *found->subject;
  shop.overrides.assign(subject.overrides, subject.overrides + subject.override_count);
  shop.overrides.insert(shop.overrides.end(), options.overrides.begin(), options.overrides.end());
  shop.native.overrides = shop.overrides.data();
  shop.native.override_count = static_cast<std::uint32_t>(shop.overrides.size());
  return shop;
}

}  // namespace idreg::smt::prove
