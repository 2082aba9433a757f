// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine as claims of sameness see it. In a file of its own: where a mutant is judged, this table is
// made to name the original functions, and everybody else the mutant.
#include "props/same.h"

namespace idreg::props {

constinit const Subject idreg_reference = kEngineFunctions;

}  // namespace idreg::props
