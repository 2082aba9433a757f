// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading a stored case. The text may come from anybody: its size is bounded, corpora/json.h bounds the
// rest, every number is checked against its member's range, and every error names its place as a path
// ("case.general[3].width").
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "corpora/arch/arch.h"
#include "corpora/file.h"
#include "corpora/json.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "props/case_io.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
constexpr std::string_view kKindNames[kOrderKinds] = {"Rotation", "ReverseRotation", "Subset", "None"};

/// Walks a parsed text; keeps the first error and makes everything after it harmless.
class Loader {
 public:
  [[nodiscard]] const std::string& error() const { return error_; }

  void fail(const std::string& place, const std::string& message) {
    if (error_.empty()) error_ = place.empty() ? message : fmt::format("{}: {}", place, message);
  }

  /// The members of an object, each of which must be one of `known`.
  bool is_object(const Json& json, const std::string& place, std::initializer_list<std::string_view> known) {
    if (!json.is_object()) {
      fail(place, fmt::format("expected an object, found {}", shown(json)));
      return false;
    }
    for (const auto& [key, unused] : json.items()) {
      if (std::ranges::find(known, key) == known.end())
        fail(place, fmt::format("unknown member {}; known are {}", corpora::quote(key), fmt::join(known, ", ")));
    }
    return error_.empty();
  }

  /// A number up to `most`: JSON's own, or text as corpora::parse_number takes it. Absent: 0.
  std::uint64_t number(const Json& object, const char* key, const std::string& place, std::uint64_t most) {
    const auto found = object.find(key);
    if (found == object.end()) return 0;
    return number_of(*found, fmt::format("{}.{}", place, key), most);
  }

  std::uint64_t number_of(const Json& json, const std::string& place, std::uint64_t most) {
    std::optional<std::uint64_t> result;
    if (json.is_number_unsigned()) result = json.get<std::uint64_t>();
    if (json.is_string()) result = corpora::parse_number(json.get_ref<const std::string&>());
    if (!result || *result > most) {
      fail(place, fmt::format("expected a number from 0 to {:#x} such as \"0x1f\", found {}", most, shown(json)));
      return 0;
    }
    return *result;
  }

  std::string text(const Json& object, const char* key, const std::string& place) {
    const auto found = object.find(key);
    const std::string where = place.empty() ? key : fmt::format("{}.{}", place, key);
    if (found == object.end() || !found->is_string()) {
      fail(where, fmt::format("expected a text, found {}", found == object.end() ? "nothing" : shown(*found)));
      return {};
    }
    return found->get<std::string>();
  }

  /// How a value is shown in an error.
  static std::string shown(const Json& json) {
    if (json.is_string()) return corpora::quote(json.get_ref<const std::string&>());
    if (json.is_array() || json.is_object() || json.is_null()) return json.type_name();
    return json.dump();
  }

 private:
  std::string error_;
};

/// "[11:8]" or "[3]".
std::optional<Span> parse_bits(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return std::nullopt;
  const auto parts = corpora::split(text.substr(1, text.size() - 2), ':');
  if (parts.size() > 2) return std::nullopt;
  const auto top = corpora::parse_number(parts.front());
  const auto bottom = corpora::parse_number(parts.back());
  if (!top || !bottom || *bottom > *top || *top >= kRegisterBits) return std::nullopt;
  return Span{static_cast<std::uint8_t>(*bottom), static_cast<std::uint8_t>(*top - *bottom + 1)};
}

OrderKind read_kind(Loader& in, const Json& object, const std::string& place) {
  const auto found = object.find("kind");
  if (found == object.end()) return OrderKind::Rotation;
  if (found->is_string()) {
    const auto& name = found->get_ref<const std::string&>();
    for (std::uint8_t i = 0; i < kOrderKinds; ++i)
      if (corpora::same_name(name, kKindNames[i])) return static_cast<OrderKind>(i);
    in.fail(place + ".kind",
            fmt::format("expected {} or a number, found {}", fmt::join(kKindNames, ", "), corpora::quote(name)));
    return OrderKind::Rotation;
  }
  return static_cast<OrderKind>(in.number_of(*found, place + ".kind", 255));
}

