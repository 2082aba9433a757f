// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>

#include "smt/prove/bitcode.h"
#include "smt/prove/discharge.h"

namespace idreg::smt::prove {

std::expected<Workshop, InternalError> Workshop::open(const Options& options) {
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
  if (options.overrides.empty()) return shop;
  const props::Subject& subject = *found->subject;
  shop.overrides.assign(subject.overrides, subject.overrides + subject.override_count);
  shop.overrides.insert(shop.overrides.end(), options.overrides.begin(), options.overrides.end());
  shop.native.overrides = shop.overrides.data();
  shop.native.override_count = static_cast<std::uint32_t>(shop.overrides.size());
  return shop;
}

}  // namespace idreg::smt::prove
