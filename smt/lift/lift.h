// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM bitcode to terms: symbolic execution with path merging. A function is run once over guarded
// values; where paths meet, their values are merged under their guards, so nothing is enumerated.
//
// Undefined behaviour and the compiler's assumptions become obligations. What the lifter does not
// know is an Unsupported error, never a guess. LLVM's headers stay inside this folder's .cpp files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt::lift {

/// Something that the lifter refuses: which function, which instruction, where in the source.
struct Unsupported {
  std::string what;      ///< in words: "instruction fadd", "loop bound not proved", ...
  std::string function;  ///< demangled name
  std::string location;  ///< "file:line" where debug information is there, else the instruction's text
};

template <class T>
using Result = std::expected<T, Unsupported>;

/// A set of bitcode modules, linked by symbol name. Immutable once loaded, shared by threads.
class Program {
 public:
  /// Parses modules given as bytes (bitcode or .ll text). Two definitions of one external symbol are
  /// an error. Errors are for people: the module's name and LLVM's message.
  struct Source {
    std::string name;
    std::span<const char> bytes;
  };
  [[nodiscard]] static std::expected<Program, std::string> load(std::span<const Source> sources);

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  /// Whether `symbol` is defined (function or global variable).
  [[nodiscard]] bool defines(std::string_view symbol) const;
  /// Symbols of all externally visible functions that are defined here, sorted.
  [[nodiscard]] std::vector<std::string> functions() const;

  /// A struct as the debug information has it: members in order, offsets in bytes, those of bit-fields
  /// rounded down. Nothing if no module describes a struct of that name.
  struct Member {
    std::string name;    ///< empty: an anonymous struct or union
    std::uint64_t offset;
    std::uint64_t bytes;
    std::string type;    ///< the name of its struct; empty if it is none or has no name
    std::vector<Member> inside;  ///< the members of an anonymous one
  };
  struct Layout {
    std::uint64_t bytes;
    std::vector<Member> members;
  };
  [[nodiscard]] std::optional<Layout> layout(std::string_view structure) const;
  /// Bytes of a global variable, by symbol or MODULE:SYMBOL.
  [[nodiscard]] std::optional<std::uint64_t> size_of(std::string_view symbol) const;

  /// "FILE:LINE" of a function's definition, by symbol or MODULE:SYMBOL; empty without debug information.
  [[nodiscard]] std::string place_of(std::string_view function) const;

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }

 private:
  Program();
  std::unique_ptr<Impl> impl_;
};

/// One undefined behaviour or broken assumption that some input could reach.
struct Obligation {
  std::string kind;      ///< "shift", "overflow", "bounds", "null", "unreachable", "trap", "assume", ...
  std::string function;  ///< demangled
  std::string location;  ///< "file:line"
  Term violated;         ///< Boolean: the path is taken and the behaviour is undefined
  Term undefined;        ///< Boolean: the behaviour alone, whatever the path
};

class Machine;

/// A replacement for the body of a function. Called once per call site and path bundle.
/// `arguments`: one term per scalar argument; pointer arguments are terms that `Machine::resolve`
/// understands. Returns the result's term (empty for void), or Unsupported.
using Intrinsic = std::function<Result<Term>(Machine& machine, std::span<const Term> arguments)>;

/// Inline assembly that the program executes.
struct Assembly {
  std::string text;
  std::string constraints;
  std::vector<Term> arguments;
  bool jumps;      ///< a callbr: the rule answers with a Boolean, whether its label is taken
  unsigned width;  ///< bits of the result; 0: none, the rule answers with the empty term
};
/// What inline assembly means, to those who know the program.
using AssemblyRule = std::function<Result<Term>(Machine& machine, const Assembly& assembly)>;

/// A call of a function that no module defines, no `replace` names, and the lifter does not know.
struct UnknownCall {
  std::string symbol;
  std::vector<Term> arguments;
  unsigned width;  ///< bits of the result; 0: none
};
using UnknownRule = std::function<Result<Term>(Machine& machine, const UnknownCall& call)>;

/// Limits on the shape of a run; exceeding one is Unsupported.
struct Limits {
  std::uint32_t loop_iterations = 512;
  std::uint64_t instructions = 4'000'000;
  std::uint32_t call_depth = 64;
  /// From this iteration of a loop on, the solver is asked (at each power of two) whether it can still
  /// be reached: for loops whose end does not show by folding.
  std::uint32_t feasible_after = 128;
  bool stable_volatile = false;  ///< read volatile memory like any other: an assumption, to be named
  /// Mutable globals hold anything (variables named after symbol and offset), but for pointers that their
  /// initialisers set; otherwise reading one is Unsupported. Never their initial numbers.
  bool symbolic_globals = false;
  bool typed_memory = false;     ///< a load's `!range` holds of what is in memory: an assumption, to be named
  bool check_merges = false;     ///< record what `Machine::merge_checks` returns
  std::uint8_t fault = 0;        ///< for the lifter's own tests: a deliberate mistake (faults.h)
};

