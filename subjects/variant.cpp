// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine as a shared library of its own, which `idreg mutate` makes of each mutant.
#include "subjects/library.h"

extern "C" const idreg::subjects::EngineVariant idreg_engine_variant;
constinit const idreg::subjects::EngineVariant idreg_engine_variant = {
    sizeof(idreg::props::Subject), "mutant", "the engine with one instruction broken", idreg::props::kEngineFunctions};
