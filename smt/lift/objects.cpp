// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects and what they hold before anything is written.
#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

unsigned Machine::Impl::new_object(std::string name, std::uint64_t size, Object::Kind kind) {
  if (size >= kOffsetBias) fail("object of " + std::to_string(size) + " bytes");
  if (objects.size() >= kMaxObjects) fail("too many objects");
  objects.push_back({std::move(name), failed() ? 0 : size, kind, nullptr});
  return static_cast<unsigned>(objects.size() - 1);
}

Cells Machine::Impl::constant_cells(const ConstantBits& bits) {
  if (bits.kind == ConstantBits::Kind::Bits) return cells_of({number(bits.bits), {}, 0, nullptr});
  const unsigned bytes = (std::max(1U, bits.bits.getBitWidth()) + 7) / 8;
  return Cells(bytes, Cell{nullptr, 0, bits.kind == ConstantBits::Kind::Unsupported});
}

std::shared_ptr<const Contents> Machine::Impl::initial(unsigned object) {
  Object& its = objects[object];
  if (its.initial) return its.initial;
  if (its.kind != Object::Kind::Constant) {
    its.initial = std::make_shared<const Contents>(its.size, Cell{nullptr, 0, its.kind == Object::Kind::Mutable});
    return its.initial;
  }
  const Cells zero = cells_of({bv(context, 8, 0), {}, 0, nullptr});
  Contents bytes(its.size, zero[0]);
  for (const GlobalObject::Piece& piece : program.globals[object - 1].pieces) {
    const Cells cells = constant_cells(piece.bits);
    if (piece.offset + cells.size() <= its.size) bytes.write(piece.offset, cells);
  }
  its.initial = std::make_shared<const Contents>(std::move(bytes));
  return its.initial;
}

std::shared_ptr<const Contents> Machine::Impl::contents(unsigned object) {
  if (auto found = now->memory.find(object)) return found;
  return initial(object);
}

}  // namespace idreg::smt::lift
