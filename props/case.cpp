// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/case.h"

#include <fmt/format.h>

#include <string>

namespace idreg::props {

namespace {

using Visit = void (*)(void*, const char*, std::size_t, std::size_t);

/// Names the scalars of one part of a Case, in the order in which they are declared.
class Walk {
 public:
  Walk(Visit visit, void* state) : visit_(visit), state_(state) {}

  void scalar(const std::string& name, std::size_t offset, std::size_t bytes) const {
    visit_(state_, name.c_str(), offset, bytes);
  }

  void words(const char* name, std::size_t offset, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
      scalar(fmt::format("{}[{}]", name, i), offset + i * sizeof(std::uint64_t), sizeof(std::uint64_t));
  }

  void scheme(const char* name, std::size_t offset) const {
    scalar(fmt::format("{}.kind", name), offset + offsetof(Scheme, kind), sizeof(Scheme::kind));
    scalar(fmt::format("{}.bias", name), offset + offsetof(Scheme, bias), sizeof(Scheme::bias));
    scalar(fmt::format("{}.safe", name), offset + offsetof(Scheme, safe), sizeof(Scheme::safe));
  }

  void entries(const char* name, std::size_t offset, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = offset + i * sizeof(Entry);
      const auto member = [&](const char* what) { return fmt::format("{}[{}].{}", name, i, what); };
      scalar(member("shift"), at + offsetof(Entry, shift), sizeof(Entry::shift));
      scalar(member("width"), at + offsetof(Entry, width), sizeof(Entry::width));
      scalar(member("policy"), at + offsetof(Entry, policy), sizeof(Entry::policy));
      scalar(member("kind"), at + offsetof(Entry, kind), sizeof(Entry::kind));
      scalar(member("bias"), at + offsetof(Entry, bias), sizeof(Entry::bias));
      scalar(member("safe"), at + offsetof(Entry, safe), sizeof(Entry::safe));
    }
  }

 private:
  Visit visit_;
  void* state_;
};

}  // namespace

void for_each_scalar(Visit visit, void* state) {
  const Walk walk(visit, state);
  walk.scalar("override_count", offsetof(Case, override_count), sizeof(Case::override_count));
  walk.scalar("general_count", offsetof(Case, general_count), sizeof(Case::general_count));
  walk.scalar("cpu_count", offsetof(Case, cpu_count), sizeof(Case::cpu_count));
  walk.scalar("reg", offsetof(Case, reg), sizeof(Case::reg));
  walk.scalar("item", offsetof(Case, item), sizeof(Case::item));
  walk.scalar("other", offsetof(Case, other), sizeof(Case::other));
  walk.scalar("value", offsetof(Case, value), sizeof(Case::value));
  walk.scalar("limit", offsetof(Case, limit), sizeof(Case::limit));
  walk.scalar("writable", offsetof(Case, writable), sizeof(Case::writable));
  walk.words("more_values", offsetof(Case, more_values), kMaxMore);
  walk.words("more_limits", offsetof(Case, more_limits), kMaxMore);
  walk.words("cpus", offsetof(Case, cpus), kMaxCpus);
  walk.scheme("scheme", offsetof(Case, scheme));
  walk.entries("overrides", offsetof(Case, overrides), kMaxOverrides);
  walk.entries("general", offsetof(Case, general), kMaxGeneral);
}

}  // namespace idreg::props