void read_order(Loader& in, const Json& json, const std::string& place, Entry& entry) {
  if (!json.contains("order")) {
    entry.kind = read_kind(in, json, place);
    entry.bias = in.number(json, "bias", place, ~std::uint64_t{0});
    return;
  }
  const std::string word = in.text(json, "order", place);
  if (json.contains("kind") || json.contains("bias"))
    return in.fail(place, "either \"order\" or \"kind\" and \"bias\", not both");
  if (entry.width < 1 || entry.width > kRegisterBits)
    return in.fail(place + ".order", "a width of 1 to 64 is needed to tell what it means; give \"kind\" and \"bias\"");
  const auto order = corpora::parse_order(word, entry.width);
  if (!order)
    return in.fail(place + ".order", fmt::format("expected {}, found {}", corpora::kOrderWords, corpora::quote(word)));
  entry.kind = order->kind;
  entry.bias = order->bias;
}

Policy read_policy(Loader& in, const Json& json, const std::string& place) {
  const auto found = json.find("policy");
  if (found == json.end()) {
    in.fail(place + ".policy", fmt::format("expected {}, found nothing", corpora::kPolicyWords));
    return Policy::Exact;
  }
  if (!found->is_string()) return static_cast<Policy>(in.number_of(*found, place + ".policy", 255));
  const auto& word = found->get_ref<const std::string&>();
  if (const auto policy = corpora::parse_policy(word)) return *policy;
  in.fail(place + ".policy", fmt::format("expected {}, found {}", corpora::kPolicyWords, corpora::quote(word)));
  return Policy::Exact;
}

Entry read_entry(Loader& in, const Json& json, const std::string& place) {
  Entry entry{};
  if (json.is_null()) return entry;  // an unused slot
  if (!in.is_object(json, place, {"field", "bits", "shift", "width", "order", "kind", "bias", "policy", "safe"}))
    return entry;
  if (json.contains("bits")) {
    const std::string text = in.text(json, "bits", place);
    const auto bits = parse_bits(text);
    if (!bits)
      in.fail(place + ".bits", fmt::format("expected bits such as \"[11:8]\", found {}", corpora::quote(text)));
    if (json.contains("shift") || json.contains("width"))
      in.fail(place, "either \"bits\" or \"shift\" and \"width\", not both");
    if (bits) entry.shift = bits->shift, entry.width = bits->width;
  } else {
    entry.shift = static_cast<std::uint8_t>(in.number(json, "shift", place, 255));
    entry.width = static_cast<std::uint8_t>(in.number(json, "width", place, 255));
  }
  read_order(in, json, place, entry);
  entry.policy = read_policy(in, json, place);
  entry.safe = in.number(json, "safe", place, ~std::uint64_t{0});
  return entry;
}

/// A list of at most `capacity` elements, each read by `element(json, place, index)`.
template <typename Element>
void read_list(Loader& in, const Json& object, const char* key, const std::string& place, std::uint32_t capacity,
               Element element) {
  const auto found = object.find(key);
  if (found == object.end()) return;
  const std::string where = fmt::format("{}.{}", place, key);
  if (!found->is_array()) return in.fail(where, fmt::format("expected a list, found {}", Loader::shown(*found)));
  if (found->size() > capacity)
    return in.fail(where, fmt::format("at most {} elements, found {}", capacity, found->size()));
  for (std::size_t i = 0; i < found->size(); ++i) element((*found)[i], fmt::format("{}[{}]", where, i), i);
}

void read_entries(Loader& in, const Json& json, const char* key, const std::string& place, Entry* entries,
                  std::uint32_t capacity) {
  read_list(in, json, key, place, capacity, [&](const Json& element, const std::string& where, std::size_t i) {
    entries[i] = read_entry(in, element, where);
  });
}

void read_words(Loader& in, const Json& json, const char* key, const std::string& place, std::uint64_t* words,
                std::uint32_t capacity) {
  read_list(in, json, key, place, capacity, [&](const Json& element, const std::string& where, std::size_t i) {
    words[i] = in.number_of(element, where, ~std::uint64_t{0});
  });
}

