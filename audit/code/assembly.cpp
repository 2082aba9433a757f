// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/assembly.h"

#include <string_view>

namespace idreg::audit::code {

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// An entry of the bug table: .string "FILE"; .short LINE; .short FLAGS. A WARN's flags start with
/// BUGFLAG_WARNING, bit 0.
Shape bug(const std::string& text) {
  Shape shape;
  const std::size_t line = text.find(".short ");
  const std::size_t second = line == std::string::npos ? line : text.find(".short ", line + 1);
  const std::size_t flags = second == std::string::npos ? line : second;
  if (flags == std::string::npos) return shape;
  const std::string its = text.substr(flags + 7);
  if (its.starts_with("0;")) shape.kind = Shape::Kind::Bug;
  if (its.starts_with("(1 << 0)") || its.starts_with("1")) shape.kind = Shape::Kind::Warn;
  const std::size_t name = text.find(".string \"");
  const std::size_t end = name == std::string::npos ? name : text.find('"', name + 9);
  shape.place = end == std::string::npos ? "?" : text.substr(name + 9, end - name - 9);
  shape.place += ":" + text.substr(line + 7, text.find(';', line) - line - 7);
  return shape;
}

}  // namespace

Shape shape_of(const std::string& text, bool jumps) {
  Shape shape;
  if (!jumps) {
    if (text.empty()) shape.kind = Shape::Kind::Nothing;
    return contains(text, "__bug_table") ? bug(text) : shape;
  }
  if (contains(text, "__jump_table")) {
    shape.kind = Shape::Kind::StaticKey;
  } else if (contains(text, "alt_cb_patch_nops")) {
    // The likely form: a branch that patching removes where the capability is present.
    shape = {Shape::Kind::Capability, false, {}};
  } else if (contains(text, ".altinstructions") && contains(text, "nop") && contains(text, "b\t${1:l}")) {
    // The unlikely form: a branch that patching inserts.
    shape = {Shape::Kind::Capability, true, {}};
  }
  return shape;
}

}  // namespace idreg::audit::code
