// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: memory as objects of bytes. A stored word stays one word, so that loading it
// again gives the same term; bytes of words are cut and joined only where an access does not match.
// Contents are persistent: copies share pages, and merging compares pointers first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "smt/lift/faults.h"
#include "smt/lift/values.h"

namespace idreg::smt::lift {

/// A value of whole bytes, as it was stored.
struct Word {
  Datum value;  ///< a bit-vector of 8 * bytes bits
  unsigned bytes;
};

/// One byte of memory: byte `index` (0 is the lowest) of a word.
struct Cell {
  std::shared_ptr<const Word> word;  ///< null: no known value
  unsigned index = 0;
  bool unknown = false;              ///< without a word: a value that the program does not tell

  [[nodiscard]] bool same(const Cell& other) const {
    return word == other.word && index == other.index && unknown == other.unknown;
  }
};
using Cells = std::vector<Cell>;

inline constexpr std::size_t kPageCells = 32;
using Page = std::vector<Cell>;  // kPageCells of them

/// The bytes of one object; a value whose copies share pages.
class Contents {
 public:
  /// Makes the page of that number.
  using Make = std::function<Page(std::size_t number)>;

  /// All bytes are `fill`.
  Contents(std::size_t size, const Cell& fill);
  /// Each page is made when it is first read: of a table of a thousand rows a path reads a few.
  Contents(std::size_t size, Make make);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Cell& at(std::size_t offset) const { return (*page(offset / kPageCells))[offset % kPageCells]; }
  /// Precondition: offset + count <= size().
  [[nodiscard]] Cells read(std::size_t offset, std::size_t count) const;
  void write(std::size_t offset, std::span<const Cell> cells);
  /// `a` where the condition holds, else `b`; both of one size.
  [[nodiscard]] static Contents merge(const Context& context, const Term& condition, const Contents& a,
                                      const Contents& b);

 private:
  /// What an object holds before anything is written, as far as it was read; shared by all copies.
  struct Initial {
    Make make;
    std::vector<std::shared_ptr<Page>> pages;
  };

  [[nodiscard]] const std::shared_ptr<Page>& page(std::size_t number) const;

  std::size_t size_;
  std::vector<std::shared_ptr<Page>> pages_;  ///< one that a copy shares is not changed; null: the initial one
  std::shared_ptr<Initial> initial_;          ///< null if no page is
};

/// The cells of one word.
[[nodiscard]] Cells cells_of(Datum value);
/// The value of some cells, lowest first. A byte without a value makes it poison.
[[nodiscard]] Datum value_of(const Context& context, std::span<const Cell> cells, Fault fault = Fault::None);
/// Byte by byte `a` where the condition holds, else `b`, keeping whole words where they match.
[[nodiscard]] Cells choose(const Context& context, const Term& condition, std::span<const Cell> a,
                           std::span<const Cell> b);

/// What a path has written: object number to contents. Objects that are not listed hold their initial
/// contents, which the machine keeps.
class Memory {
 public:
  Memory() : objects_(std::make_shared<Map>()) {}

  using Map = std::map<unsigned, std::shared_ptr<Contents>>;
  [[nodiscard]] const Map& objects() const { return *objects_; }
  /// Null if the object is not listed.
  [[nodiscard]] std::shared_ptr<const Contents> find(unsigned object) const;
  void set(unsigned object, std::shared_ptr<Contents> contents);
  /// Writes into an object that is listed, in place where no other path shares it.
  void write(unsigned object, std::size_t offset, std::span<const Cell> cells);
  void erase(unsigned object);
  [[nodiscard]] bool same(const Memory& other) const { return objects_ == other.objects_; }

 private:
  std::shared_ptr<Map> objects_;
};

}  // namespace idreg::smt::lift
