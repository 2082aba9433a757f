// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and writing memory through addresses.
#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

Cells Machine::Impl::read_cells(const Term& address, std::uint64_t bytes) {
  if (bytes == 0) return {};
  const std::vector<Place> where = places(address, bytes);
  if (failed()) return {};
  if (where.empty()) {
    now->dead = true;
    return Cells(bytes);
  }
  // From the last on: where none of the others is meant, the last one is.
  Cells result;
  for (auto place = where.rbegin(); place != where.rend(); ++place) {
    Cells here = contents(place->object)->read(place->offset, bytes);
    result = place == where.rbegin() ? std::move(here) : choose(context, place->condition, here, result);
  }
  return result;
}

void Machine::Impl::write_object(unsigned object, std::uint64_t offset, std::span<const Cell> cells) {
  if (!now->memory.find(object)) now->memory.set(object, std::make_shared<Contents>(*initial(object)));
  now->memory.write(object, offset, cells);
}

void Machine::Impl::write_cells(const Term& address, std::span<const Cell> cells) {
  if (cells.empty()) return;
  const std::vector<Place> where = places(address, cells.size());
  if (failed()) return;
  if (where.empty()) now->dead = true;
  for (const Place& place : where) {
    if (objects[place.object].kind == Object::Kind::Constant) {
      oblige("constant", place.condition.empty() ? boolean(context, true) : place.condition);
      continue;
    }
    if (place.condition.empty()) {
      write_object(place.object, place.offset, cells);
      continue;
    }
    if (faulty(Fault::StoreForgotten)) continue;
    const Cells old = contents(place.object)->read(place.offset, cells.size());
    write_object(place.object, place.offset, choose(context, place.condition, cells, old));
  }
}

Datum Machine::Impl::load_scalar(const Term& address, unsigned width) {
  const unsigned bytes = (width + 7) / 8;
  const Cells cells = read_cells(address, bytes);
  if (failed() || cells.empty()) return {zero_of(width), {}, 0, nullptr};
  for (const Cell& cell : cells) {
    if (!cell.unknown) continue;
    fail("read of a variable whose value is not known");
    return {zero_of(width), {}, 0, nullptr};
  }
  Datum result = value_of(context, cells, static_cast<Fault>(limits.fault));
  if (!result.never_poison() && result.source == 0) {
    const Term condition = result.poison;
    const auto kept = result.bytes;
    poison(result, condition, "uninitialised");
    result.bytes = kept;
  }
  if (width % 8 != 0) result.bytes.reset();
  result.term = from_memory(result.term, width);
  return result;
}

void Machine::Impl::store_scalar(const Term& address, const Datum& value) { write_cells(address, cells_of(value)); }

}  // namespace idreg::smt::lift
