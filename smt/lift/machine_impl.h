// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: the state of one run. The main flow is `call_function` in schedule.cpp.
//
// Errors: the first thing that the lifter refuses is kept in `failure`; everything returns early
// from then on, and the public functions hand it out.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "smt/lift/faults.h"
#include "smt/lift/guard.h"
#include "smt/lift/lift.h"
#include "smt/lift/memory.h"
#include "smt/lift/program_impl.h"
#include "smt/lift/values.h"

namespace llvm {
class CallBase;
class ConstantRange;
class Instruction;
class IntrinsicInst;
}  // namespace llvm

namespace idreg::smt::lift {

/// One path, or several that were merged.
struct State {
  const Guard* guard = nullptr;
  Memory memory;
  std::vector<ValueRef> values;  ///< by slot of the function
  bool dead = false;             ///< ended: unreachable, a trap, or certain undefined behaviour
};

/// What makes a value poison, for the obligation where it is used.
struct PoisonSource {
  std::string kind;  ///< several, if so: "overflow, shift"
  std::string function;
  std::string location;
};

struct Object {
  std::string name;
  std::uint64_t size;
  enum class Kind : std::uint8_t { Local, Allocated, Constant, Mutable, Function } kind;
  std::shared_ptr<Contents> initial;  ///< made when first asked for; held here, so nobody writes it in place
  bool symbolic = false;                    ///< holds variables before anything is written
};

/// One place that an address may mean, under a condition (empty: certainly).
struct Place {
  Term condition;
  unsigned object;
  std::uint64_t offset;
};

/// Sum of constant and coefficient * term.
struct Affine {
  std::uint64_t constant = 0;
  std::vector<std::pair<Term, std::uint64_t>> terms;
};

class Run;

struct Machine::Impl {
  Impl(Machine& self_machine, const Program::Impl& its_program, const Context& its_context, Limits its_limits);

  Machine& self;
  const Program::Impl& program;
  const Context& context;
  Limits limits;
  Guards guards;
  State root;        ///< outside a run
  Term reached;      ///< the condition under which the last run returned
  State* now;        ///< the current path
  std::deque<Object> objects;  ///< by number; [0] is nothing
  std::vector<Obligation> obligations;
  std::set<std::pair<std::string, unsigned>> known_obligations;  ///< kind, term
  std::vector<PoisonSource> sources;
  std::vector<MergeCheck> merge_checks;
  std::map<std::string, Intrinsic, std::less<>> replacements;
  std::map<std::pair<std::string, unsigned>, Cut> cuts;
  AssemblyRule assembly;
  UnknownRule unknown_functions;
  std::optional<Unsupported> failure;
  const llvm::Instruction* at = nullptr;   ///< what is being executed
  const FunctionInfo* function = nullptr;  ///< where
  Run* run = nullptr;                      ///< the call that is being executed
  std::uint64_t executed = 0;
  std::set<std::string, std::less<>> entered;  ///< symbols of the functions whose bodies were run
  unsigned depth = 0;
  unsigned fresh = 0;

  [[nodiscard]] bool faulty(Fault fault) const { return limits.fault == static_cast<std::uint8_t>(fault); }

  // obligations.cpp
  void fail(std::string what);
  [[nodiscard]] bool failed() const { return failure.has_value(); }
  [[nodiscard]] Unsupported take_failure();
  [[nodiscard]] std::string location() const;
  [[nodiscard]] std::string function_name() const;
  /// An obligation at the current instruction: `violated` must be false on this path. Where it is
  /// certain, the path ends.
  void oblige(const char* kind, const Term& violated);
  void oblige_at(std::string kind, std::string function_text, std::string location_text, const Term& violated);
  /// `value` must not be poison here.
  void use(const Datum& value);
  /// The same, and from here on it counts as not poison: otherwise the obligation is broken already.
  void settle(Value& value);
  /// Makes `value` poison where `condition` holds.
  void poison(Datum& value, const Term& condition, const char* kind);
  /// Two sources as one, the first one's place.
  [[nodiscard]] unsigned both_sources(unsigned a, unsigned b);
  [[nodiscard]] unsigned source_of(const Datum& a, const Datum& b);
  /// Whether some input takes this path; asked of the solver, within a budget: first of the decisions
  /// since `entry`, then of all.
  [[nodiscard]] bool feasible(const Guard* guard, const Guard* entry) const;
  [[nodiscard]] Datum undefined(unsigned width, const char* kind);
  [[nodiscard]] Datum frozen(const Datum& value);
  /// Ends the current path.
  void end_path(const char* kind);

