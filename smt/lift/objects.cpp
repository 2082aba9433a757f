// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects and what they hold before anything is written.
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

std::string hexadecimal_offset(std::uint64_t offset) {
  char text[24];
  (void)std::snprintf(text, sizeof text, "+0x%llx", static_cast<unsigned long long>(offset));
  return text;
}

unsigned Machine::Impl::new_object(std::string name, std::uint64_t size, Object::Kind kind) {
  if (size >= kOffsetBias) fail("object of " + std::to_string(size) + " bytes");
  if (objects.size() >= kMaxObjects) fail("too many objects");
  objects.push_back({std::move(name), failed() ? 0 : size, kind, nullptr, false});
  return static_cast<unsigned>(objects.size() - 1);
}

Cells Machine::Impl::constant_cells(const ConstantBits& bits) const {
  if (bits.kind == ConstantBits::Kind::Bits) return cells_of({number(bits.bits), {}, 0, nullptr});
  const unsigned bytes = (std::max(1U, bits.bits.getBitWidth()) + 7) / 8;
  return Cells(bytes, Cell{nullptr, 0, bits.kind == ConstantBits::Kind::Unsupported});
}

std::shared_ptr<Contents> Machine::Impl::initial(unsigned object) {
  Object& its = objects[object];
  if (its.initial) return its.initial;
  const bool initialised =
      its.kind == Object::Kind::Constant || (its.kind == Object::Kind::Mutable && faulty(Fault::InitialGlobals));
  if (!initialised && !its.symbolic) {
    its.initial = std::make_shared<Contents>(its.size, Cell{nullptr, 0, its.kind == Object::Kind::Mutable});
    return its.initial;
  }
  const Cells zero = cells_of({bv(context, 8, 0), {}, 0, nullptr});
  its.initial = std::make_shared<Contents>(its.size, [this, object, initialised, zero](std::size_t number) {
    Page page =
        initialised ? Page(kPageCells, zero[0]) : page_of_variables(objects[object].name, objects[object].size, number);
    if (objects[object].kind != Object::Kind::Allocated) write_pieces(page, number, object);
    return page;
  });
  return its.initial;
}

void Machine::Impl::write_pieces(Page& page, std::size_t number, unsigned object) {
  const std::size_t begin = number * kPageCells;
  const std::vector<GlobalObject::Piece>& pieces = program.globals[object - 1].pieces;
  auto piece = std::ranges::lower_bound(pieces, begin, {}, &GlobalObject::Piece::offset);
  if (piece != pieces.begin()) --piece;  // it may reach into this page
  for (; piece != pieces.end() && piece->offset < begin + kPageCells; ++piece) {
    const Cells cells = constant_cells(piece->bits);
    if (piece->offset + cells.size() > objects[object].size) continue;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t place = piece->offset + i;
      if (place >= begin && place < begin + kPageCells) page[place - begin] = cells[i];
    }
  }
}

Page Machine::Impl::page_of_variables(const std::string& name, std::uint64_t size, std::size_t number) {
  Page page;
  for (std::uint64_t offset = number * kPageCells; page.size() < kPageCells && offset < size; offset += 8) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(8, size - offset) * 8);
    const Term word_term = variable(context, name + hexadecimal_offset(offset), width);
    std::ranges::move(cells_of({word_term, {}, 0, nullptr}), std::back_inserter(page));
  }
  page.resize(kPageCells);
  return page;
}

namespace {

/// Whether these bytes are the address of an object.
bool holds_address(std::span<const Cell> cells) {
  if (cells.size() != 8 || cells[0].word == nullptr || cells[0].index != 0 || cells[0].word->bytes != 8) return false;
  const auto value = cells[0].word->value.term.constant();
  return cells[7].word == cells[0].word && value && *value >= address_of_object(1) && *value >> 63 == 0;
}

}  // namespace

void Machine::Impl::forget() {
  if (faulty(Fault::ForgetNothing)) return;
  const std::string suffix = "@" + std::to_string(++fresh);
  for (unsigned object = 1; object < objects.size(); ++object) {
    const Object& its = objects[object];
    if (its.kind == Object::Kind::Constant || its.kind == Object::Kind::Function) continue;
    if (its.kind == Object::Kind::Local && !now->memory.find(object)) continue;
    // What was never looked at is a variable anyway, but it must not be the same one before and after.
    const std::shared_ptr<const Contents> before = contents(object);
    const auto variables = [this, name = its.name + suffix, size = its.size](std::size_t number) {
      return page_of_variables(name, size, number);
    };
    Contents after(its.size, variables);
    for (std::uint64_t offset = 0; offset + 8 <= its.size; offset += 8) {
      const Cells cells = before->read(offset, 8);
      if (holds_address(cells)) after.write(offset, cells);
    }
    now->memory.set(object, std::make_shared<Contents>(std::move(after)));
  }
}

std::shared_ptr<const Contents> Machine::Impl::contents(unsigned object) {
  if (auto found = now->memory.find(object)) return found;
  return initial(object);
}

}  // namespace idreg::smt::lift
