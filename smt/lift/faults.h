// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift and its tests: deliberate mistakes of the lifter. Each must make the lifter's
// own tests fail; a test plants them one by one (Limits::fault) and asserts that it is noticed.
#pragma once

#include <cstdint>

namespace idreg::smt::lift {

enum class Fault : std::uint8_t {
  None,
  LshrAsAshr,           ///< lshr keeps the sign
  ZextAsSext,           ///< zext copies the top bit
  SltAsSle,             ///< icmp slt accepts equal operands
  SubSwapped,           ///< sub computes b - a
  SelectSwapped,        ///< select takes the other arm
  PhiOtherEdge,         ///< phi takes the value of another predecessor
  MergeKeepsFirst,      ///< at a merge the memory of one path is dropped
  MergeGuardDropped,    ///< the merged guard covers one path only
  GepScale,             ///< an index counts one byte too many
  StoreForgotten,       ///< a store through a guarded pointer changes nothing
  CopyShort,            ///< memcpy leaves out the last byte
  SwitchDefault,        ///< the default of a switch is taken for its last case
  NswForgotten,         ///< signed overflow makes no poison
  PoisonDropped,        ///< poison is lost in arithmetic
  LoopShort,            ///< the last iteration of a loop is dropped
  ByteOrder,            ///< partial words are read from the other end
  CttzFromTop,          ///< cttz counts from the top
  FshrAsFshl,           ///< fshr turns the other way
  BoundsOneMore,        ///< one byte behind an object is still inside
  SelectPoisonStrict,   ///< select is poison if either arm is
  JumpSwapped,          ///< callbr takes its label where the rule says not to
  InitialGlobals,       ///< mutable globals hold the numbers of their initialisers
  ForgetNothing,        ///< after an unknown function memory is as before
};
inline constexpr std::uint8_t kFaults = 24;

}  // namespace idreg::smt::lift