  // constants.cpp
  [[nodiscard]] Term number(const llvm::APInt& bits) const;
  [[nodiscard]] Term word(std::uint64_t value) const { return bv(context, 64, value); }
  [[nodiscard]] Value constant(const llvm::Constant& constant);
  [[nodiscard]] Value operand(const State& state, const llvm::Value* value);
  [[nodiscard]] Datum scalar(const State& state, const llvm::Value* value);
  [[nodiscard]] Term zero_of(unsigned width) const;

  // objects.cpp
  [[nodiscard]] unsigned new_object(std::string name, std::uint64_t size, Object::Kind kind);
  [[nodiscard]] std::shared_ptr<Contents> initial(unsigned object);
  [[nodiscard]] std::shared_ptr<const Contents> contents(unsigned object);
  [[nodiscard]] Cells constant_cells(const ConstantBits& bits) const;
  /// Page `number` of an object of that name and size whose bytes are anything: words of 8 bytes.
  [[nodiscard]] Page page_of_variables(const std::string& name, std::uint64_t size, std::size_t number);
  /// Writes what the scalars of a global's initialiser put into that page.
  void write_pieces(Page& page, std::size_t number, unsigned object);
  void forget();

  // pointers.cpp
  [[nodiscard]] Term add_offset(const Term& pointer, const Term& offset);
  /// The places that `bytes` bytes at `address` may be. Records what goes wrong elsewhere.
  [[nodiscard]] std::vector<Place> places(const Term& address, std::uint64_t bytes);
  /// The condition under which an address computed with `inbounds` has left its object; empty: never.
  [[nodiscard]] Term outside(const Term& address);
  struct Target {
    Term condition;  ///< empty: certainly
    const llvm::GlobalValue* function;
  };
  [[nodiscard]] std::vector<Target> functions_at(const Term& address);

  // access.cpp
  [[nodiscard]] Cells read_cells(const Term& address, std::uint64_t bytes);
  void write_cells(const Term& address, std::span<const Cell> cells);
  [[nodiscard]] Datum load_scalar(const Term& address, unsigned width);
  void store_scalar(const Term& address, const Datum& value);
  void write_object(unsigned object, std::uint64_t offset, std::span<const Cell> cells);

  // merge.cpp
  [[nodiscard]] Memory merge_memory(const Term& condition, const Memory& a, const Memory& b);
  [[nodiscard]] State merge_states(State first, State second, std::span<const unsigned> live);
  [[nodiscard]] State merge_all(std::vector<State> states, std::span<const unsigned> live);
  void check_merge(const Guard* a, const Guard* b, const Guards::Joined& joined);

  // schedule.cpp
  struct Returned {
    State state;  ///< dead: no path returns
    Value value;
  };
  [[nodiscard]] Returned call_function(const FunctionInfo& info, State state, std::vector<Value> arguments);

  // cut.cpp
  /// A loop whose header was reached: what must hold again at its back edges.
  struct OpenCut {
    const FunctionInfo* info;
    unsigned header;
    const Cut* cut;
    std::vector<unsigned> havocked;  ///< objects whose writes are covered
    Memory at_header;
    unsigned depth;                  ///< of the call
  };
  std::vector<OpenCut> open_cuts;
  /// If the loop with this header is to be cut: checks the invariant, forgets, assumes it.
  void enter_cut(const FunctionInfo& info, unsigned header, State& state);
  [[nodiscard]] const OpenCut* open_cut(const FunctionInfo& info, unsigned header) const;
  void close_cut(const OpenCut& open, State& state);
  [[nodiscard]] std::optional<Term> invariant_at(const OpenCut& open, State& state);
  void havoc(OpenCut& open, State& state);
  void check_writes(const OpenCut& open, const State& state);
  [[nodiscard]] static bool holds_nothing(const Contents& contents_now);

