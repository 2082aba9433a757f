// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers as JSON documents, schema 1: values are strings "0x...", keys are as docs/command.md lists them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/features.h"
#include "cli/judge.h"

namespace idreg::cli::report {

using Json = nlohmann::ordered_json;

/// A document to which an answer adds its keys.
[[nodiscard]] Json document();

/// As text, with a newline at the end. Bytes that are no UTF-8 (names of files) are replaced.
[[nodiscard]] std::string dump(const Json& json);

[[nodiscard]] Json to_json(const Misfit& misfit);
[[nodiscard]] Json to_json(const Offence& offence);
[[nodiscard]] Json to_json(const std::vector<Implied>& features);

/// The keys of one judged register: register, value, limit, limit_kind, permitted, violations, nearest, ...
[[nodiscard]] Json to_json(const Judgement& judgement, const std::string& limit_kind);

/// register, value, fields, features.
[[nodiscard]] Json decoded(std::uint32_t reg, std::uint64_t value, const std::vector<Implied>& features);

/// shift, width, order, policy, safe.
[[nodiscard]] Json to_json(const Entry& entry);

}  // namespace idreg::cli::report
