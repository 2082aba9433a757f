// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What campaigns keep between runs: DIR/PART/UNIT, a part for each claim (or parser target), a unit in the
// bytes of its fuzz target, named by a hash of them. A unit is in the directory whole or not at all, whatever
// happens to the process; DIR/campaign.json says how far each claim's stream of cases was tried.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "props/claims.h"

namespace idreg::fuzz {

using Unit = std::vector<std::uint8_t>;

/// 16 hex digits: FNV-1a, 64 bits, of the unit's bytes.
[[nodiscard]] std::string unit_name(std::span<const std::uint8_t> unit);

/// How much of one claim's stream of cases has been tried.
struct Tried {
  std::uint64_t batches = 0;  ///< whole ones from the beginning, without a gap
  std::uint64_t cases = 0;
  std::uint64_t discarded = 0;
  double seconds = 0;
};

/// By claim, for one subject and seed.
struct CampaignState {
  std::string subject;
  std::uint64_t seed = 0;
  std::map<std::string, Tried, std::less<>> claims;
};

/// A directory of units, held by one campaign at a time. Errors name the file and the system's reason.
class Corpus {
 public:
  /// Makes the directory if need be, takes its lock, removes what an interrupted write left. An error if
  /// another campaign holds it.
  [[nodiscard]] static std::expected<Corpus, std::string> open(const std::string& directory);
  Corpus(Corpus&& other) noexcept;
  Corpus& operator=(Corpus&&) = delete;
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;
  ~Corpus();

  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// The directory of a part, which may not be there yet.
  [[nodiscard]] std::string part(std::string_view name) const;
  /// How many units there are in all parts.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// The units of a part, by name; none if there is no such part.
  [[nodiscard]] std::expected<std::map<std::string, Unit>, std::string> units(std::string_view name) const;
  /// Keeps a unit; false if it was there.
  [[nodiscard]] std::expected<bool, std::string> add(std::string_view name, std::span<const std::uint8_t> unit);
  /// Keeps every unit of a directory that is not below this one's control; how many were new.
  [[nodiscard]] std::expected<std::size_t, std::string> add_all(std::string_view name, const std::string& from);
  void remove(std::string_view name, const std::string& unit);

  /// Parts that are there, sorted.
  [[nodiscard]] std::vector<std::string> parts() const;

  /// Nothing tried, where no state was saved or it is another subject's or seed's.
  [[nodiscard]] std::expected<CampaignState, std::string> load(const std::string& subject, std::uint64_t seed) const;
  [[nodiscard]] std::expected<void, std::string> save(const CampaignState& state) const;

 private:
  Corpus(std::string directory, int lock) : directory_(std::move(directory)), lock_(lock) {}
  std::string directory_;
  int lock_;
  std::size_t size_ = 0;
};

/// How many units a part had, and has.
struct Distilled {
  std::size_t before = 0;
  std::size_t after = 0;
};

/// Removes the units of a claim's part whose situations (props/coverage.h) smaller units show already. What
/// violates the claim stays, and so does everything of a claim that has no situations.
[[nodiscard]] std::expected<Distilled, std::string> distill(Corpus& corpus, const props::Claim& claim,
                                                            const props::Subject& subject);

}  // namespace idreg::fuzz