  // execute_*.cpp: one instruction on the current path
  void execute(const llvm::Instruction& instruction);
  [[nodiscard]] std::optional<Value> execute_integer(const llvm::Instruction& instruction);
  [[nodiscard]] Datum binary(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b);
  [[nodiscard]] Datum division(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b);
  [[nodiscard]] Datum shift(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b);
  [[nodiscard]] Datum compare(const llvm::ICmpInst& comparison);
  [[nodiscard]] Datum cast(const llvm::CastInst& conversion);
  [[nodiscard]] Value select(const llvm::SelectInst& choice);
  void execute_alloca(const llvm::AllocaInst& allocation);
  [[nodiscard]] Value execute_load(const llvm::LoadInst& load);
  void execute_store(const llvm::StoreInst& store);
  [[nodiscard]] Datum execute_gep(const llvm::GetElementPtrInst& gep);
  [[nodiscard]] Value execute_extract(const llvm::ExtractValueInst& extraction);
  [[nodiscard]] Value execute_insert(const llvm::InsertValueInst& insertion);
  void execute_call(const llvm::CallBase& call);
  /// The arguments of a call as terms; uses every one.
  [[nodiscard]] std::vector<Term> terms_of(std::span<const Value> arguments);
  /// The rule's answer for inline assembly; nothing after a failure or where the path ended.
  [[nodiscard]] std::optional<Term> execute_assembly(const llvm::CallBase& call);
  [[nodiscard]] Value call_unknown(const llvm::CallBase& call, std::string_view symbol,
                                   std::span<const Value> arguments);
  void keep_failure(const Unsupported& error);
  [[nodiscard]] Result<Term> run_function(const FunctionInfo& info, std::span<const Term> arguments);
  [[nodiscard]] Value call_target(const llvm::CallBase& call, const llvm::GlobalValue* target,
                                  std::vector<Value> arguments);
  [[nodiscard]] Value call_replacement(const llvm::CallBase& call, const Intrinsic& replacement,
                                       std::span<const Value> arguments);
  void check_arguments(const llvm::CallBase& call, const llvm::Function* target, std::span<Value> arguments);
  void check_result(const llvm::CallBase* call, const llvm::Function& target, Value& value);
  void check_range(Datum& value, const llvm::ConstantRange& range);
  // execute_library.cpp
  void copy_memory(const Term& to, const Term& from, std::uint64_t bytes);
  void fill_memory(const Term& to, const Datum& byte, std::uint64_t bytes);
  /// Whether the bytes differ (0 or 1), or in which order they are (-1, 0, 1).
  [[nodiscard]] Term compare_memory(const Term& a, const Term& b, std::uint64_t bytes, bool order);
  [[nodiscard]] std::optional<Value> library_call(const llvm::CallBase& call, std::string_view symbol,
                                                  std::span<const Value> arguments);
  [[nodiscard]] std::optional<Value> execute_intrinsic(const llvm::IntrinsicInst& call);
  [[nodiscard]] std::optional<Value> memory_intrinsic(const llvm::IntrinsicInst& call);
  [[nodiscard]] std::optional<Value> bit_intrinsic(const llvm::IntrinsicInst& call);
  [[nodiscard]] std::optional<Value> overflow_intrinsic(const llvm::IntrinsicInst& call);
  [[nodiscard]] std::optional<Value> order_intrinsic(const llvm::IntrinsicInst& call);
  [[nodiscard]] Value result_of_term(const Term& term, llvm::Type* type);
  void set(const llvm::Instruction& instruction, Value value);
};

/// "+0x1c"
[[nodiscard]] std::string hexadecimal_offset(std::uint64_t offset);

/// Overflow of a + b and so on, in `width_of(a)` bits.
[[nodiscard]] Term add_overflows(const Term& a, const Term& b, bool is_signed);
[[nodiscard]] Term sub_overflows(const Term& a, const Term& b, bool is_signed);
[[nodiscard]] Term mul_overflows(const Term& a, const Term& b, bool is_signed);

/// The largest value that an offset term can have, as far as its form tells.
[[nodiscard]] std::uint64_t upper_bound(const Term& term);
[[nodiscard]] Affine affine(const Term& term);

}  // namespace idreg::smt::lift
