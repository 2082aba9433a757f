// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/lift/memory.h"

#include <algorithm>

namespace idreg::smt::lift {

Contents::Contents(std::size_t size, const Cell& fill) : size_(size) {
  const auto page = std::make_shared<Page>(kPageCells, fill);
  pages_.assign((size + kPageCells - 1) / kPageCells, page);
}

Contents::Contents(std::size_t size, Make make)
    : size_(size),
      pages_((size + kPageCells - 1) / kPageCells),
      initial_(std::make_shared<Initial>(Initial{std::move(make), pages_})) {}

const std::shared_ptr<Page>& Contents::page(std::size_t number) const {
  if (pages_[number] != nullptr) return pages_[number];
  std::shared_ptr<Page>& its = initial_->pages[number];
  if (its == nullptr) its = std::make_shared<Page>(initial_->make(number));
  return its;
}

Cells Contents::read(std::size_t offset, std::size_t count) const {
  Cells result;
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i) result.push_back(at(offset + i));
  return result;
}

void Contents::write(std::size_t offset, std::span<const Cell> cells) {
  std::size_t done = 0;
  while (done < cells.size()) {
    const std::size_t place = (offset + done) % kPageCells;
    const std::size_t count = std::min(kPageCells - place, cells.size() - done);
    const std::size_t number = (offset + done) / kPageCells;
    std::shared_ptr<Page>& its = pages_[number];
    if (its == nullptr || its.use_count() > 1) its = std::make_shared<Page>(*page(number));
    for (std::size_t i = 0; i < count; ++i) (*its)[place + i] = cells[done + i];
    done += count;
  }
}

Contents Contents::merge(const Context& context, const Term& condition, const Contents& a, const Contents& b) {
  Contents result = a;
  for (std::size_t i = 0; i < a.pages_.size(); ++i) {
    const bool both_initial = a.pages_[i] == nullptr && b.pages_[i] == nullptr && a.initial_ == b.initial_;
    if (both_initial || a.page(i) == b.page(i)) continue;
    result.pages_[i] = std::make_shared<Page>(choose(context, condition, *a.page(i), *b.page(i)));
  }
  return result;
}

Cells cells_of(Datum value) {
  if (value.bytes) return *value.bytes;
  value.term = to_memory(value.term);
  const unsigned bytes = value.term.width() / 8;
  const auto word = std::make_shared<const Word>(Word{std::move(value), bytes});
  Cells result;
  for (unsigned i = 0; i < bytes; ++i) result.push_back({word, i, false});
  return result;
}

namespace {

/// How many cells from the first on are consecutive bytes of one word, or have no value.
std::size_t run_length(std::span<const Cell> cells) {
  std::size_t n = 1;
  while (n < cells.size() && cells[n].word == cells[0].word &&
         (cells[0].word == nullptr || cells[n].index == cells[0].index + n))
    ++n;
  return n;
}

Term run_term(const Context& context, std::span<const Cell> run, Fault fault) {
  const unsigned bits = static_cast<unsigned>(run.size()) * 8;
  if (run[0].word == nullptr) return bv(context, bits, 0);
  const Term& word = run[0].word->value.term;
  unsigned low = run[0].index * 8;
  if (fault == Fault::ByteOrder) low = word.width() - low - bits;
  return extract(low + bits - 1, low, word);
}

bool all_one_poison(std::span<const Cell> cells) {
  const auto poison = [](const Cell& cell) { return cell.word ? cell.word->value.poison : Term(); };
  for (const Cell& cell : cells) {
    if ((cell.word == nullptr) != (cells[0].word == nullptr)) return false;
    const Term a = poison(cell);
    const Term b = poison(cells[0]);
    if (a.empty() != b.empty() || (!a.empty() && !a.same(b))) return false;
  }
  return true;
}

}  // namespace

Datum value_of(const Context& context, std::span<const Cell> cells, Fault fault) {
  Datum result;
  for (std::size_t at = 0; at < cells.size();) {
    const std::size_t n = run_length(cells.subspan(at));
    const std::span<const Cell> run = cells.subspan(at, n);
    if (run[0].word != nullptr && n == cells.size() && run[0].word->bytes == n) return run[0].word->value;
    Term part = run_term(context, run, fault);
    result.term = result.term.empty() ? part : concat(part, result.term);
    if (run[0].word == nullptr) {
      result.poison = boolean(context, true);
    } else {
      result.poison = either(result.poison, run[0].word->value.poison);
      if (result.source == 0) result.source = run[0].word->value.source;
    }
    at += n;
  }
  if (!result.never_poison() && !all_one_poison(cells))
    result.bytes = std::make_shared<const Cells>(cells.begin(), cells.end());
  return result;
}

namespace {

/// The length of the whole word that starts here, 1 where none does.
std::size_t word_length(std::span<const Cell> cells) {
  if (cells[0].word == nullptr || cells[0].index != 0) return 1;
  const std::size_t n = cells[0].word->bytes;
  return n <= cells.size() && run_length(cells) >= n ? n : 1;
}

/// Whether the first n cells end where a word of theirs ends and are readable as one value whose
/// bytes are poison together.
bool readable(std::span<const Cell> cells, std::size_t n) {
  if (n > cells.size()) return false;
  if (!all_one_poison(cells.first(n))) return false;
  for (std::size_t i = 0; i < n; ++i) {
    if (cells[i].unknown) return false;
  }
  return n == cells.size() || cells[n].word == nullptr || cells[n].index == 0;
}

}  // namespace

Cells choose(const Context& context, const Term& condition, std::span<const Cell> a, std::span<const Cell> b) {
  Cells result;
  result.reserve(a.size());
  for (std::size_t at = 0; at < a.size();) {
    if (a[at].same(b[at])) {
      result.push_back(a[at++]);
      continue;
    }
    const std::span<const Cell> x = a.subspan(at);
    const std::span<const Cell> y = b.subspan(at);
    std::size_t n = std::max(word_length(x), word_length(y));
    if (!readable(x, n) || !readable(y, n)) n = 1;
    if (x[0].unknown || y[0].unknown) {
      // Nothing is known of one side, so nothing is known of the byte.
      result.push_back({nullptr, 0, true});
      ++at;
      continue;
    }
    const Datum yes = value_of(context, x.first(n));
    const Datum no = value_of(context, y.first(n));
    for (Cell& cell : cells_of(choose(condition, yes, no))) result.push_back(std::move(cell));
    at += n;
  }
  return result;
}

std::shared_ptr<const Contents> Memory::find(unsigned object) const {
  const auto found = objects_->find(object);
  return found == objects_->end() ? nullptr : found->second;
}

void Memory::set(unsigned object, std::shared_ptr<Contents> contents) {
  if (objects_.use_count() > 1) objects_ = std::make_shared<Map>(*objects_);
  (*objects_)[object] = std::move(contents);
}

void Memory::write(unsigned object, std::size_t offset, std::span<const Cell> cells) {
  if (objects_.use_count() > 1) objects_ = std::make_shared<Map>(*objects_);
  std::shared_ptr<Contents>& its = objects_->at(object);
  if (its.use_count() > 1) its = std::make_shared<Contents>(*its);
  its->write(offset, cells);
}

void Memory::erase(unsigned object) {
  if (!objects_->contains(object)) return;
  if (objects_.use_count() > 1) objects_ = std::make_shared<Map>(*objects_);
  objects_->erase(object);
}

}  // namespace idreg::smt::lift
