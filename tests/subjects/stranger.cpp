// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that is no subject.
extern "C" const int idreg_stranger;
const int idreg_stranger = 0;
