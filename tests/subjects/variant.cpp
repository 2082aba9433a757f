// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variant of the engine as a library: every code is permitted.
#include "subjects/library.h"

namespace {

bool anything(const idreg::Entry&, std::uint64_t, std::uint64_t) noexcept { return true; }

constexpr idreg::props::Subject variant() {
  idreg::props::Subject subject = idreg::props::kEngineFunctions;
  subject.permitted_code = &anything;
  return subject;
}

}  // namespace

extern "C" const idreg::subjects::EngineVariant idreg_engine_variant;
constinit const idreg::subjects::EngineVariant idreg_engine_variant = {sizeof(idreg::props::Subject), "anything-goes",
                                                                       "permits every code", variant()};