/// A check on the lifter itself, made where paths meet: both terms must be unsatisfiable.
struct MergeCheck {
  std::string function;
  std::string location;
  Term overlap;    ///< two of the paths are taken at once, or the wrong one is selected
  Term uncovered;  ///< the merged path is not just all of them
};

/// A loop that is not unrolled: its body is executed once, from any state that meets the invariant.
struct Cut {
  /// The invariant over the loop header's phis, in order (and over memory, through the machine).
  /// Called at the entry, for the arbitrary iteration, and at each back edge.
  std::function<Result<Term>(Machine& machine, std::span<const Term> phis)> invariant;
  /// Memory that the body may change; other writes to memory that outlives it are Unsupported.
  struct Region {
    Term address;
    struct Piece {
      std::size_t offset;
      unsigned width;
    };
    std::vector<Piece> pieces;
  };
  std::vector<Region> regions;
};

/// One symbolic run: memory objects, replaced functions, obligations.
class Machine {
 public:
  Machine(const Program& program, const Context& context, Limits limits = {});
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// A new object of `bytes` bytes; its contents are undefined until stored (reading undefined bytes
  /// is Unsupported). Returns the 64-bit term of its address.
  [[nodiscard]] Term allocate(std::string_view name, std::size_t bytes);
  /// The address of a global variable or function of the program; a local one is MODULE:SYMBOL. Constant globals hold
  /// their initialiser. Mutable globals are Unsupported to read unless overwritten with `store` first.
  [[nodiscard]] Result<Term> address_of(std::string_view symbol);
  /// The same, with contents that are variables: 64 bits each, named NAME+0xOFFSET.
  [[nodiscard]] Term allocate_symbolic(std::string_view name, std::size_t bytes);
  /// "OBJECT+0xOFFSET" for an address that is a number (without offset 0), else empty.
  [[nodiscard]] std::string name_of(const Term& address) const;
  /// Memory access outside a run or from an intrinsic (then under the current path's guard).
  /// `address` is a pointer term; little-endian; `width` a multiple of 8.
  [[nodiscard]] Result<Term> load(const Term& address, std::size_t offset, unsigned width);
  [[nodiscard]] Result<void> store(const Term& address, std::size_t offset, const Term& value);
  /// Replaces every byte of the object at `address` by fresh variables, one 8-bit each unless
  /// `widths` gives the scalar widths in order of offset.
  struct Scalar {
    std::size_t offset;
    unsigned width;
    std::string name;
  };
  [[nodiscard]] Result<void> make_symbolic(const Term& address, std::span<const Scalar> scalars);

  /// Calls to `symbol` go to `replacement` from now on.
  void replace(std::string_view symbol, Intrinsic replacement);

  /// What inline assembly means from now on; without a rule it is Unsupported.
  void assembly(AssemblyRule rule);
  /// What unknown functions do from now on; without a rule a call is Unsupported.
  void unknown_functions(UnknownRule rule);
  /// Whatever outlives the current call may have changed: every byte of it becomes a new variable, except
  /// constants and words that are the address of an object.
  void forget();

  /// From now on the `loop`-th loop of a function (by the order of headers in the function's reverse
  /// post-order, 0 first) is cut: see Cut. Obligations "invariant-entry" and "invariant-step".
  void cut(std::string_view symbol, unsigned loop, Cut how);

  /// From here on `condition` is known to hold: outside a run, a premise of everything that follows; in
  /// an intrinsic, of the rest of this path. Obligations are then about inputs that meet it. A condition
  /// that contradicts what is known already is ignored.
  void assume(const Term& condition);

  /// Runs a defined function to its end. Memory afterwards is the merge over all returning paths.
  /// Returns the merged result (empty for void).
  [[nodiscard]] Result<Term> run(std::string_view symbol, std::span<const Term> arguments);

  /// The same for the function at an address; inside an intrinsic too, then on the current path.
  [[nodiscard]] Result<Term> call(const Term& function, std::span<const Term> arguments);

  /// The condition under which the last run returned. Not the whole truth only where paths ended in
  /// broken obligations or a loop was cut: then what is asked about the result is asked under it.
  [[nodiscard]] Term reached() const;

  /// The condition under which the current path is taken; inside an intrinsic only.
  [[nodiscard]] Term path() const;
  /// An obligation added by an intrinsic (a precondition of the function that it stands for).
  void require(std::string_view kind, const Term& must_hold);
  /// All obligations so far, in order of discovery.
  [[nodiscard]] const std::vector<Obligation>& obligations() const;
  /// All merge checks so far; empty unless Limits::check_merges.
  [[nodiscard]] const std::vector<MergeCheck>& merge_checks() const;
  /// Symbols of the functions whose bodies have been run so far, replaced ones not among them.
  [[nodiscard]] const std::set<std::string, std::less<>>& entered() const;
  /// Instructions so far.
  [[nodiscard]] std::uint64_t executed() const;
  [[nodiscard]] const Context& context() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace idreg::smt::lift