std::optional<std::uint32_t> index_of_register(std::string_view name) {
  for (std::uint32_t i = 0; i < arch::kRegisterCount; ++i)
    if (corpora::same_name(arch::kRegisters[i].name, name)) return i;
  return std::nullopt;
}

std::uint32_t read_register(Loader& in, const Json& json, const std::string& place) {
  constexpr std::uint64_t kMost = 0xffffffff;
  std::optional<std::uint32_t> number;
  if (const auto found = json.find("reg"); found != json.end()) {
    const bool none = found->is_string() && found->get_ref<const std::string&>() == "none";
    number = none ? kNoRegister : static_cast<std::uint32_t>(in.number_of(*found, place + ".reg", kMost));
  }
  if (!json.contains("register")) return number.value_or(0);
  const std::string name = in.text(json, "register", place);
  const auto named = index_of_register(name);
  if (!named) {
    in.fail(place + ".register",
            fmt::format("{} is no register that idreg knows (see `idreg list registers`)", corpora::quote(name)));
    return 0;
  }
  if (number && *number != *named)
    in.fail(place + ".reg",
            fmt::format("{} is not {}, which is number {}; remove one of the two", *number, name, *named));
  return *named;
}

Case read_case(Loader& in, const Json& json, const std::string& place) {
  constexpr std::uint64_t kWord = ~std::uint64_t{0};
  constexpr std::uint64_t kHalf = 0xffffffff;
  Case c{};
  if (!in.is_object(
          json, place,
          {"register", "feature", "reg", "item", "other", "value", "limit", "differs", "writable", "more_values",
           "more_limits", "cpu_count", "cpus", "scheme", "override_count", "overrides", "general_count", "general"}))
    return c;
  c.override_count = static_cast<std::uint32_t>(in.number(json, "override_count", place, kMaxOverrides));
  c.general_count = static_cast<std::uint32_t>(in.number(json, "general_count", place, kMaxGeneral));
  c.cpu_count = static_cast<std::uint32_t>(in.number(json, "cpu_count", place, kMaxCpus));
  c.reg = read_register(in, json, place);
  c.item = static_cast<std::uint32_t>(in.number(json, "item", place, kHalf));
  c.other = static_cast<std::uint32_t>(in.number(json, "other", place, kHalf));
  c.value = in.number(json, "value", place, kWord);
  c.limit = in.number(json, "limit", place, kWord);
  c.writable = in.number(json, "writable", place, kWord);
  read_words(in, json, "more_values", place, c.more_values, kMaxMore);
  read_words(in, json, "more_limits", place, c.more_limits, kMaxMore);
  read_words(in, json, "cpus", place, c.cpus, kMaxCpus);
  if (const auto scheme = json.find("scheme"); scheme != json.end()) {
    const std::string where = place + ".scheme";
    if (in.is_object(*scheme, where, {"kind", "bias", "safe"}))
      c.scheme = {read_kind(in, *scheme, where), in.number(*scheme, "bias", where, kWord),
                  in.number(*scheme, "safe", where, kWord)};
  }
  read_entries(in, json, "overrides", place, c.overrides, kMaxOverrides);
  read_entries(in, json, "general", place, c.general, kMaxGeneral);
  return c;
}

}  // namespace

std::expected<StoredCase, std::string> from_json(std::string_view text) {
  if (text.size() > kMaxBytes)
    return std::unexpected(fmt::format("{} bytes are too many for a case; at most {}", text.size(), kMaxBytes));
  const auto json = corpora::parse_json(text, {});
  if (!json) return std::unexpected(corpora::to_text(json.error()));
  Loader in;
  StoredCase stored{};
  if (!json->is_object()) {
    in.fail("", fmt::format("expected a stored case (an object), found {}", Loader::shown(*json)));
  } else if (!json->contains("schema") || (*json)["schema"] != 1) {
    in.fail("schema", "expected 1: this is no case that idreg stored");
  } else {
    stored.claim = in.text(*json, "claim", "");
    stored.subject = in.text(*json, "subject", "");
    if (const auto found = json->find("case"); found != json->end()) {
      stored.input = read_case(in, *found, "case");
    } else {
      in.fail("case", "expected an object, found nothing");
    }
  }
  if (!in.error().empty()) return std::unexpected(in.error());
  return stored;
}

}  // namespace idreg::props
