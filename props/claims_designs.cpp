// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a design is asked, and the claims about two lists that any subject can be asked.
#include "props/effective.h"

namespace idreg::props {

namespace {

bool same_bits(const Entry& a, const Entry& b) { return a.shift == b.shift && a.width == b.width; }

/// Whether the subject accepts, given two lists.
bool accepts_lists(const Subject& s, const Lists& lists, std::uint64_t writable, std::uint64_t value,
                   std::uint64_t limit) {
  if (s.design != nullptr) {
    return s.design->accepts(lists.general, lists.general_count, lists.overrides, lists.override_count, writable, value,
                             limit);
  }
  TableError error;
  return s.permitted_with(lists.general, lists.general_count, lists.overrides, lists.override_count, writable, value,
                          limit, &error);
}

/// The overrides put into the general list, where each replaces its entry or is added. False: no room.
bool flatten(const Lists& lists, Lists* flat) {
  if (lists.general_count + lists.override_count > kMaxGeneral) return false;
  *flat = lists;
  flat->override_count = 0;
  for (std::uint32_t i = 0; i < lists.override_count; ++i) {
    bool replaces = false;
    for (std::uint32_t j = 0; j < lists.general_count; ++j) {
      if (!same_bits(lists.general[j], lists.overrides[i])) continue;
      flat->general[j] = lists.overrides[i];
      replaces = true;
    }
    if (!replaces) flat->general[flat->general_count++] = lists.overrides[i];
  }
  return true;
}

bool case_lists(const Subject& s, const Case& c, Lists* lists) {
  if (c.override_count > kMaxOverrides || c.general_count > kMaxGeneral) return false;
  lists->general_count = c.general_count;
  lists->override_count = c.override_count;
  for (std::uint32_t i = 0; i < c.general_count; ++i) {
    lists->general[i] = s.design == nullptr ? c.general[i] : said(*s.design, c.general[i]);
  }
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    lists->overrides[i] = s.design == nullptr ? c.overrides[i] : said(*s.design, c.overrides[i]);
  }
  return true;
}

}  // namespace

void lists_of_register(const Subject& subject, std::uint32_t reg, Lists* lists) {
  const Design& design = *subject.design;
  const arch::Register& architecture = subject.registers[reg];
  lists->general_count = architecture.entry_count;
  for (std::uint32_t i = 0; i < architecture.entry_count; ++i) {
    lists->general[i] = said(design, architecture.entries[i]);
  }
  Entry host[kMaxOverrides];
  const std::uint32_t own = entries_for(architecture, design.host, design.host_count, host);
  for (std::uint32_t i = 0; i < own; ++i) {
    for (std::uint32_t j = 0; j < lists->general_count; ++j) {
      if (same_bits(lists->general[j], host[i])) lists->general[j] = said(design, host[i]);
    }
  }
  lists->override_count = entries_for(architecture, subject.overrides, subject.override_count, lists->overrides);
  for (std::uint32_t i = 0; i < lists->override_count; ++i) lists->overrides[i] = said(design, lists->overrides[i]);
}

bool lists_of(const Subject& subject, const Case& c, Lists* lists) {
  if (c.reg == kNoRegister) return case_lists(subject, c, lists);
  if (c.reg >= arch::kRegisterCount) return false;
  lists_of_register(subject, c.reg, lists);
  return true;
}

bool design_accepts(const Subject& subject, std::uint32_t reg, std::uint64_t value, std::uint64_t limit) {
  Lists lists;
  lists_of_register(subject, reg, &lists);
  return accepts_lists(subject, lists, ~std::uint64_t{0}, value, limit);
}

bool design_accepts(const Subject& subject, const Case& c, std::uint64_t value, std::uint64_t limit) {
  Lists lists;
  return lists_of(subject, c, &lists) && accepts_lists(subject, lists, c.writable, value, limit);
}

extern "C" Verdict idreg_claim_overrides_win(const Subject& s, const Case& c) {
  Lists lists;
  Lists flat;
  Table table;
  if (!case_lists(s, c, &lists) || c.override_count == 0 || !flatten(lists, &flat)) return Verdict::Discarded;
  if (s.merge(lists.general, lists.general_count, lists.overrides, lists.override_count, &table).kind !=
      TableErrorKind::None) {
    return Verdict::Discarded;
  }
  return holds(accepts_lists(s, lists, c.writable, c.value, c.limit) ==
               accepts_lists(s, flat, c.writable, c.value, c.limit));
}

extern "C" Verdict idreg_claim_bad_lists_refused(const Subject& s, const Case& c) {
  Lists lists;
  Table table;
  if (!case_lists(s, c, &lists)) return Verdict::Discarded;
  if (s.merge(lists.general, lists.general_count, lists.overrides, lists.override_count, &table).kind ==
      TableErrorKind::None) {
    return Verdict::Discarded;
  }
  return holds(!accepts_lists(s, lists, c.writable, c.value, c.limit));
}

}  // namespace idreg::props
