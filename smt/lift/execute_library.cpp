// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few functions of the C library that compilers call of their own accord, and the intrinsics
// that copy and fill memory. Sizes must be numbers.
#include <llvm/IR/IntrinsicInst.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

void Machine::Impl::copy_memory(const Term& to, const Term& from, std::uint64_t bytes) {
  if (faulty(Fault::CopyShort) && bytes > 0) --bytes;
  const Cells cells = read_cells(from, bytes);
  if (failed() || now->dead) return;
  write_cells(to, cells);
}

void Machine::Impl::fill_memory(const Term& to, const Datum& byte, std::uint64_t bytes) {
  const Cells one = cells_of(byte);
  write_cells(to, Cells(bytes, one[0]));
}

Term Machine::Impl::compare_memory(const Term& a, const Term& b, std::uint64_t bytes, bool order) {
  Term result = bv(context, 32, 0);
  const Cells x = read_cells(a, bytes);
  const Cells y = read_cells(b, bytes);
  if (failed() || now->dead || x.size() != bytes || y.size() != bytes) return result;
  if (!order) {
    // Words rather than bytes: shorter terms.
    Term differs = boolean(context, false);
    for (std::size_t done = 0; done < bytes;) {
      const std::size_t n = std::min<std::size_t>(bytes - done, done % 8 == 0 ? 8 : 1);
      const Datum p = value_of(context, std::span(x).subspan(done, n));
      const Datum q = value_of(context, std::span(y).subspan(done, n));
      use(p);
      use(q);
      differs = logical_or(differs, logical_not(equal(p.term, q.term)));
      done += n;
    }
    return to_bv(differs, 32);
  }
  for (std::size_t i = bytes; i-- > 0;) {
    const Datum p = value_of(context, std::span(x).subspan(i, 1));
    const Datum q = value_of(context, std::span(y).subspan(i, 1));
    use(p);
    use(q);
    const Term sign = ite(bvult(p.term, q.term), bv(context, 32, 0xffffffff), bv(context, 32, 1));
    result = ite(equal(p.term, q.term), result, sign);
  }
  return result;
}

std::optional<Value> Machine::Impl::library_call(const llvm::CallBase& call, std::string_view symbol,
                                                 std::span<const Value> arguments) {
  const bool copies = symbol == "memcpy" || symbol == "memmove";
  const bool fills = symbol == "memset";
  const bool compares = symbol == "memcmp" || symbol == "bcmp";
  if ((!copies && !fills && !compares) || arguments.size() != 3) return std::nullopt;
  for (const Value& argument : arguments) {
    if (argument.size() != 1) return std::nullopt;
    use(argument[0]);
  }
  const auto bytes = arguments[2][0].term.constant();
  if (!bytes) {
    fail(std::string(symbol) + " of a size that is not a number");
    return Value{};
  }
  const Term& first = arguments[0][0].term;
  if (compares) {
    if (!call.getType()->isIntegerTy(32)) return std::nullopt;
    return Value{{compare_memory(first, arguments[1][0].term, *bytes, symbol == "memcmp"), {}, 0, nullptr}};
  }
  if (copies) {
    copy_memory(first, arguments[1][0].term, *bytes);
  } else {
    fill_memory(first, {extract(7, 0, arguments[1][0].term), {}, 0, nullptr}, *bytes);
  }
  return Value{arguments[0][0]};
}

std::optional<Value> Machine::Impl::memory_intrinsic(const llvm::IntrinsicInst& call) {
  switch (call.getIntrinsicID()) {
    case llvm::Intrinsic::lifetime_start:
    case llvm::Intrinsic::lifetime_end: {
      // Before and after its life a variable holds nothing.
      const Datum address = scalar(*now, call.getArgOperand(1));
      const auto value = address.term.constant();
      if (failed() || !value) return Value{};
      const std::uint64_t object = *value >> kOffsetBits;
      if (object < objects.size() && objects[object].kind == Object::Kind::Local)
        now->memory.set(static_cast<unsigned>(object), initial(static_cast<unsigned>(object)));
      return Value{};
    }
    case llvm::Intrinsic::memcpy:
    case llvm::Intrinsic::memcpy_inline:
    case llvm::Intrinsic::memmove:
    case llvm::Intrinsic::memset:
    case llvm::Intrinsic::memset_inline: {
      if (!llvm::cast<llvm::ConstantInt>(call.getArgOperand(3))->isZero() && !limits.stable_volatile) {
        fail("volatile copy");
        return Value{};
      }
      const Datum to = scalar(*now, call.getArgOperand(0));
      const Datum second = scalar(*now, call.getArgOperand(1));
      const Datum size = scalar(*now, call.getArgOperand(2));
      if (failed()) return Value{};
      use(size);
      const auto bytes = size.term.constant();
      if (!bytes) {
        fail("copy or fill of a size that is not a number");
        return Value{};
      }
      if (*bytes == 0) return Value{};
      use(to);
      if (llvm::isa<llvm::MemSetInst>(call)) {
        fill_memory(to.term, second, *bytes);
      } else {
        use(second);
        copy_memory(to.term, second.term, *bytes);
      }
      return Value{};
    }
    default: return std::nullopt;
  }
}

}  // namespace idreg::smt::lift
