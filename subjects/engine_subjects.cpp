// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference engine as a subject, and the same with the one wrong declaration that Linux carried
// from 6.5 until d1dcc20bcc40, or with the same field too strict.
#include "subjects/twins.h"

namespace idreg::subjects {

namespace {

constexpr props::NamedOverride kPmuVerSigned[] = {
    {props::encoding(3, 0, 0, 5, 0), {8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 0}}};

/// As strict as can be: it lets through nothing that is above the limit, and little of what is below.
constexpr props::NamedOverride kPmuVerExact[] = {
    {props::encoding(3, 0, 0, 5, 0), {8, 4, Policy::Exact, OrderKind::Rotation, 1, 15}}};

constexpr props::Subject with_overrides(const props::NamedOverride* overrides, std::uint32_t count) {
  props::Subject subject = props::kEngineFunctions;
  subject.overrides = overrides;
  subject.override_count = count;
  return subject;
}

}  // namespace

constinit const props::Subject idreg_subject_engine = props::kEngineFunctions;
constinit const props::Subject idreg_subject_pmuver_signed = with_overrides(kPmuVerSigned, 1);
constinit const props::Subject idreg_subject_pmuver_exact = with_overrides(kPmuVerExact, 1);

}  // namespace idreg::subjects
