// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Case in the lifter's memory: every scalar a free variable of its own name, unless fixed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "props/case.h"
#include "props/subject.h"
#include "smt/lift/lift.h"
#include "smt/term/solver.h"

namespace idreg::smt::prove {

/// Values of scalars by name ("general_count", "overrides[0].width").
using Fixed = std::map<std::string, std::uint64_t>;

/// One scalar of a Case.
struct CaseScalar {
  std::string name;
  std::size_t offset;
  std::size_t bytes;
};

/// All of them, in declaration order.
[[nodiscard]] const std::vector<CaseScalar>& case_scalars();

/// The one of that name, which there is.
[[nodiscard]] const CaseScalar& case_scalar(std::string_view name);
/// Its width in bits.
[[nodiscard]] unsigned bits(const CaseScalar& scalar);

[[nodiscard]] std::uint64_t read_scalar(const props::Case& input, const CaseScalar& scalar);
void write_scalar(props::Case& input, const CaseScalar& scalar, std::uint64_t value);

/// The variable that stands for a free scalar.
[[nodiscard]] Term case_variable(const Context& context, const CaseScalar& scalar);

/// Writes a Case object into the machine; returns its address.
[[nodiscard]] lift::Result<Term> make_case(lift::Machine& machine, const Fixed& fixed);

/// The Case of a model.
[[nodiscard]] props::Case read_case(const Context& context, const Model& model, const Fixed& fixed);

/// The address of a subject, with `overrides` added to its own if there are any.
[[nodiscard]] lift::Result<Term> make_subject(lift::Machine& machine, const char* symbol,
                                              const std::vector<props::NamedOverride>& overrides);

/// The address of a subject whose design is the program's `idreg_outside_subject`, with the capabilities
/// of `design`.
[[nodiscard]] lift::Result<Term> make_outside_subject(lift::Machine& machine, const props::Design& design);

}  // namespace idreg::smt::prove
