// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the members of a C structure lie, by its debug information.
#pragma once

#include <llvm/IR/DebugInfoMetadata.h>

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::audit {

/// One member, with those of unnamed structures and unions inside counted as the outer structure's.
struct Member {
  std::uint64_t offset = 0;  ///< in bits
  std::uint64_t bits = 0;
  const llvm::DIType* type = nullptr;
};

/// A structure's members by name.
class Layout {
 public:
  explicit Layout(const llvm::DICompositeType& type);

  /// Null if there is no member of this name.
  [[nodiscard]] const Member* find(std::string_view name) const;
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// An empty text if all of `names` are members, else which are not and what there is, for people.
  [[nodiscard]] std::string lacks(const std::vector<std::string_view>& names) const;

 private:
  void add(const llvm::DICompositeType& type, std::uint64_t base);

  std::string name_;
  std::string place_;  ///< "FILE:LINE" of its declaration
  std::uint64_t bytes_ = 0;
  std::map<std::string, Member, std::less<>> members_;
  std::vector<std::string> order_;
};

/// Without typedef, const, volatile, restrict; null stays null.
[[nodiscard]] const llvm::DIType* plain(const llvm::DIType* type);
/// The structure that an array holds or a pointer points to; null if it is none.
[[nodiscard]] const llvm::DICompositeType* element_structure(const llvm::DIType* type);

}  // namespace idreg::audit
