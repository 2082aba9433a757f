// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the probe recorded of KVM's answers to writes: the reader of calls-*.txt and requests.txt (docs/lab.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/file.h"

namespace idreg::lab {

/// One KVM_SET_ONE_REG on a register that held its limit.
struct Call {
  std::uint64_t value = 0;              ///< what was written
  std::string error;                    ///< "EINVAL", ...; empty: accepted
  std::optional<std::uint64_t> stored;  ///< what the register held afterwards; none if it could not be read

  [[nodiscard]] bool accepted() const { return error.empty(); }

  friend bool operator==(const Call&, const Call&) = default;
};

/// The calls on one register of a vCPU with certain features.
struct RegisterCalls {
  std::string features;        ///< "pmu+sve", "none"
  std::string name;            ///< Arm's, else "S3_0_C0_C4_3"
  std::uint32_t encoding = 0;  ///< Linux's sys_reg(op0, op1, CRn, CRm, op2)
  std::uint64_t limit = 0;     ///< what a fresh vCPU reads
  std::uint64_t mask = 0;      ///< the writable bits that KVM tells; 0 where it tells none
  std::vector<Call> calls;
};

/// A register that this vCPU does not show.
struct Hidden {
  std::string features;
  std::string name;
  std::string error;
};

struct Calls {
  std::string file;
  std::string kernel;  ///< uname's release
  std::vector<RegisterCalls> registers;
  std::vector<Hidden> hidden;

  [[nodiscard]] std::size_t count() const;
};

/// The largest file of calls that is read: some 2 million calls.
inline constexpr std::size_t kCallsLimit = std::size_t{64} << 20;

/// Reads a file of calls. Errors, with the line: a line of none of the known forms, a call before its register, a
/// register before its features, no kernel. A file without any call is read.
[[nodiscard]] std::expected<Calls, corpora::Error> parse_calls(std::string_view text, const std::string& file);

/// read_file, then parse_calls.
[[nodiscard]] std::expected<Calls, corpora::Error> read_calls(const std::string& path);

}  // namespace idreg::lab
