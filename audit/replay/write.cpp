// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/write.h"

#include <array>

namespace idreg::audit::replay {

Write::Write(const Native& native, const code::Tree& tree, const code::Descriptor& reg)
    : native_(native),
      vcpu_(native.address("vcpu")),
      row_(native.address(tree.table) + reg.offset),
      visibility_(reg.visibility.empty() ? 0 : native.address(reg.visibility)),
      reset_(native.address(reg.reset)),
      get_user_(reg.get_user.empty() ? 0 : native.address(reg.get_user)),
      set_user_(reg.set_user.empty() ? 0 : native.address(reg.set_user)) {}

bool Write::call(std::uint64_t function, std::uint64_t third, Answer& answer, std::uint64_t& result) const {
  const std::array<std::uint64_t, 3> arguments = {vcpu_, row_, third};
  const Native::Answer its = native_.call(function, arguments);
  answer.ended = its.ended;
  result = its.value;
  return its.ended == nullptr;
}

Write::Answer Write::limit() const {
  Answer answer;
  native_.begin();
  if (visibility_ != 0 && !call(visibility_, 0, answer, answer.visibility)) return answer;
  answer.visibility &= 0xffffffffU;
  (void)call(reset_, 0, answer, answer.limit);
  return answer;
}

Write::Answer Write::run(std::uint64_t value) const {
  Answer answer = limit();
  std::uint64_t result = 0;
  if (answer.ended != nullptr || get_user_ == 0 || set_user_ == 0) return answer;
  if (!call(get_user_, reinterpret_cast<std::uint64_t>(&answer.before), answer, result)) return answer;
  if (answer.ignored()) {  // KVM does not call set_user
    answer.stored = answer.before;
    return answer;
  }
  if (!call(set_user_, value, answer, result)) return answer;
  answer.result = static_cast<std::uint32_t>(result);
  (void)call(get_user_, reinterpret_cast<std::uint64_t>(&answer.stored), answer, result);
  return answer;
}

}  // namespace idreg::audit::replay
