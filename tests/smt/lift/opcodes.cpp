// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <functional>

#include "smt/term/solver.h"
#include "tests/smt/lift/suites.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

using U = std::uint64_t;
__extension__ using Wide = __int128;

/// What LLVM's reference says: a value, or undefined (poison that is returned, or undefined at once).
struct Answer_ {
  U value;
  bool undefined;
};

struct Operands {
  unsigned width;
  U a;
  U b;
  U c;

  [[nodiscard]] Wide sa() const { return sign(a); }
  [[nodiscard]] Wide sb() const { return sign(b); }
  [[nodiscard]] Wide sign(U x) const {
    const Wide top = Wide{1} << (width - 1);
    return (static_cast<Wide>(x) ^ top) - top;
  }
  [[nodiscard]] bool fits_signed(Wide x) const {
    return x >= -(Wide{1} << (width - 1)) && x < (Wide{1} << (width - 1));
  }
  [[nodiscard]] bool fits(Wide x) const { return x >= 0 && x <= static_cast<Wide>(ones(width)); }
};

using Reference = std::function<Answer_(const Operands&)>;

/// One function under test. In `body` W stands for the width; %a, %b, %c are the operands.
struct Case {
  std::string name;
  std::vector<unsigned> operands;  ///< widths; 0 means W
  unsigned result;                 ///< width; 0 means W
  std::string body;                ///< ends with the ret
  Reference reference;
  std::function<bool(unsigned)> applies = [](unsigned) { return true; };
};

Answer_ plain(Wide value) { return {static_cast<U>(value), false}; }

void add_arithmetic(std::vector<Case>& cases) {
  struct Kind {
    const char* name;
    Wide (*exact)(Wide, Wide);
  };
  const Kind kinds[] = {{"add", [](Wide x, Wide y) { return x + y; }},
                        {"sub", [](Wide x, Wide y) { return x - y; }},
                        {"mul", [](Wide x, Wide y) { return x * y; }}};
  for (const Kind& kind : kinds) {
    for (const bool nuw : {false, true}) {
      for (const bool nsw : {false, true}) {
        const std::string flags = std::string(nuw ? " nuw" : "") + (nsw ? " nsw" : "");
        const auto exact = kind.exact;
        cases.push_back({kind.name + flags, {0, 0}, 0, "%r = " + (kind.name + flags) + " iW %a, %b\n ret iW %r",
                         [=](const Operands& o) {
                           const Wide u = exact(static_cast<Wide>(o.a), static_cast<Wide>(o.b));
                           const Wide s = exact(o.sa(), o.sb());
                           // A product of two 64-bit numbers above 2^127 is negative here; it overflows anyway.
                           return Answer_{static_cast<U>(s), (nuw && !o.fits(u)) || (nsw && !o.fits_signed(s))};
                         }});
      }
    }
  }
}

void add_shifts(std::vector<Case>& cases) {
  for (const bool nuw : {false, true}) {
    for (const bool nsw : {false, true}) {
      const std::string flags = std::string(nuw ? " nuw" : "") + (nsw ? " nsw" : "");
      cases.push_back({"shl" + flags, {0, 0}, 0, "%r = shl" + flags + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                         if (o.b >= o.width) return Answer_{0, true};
                         const U value = o.a << o.b & ones(o.width);
                         const bool lost = value >> o.b != o.a;
                         const bool sign_lost = o.sign(value) >> o.b != o.sa();
                         return Answer_{value, (nuw && lost) || (nsw && sign_lost)};
                       }});
    }
  }
  for (const bool exact : {false, true}) {
    const std::string flag = exact ? " exact" : "";
    const auto lost = [=](const Operands& o) { return exact && (o.a & ones(static_cast<unsigned>(o.b))) != 0; };
    cases.push_back({"lshr" + flag, {0, 0}, 0, "%r = lshr" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b >= o.width) return Answer_{0, true};
                       return Answer_{o.a >> o.b, o.b > 0 && lost(o)};
                     }});
    cases.push_back({"ashr" + flag, {0, 0}, 0, "%r = ashr" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b >= o.width) return Answer_{0, true};
                       return Answer_{static_cast<U>(o.sa() >> o.b), o.b > 0 && lost(o)};
                     }});
  }
}

void add_divisions(std::vector<Case>& cases) {
  for (const bool exact : {false, true}) {
    const std::string flag = exact ? " exact" : "";
    cases.push_back({"udiv" + flag, {0, 0}, 0, "%r = udiv" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b == 0) return Answer_{0, true};
                       return Answer_{o.a / o.b, exact && o.a % o.b != 0};
                     }});
    cases.push_back({"sdiv" + flag, {0, 0}, 0, "%r = sdiv" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b == 0 || !o.fits_signed(o.sa() / o.sb())) return Answer_{0, true};
                       return Answer_{static_cast<U>(o.sa() / o.sb()), exact && o.sa() % o.sb() != 0};
                     }});
  }
  cases.push_back({"urem", {0, 0}, 0, "%r = urem iW %a, %b\n ret iW %r", [](const Operands& o) {
                     return o.b == 0 ? Answer_{0, true} : Answer_{o.a % o.b, false};
                   }});
  cases.push_back({"srem", {0, 0}, 0, "%r = srem iW %a, %b\n ret iW %r", [](const Operands& o) {
                     if (o.b == 0 || !o.fits_signed(o.sa() / o.sb())) return Answer_{0, true};
                     return plain(o.sa() % o.sb());
                   }});
}

void add_bitwise(std::vector<Case>& cases) {
  const auto add = [&](const std::string& text, Reference reference) {
    cases.push_back({text, {0, 0}, 0, "%r = " + text + " iW %a, %b\n ret iW %r", std::move(reference)});
  };
  add("and", [](const Operands& o) { return Answer_{o.a & o.b, false}; });
  add("or", [](const Operands& o) { return Answer_{o.a | o.b, false}; });
  add("xor", [](const Operands& o) { return Answer_{o.a ^ o.b, false}; });
  add("or disjoint", [](const Operands& o) { return Answer_{o.a | o.b, (o.a & o.b) != 0}; });
}

void add_comparisons(std::vector<Case>& cases) {
  struct Kind {
    const char* name;
    bool (*holds)(const Operands&);
  };
  const Kind kinds[] = {
      {"eq", [](const Operands& o) { return o.a == o.b; }},   {"ne", [](const Operands& o) { return o.a != o.b; }},
      {"ult", [](const Operands& o) { return o.a < o.b; }},   {"ule", [](const Operands& o) { return o.a <= o.b; }},
      {"ugt", [](const Operands& o) { return o.a > o.b; }},   {"uge", [](const Operands& o) { return o.a >= o.b; }},
      {"slt", [](const Operands& o) { return o.sa() < o.sb(); }}, {"sle", [](const Operands& o) { return o.sa() <= o.sb(); }},
      {"sgt", [](const Operands& o) { return o.sa() > o.sb(); }}, {"sge", [](const Operands& o) { return o.sa() >= o.sb(); }},
  };
  for (const Kind& kind : kinds) {
    const auto holds = kind.holds;
    cases.push_back({std::string("icmp ") + kind.name, {0, 0}, 1,
                     std::string("%r = icmp ") + kind.name + " iW %a, %b\n ret i1 %r",
                     [=](const Operands& o) { return Answer_{holds(o) ? U{1} : U{0}, false}; }});
  }
}

void add_conversions(std::vector<Case>& cases) {
  for (const unsigned to : {2U, 3U, 6U, 8U, 16U, 33U, 64U}) {
    const auto wider = [=](unsigned width) { return to > width; };
    const auto narrower = [=](unsigned width) { return to < width; };
    const std::string type = " iW %a to i" + std::to_string(to) + "\n ret i" + std::to_string(to) + " %r";
    cases.push_back({"zext " + std::to_string(to), {0}, to, "%r = zext" + type,
                     [](const Operands& o) { return Answer_{o.a, false}; }, wider});
    cases.push_back({"zext nneg " + std::to_string(to), {0}, to, "%r = zext nneg" + type,
                     [](const Operands& o) { return Answer_{o.a, o.sa() < 0}; }, wider});
    cases.push_back({"sext " + std::to_string(to), {0}, to, "%r = sext" + type,
                     [](const Operands& o) { return plain(o.sa()); }, wider});
    cases.push_back({"trunc " + std::to_string(to), {0}, to, "%r = trunc" + type,
                     [](const Operands& o) { return Answer_{o.a, false}; }, narrower});
    cases.push_back({"trunc nuw " + std::to_string(to), {0}, to, "%r = trunc nuw" + type,
                     [=](const Operands& o) { return Answer_{o.a, o.a > ones(to)}; }, narrower});
    cases.push_back({"trunc nsw " + std::to_string(to), {0}, to, "%r = trunc nsw" + type,
                     [=](const Operands& o) {
                       const Operands small{to, o.a & ones(to), 0, 0};
                       return Answer_{o.a, small.sa() != o.sa()};
                     },
                     narrower});
  }
  cases.push_back({"trunc 1", {0}, 1, "%r = trunc iW %a to i1\n ret i1 %r",
                   [](const Operands& o) { return Answer_{o.a & 1, false}; }, [](unsigned w) { return w > 1; }});
  cases.push_back({"through a pointer", {64}, 64, "%p = inttoptr i64 %a to ptr\n %r = ptrtoint ptr %p to i64\n ret i64 %r",
                   [](const Operands& o) { return Answer_{o.a, false}; }, [](unsigned w) { return w == 64; }});
}

void add_choices(std::vector<Case>& cases) {
  cases.push_back({"select", {1, 0, 0}, 0, "%r = select i1 %a, iW %b, iW %c\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a != 0 ? o.b : o.c, false}; }});
  // The arm that is not taken may be poison.
  cases.push_back({"select poison", {1, 0, 0}, 0, "%p = shl iW %b, %c\n %r = select i1 %a, iW %p, iW %b\n ret iW %r",
                   [](const Operands& o) {
                     if (o.a == 0) return Answer_{o.b, false};
                     return Answer_{o.c >= o.width ? 0 : o.b << o.c, o.c >= o.width};
                   }});
  cases.push_back({"select and", {1, 0, 0}, 1,
                   "%p = shl nuw iW %b, %c\n %q = icmp ugt iW %p, %b\n %r = select i1 %a, i1 %q, i1 false\n ret i1 %r",
                   [](const Operands& o) {
                     if (o.a == 0) return Answer_{0, false};
                     if (o.c >= o.width || (o.b << o.c & ones(o.width)) >> o.c != o.b) return Answer_{0, true};
                     return Answer_{o.b << o.c > o.b ? U{1} : U{0}, false};
                   }});
  cases.push_back({"freeze", {0, 0}, 0, "%p = shl iW %a, %b\n %f = freeze iW %p\n %r = xor iW %f, %f\n ret iW %r",
                   [](const Operands&) { return Answer_{0, false}; }});
  cases.push_back({"diamond", {1, 0, 0}, 0,
                   "br i1 %a, label %yes, label %no\nyes:\n %x = add iW %b, 1\n br label %end\nno:\n %y = sub iW %b, %c\n"
                   " br label %end\nend:\n %r = phi iW [ %x, %yes ], [ %y, %no ]\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a != 0 ? o.b + 1 : o.b - o.c, false}; }});
  cases.push_back({"switch", {0, 0}, 0,
                   "switch iW %a, label %other [ iW 0, label %zero\n iW 1, label %one\n ]\n"
                   "zero:\n br label %end\none:\n br label %end\nother:\n br label %end\n"
                   "end:\n %r = phi iW [ %b, %zero ], [ %a, %one ], [ 0, %other ]\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a == 0 ? o.b : o.a == 1 ? o.a : 0, false}; }});
  cases.push_back({"loop", {2, 0}, 0,
                   "br label %loop\nloop:\n %i = phi i2 [ %a, %0 ], [ %n, %loop ]\n %s = phi iW [ %b, %0 ], [ %t, %loop ]\n"
                   " %n = add i2 %i, 1\n %t = add iW %s, %s\n %go = icmp ult i2 %i, 3\n"
                   " br i1 %go, label %loop, label %end\nend:\n ret iW %t",
                   [](const Operands& o) { return Answer_{o.b << (4 - o.a), false}; }});
  cases.push_back({"pair", {0, 0}, 0,
                   "%p = insertvalue { iW, { iW, iW } } poison, iW %a, 0\n"
                   " %q = insertvalue { iW, { iW, iW } } %p, iW %b, 1, 1\n"
                   " %x = extractvalue { iW, { iW, iW } } %q, 0\n %y = extractvalue { iW, { iW, iW } } %q, 1, 1\n"
                   " %r = sub iW %x, %y\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a - o.b, false}; }});
  cases.push_back({"in memory", {0, 0}, 0,
                   "%p = alloca [2 x iW]\n store iW %a, ptr %p\n %q = getelementptr [2 x iW], ptr %p, i64 0, i64 1\n"
                   " store iW %b, ptr %q\n %x = load iW, ptr %p\n %y = load iW, ptr %q\n %r = sub iW %x, %y\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a - o.b, false}; }});
}

void add_order(std::vector<Case>& cases) {
  const auto add = [&](const std::string& name, Reference reference) {
    cases.push_back({name, {0, 0}, 0, "%r = call iW @llvm." + name + ".iW(iW %a, iW %b)\n ret iW %r", std::move(reference)});
  };
  add("smin", [](const Operands& o) { return plain(std::min(o.sa(), o.sb())); });
  add("smax", [](const Operands& o) { return plain(std::max(o.sa(), o.sb())); });
  add("umin", [](const Operands& o) { return Answer_{std::min(o.a, o.b), false}; });
  add("umax", [](const Operands& o) { return Answer_{std::max(o.a, o.b), false}; });
  struct Kind {
    const char* name;
    Wide (*exact)(Wide, Wide);
    bool saturates;
  };
  const Kind kinds[] = {{"add", [](Wide x, Wide y) { return x + y; }, true},
                        {"sub", [](Wide x, Wide y) { return x - y; }, true},
                        {"mul", [](Wide x, Wide y) { return x * y; }, false}};
  for (const Kind& kind : kinds) {
    for (const bool is_signed : {false, true}) {
      const auto exact = kind.exact;
      const std::string name = (is_signed ? "s" : "u") + std::string(kind.name);
      const auto wide = [=](const Operands& o) {
        return is_signed ? exact(o.sa(), o.sb()) : exact(static_cast<Wide>(o.a), static_cast<Wide>(o.b));
      };
      const auto fits = [=](const Operands& o) { return is_signed ? o.fits_signed(wide(o)) : o.fits(wide(o)); };
      if (kind.saturates) {
        add(name + ".sat", [=](const Operands& o) {
          if (fits(o)) return plain(wide(o));
          const Wide low = is_signed ? -(Wide{1} << (o.width - 1)) : 0;
          const Wide high = is_signed ? (Wide{1} << (o.width - 1)) - 1 : static_cast<Wide>(ones(o.width));
          return plain(wide(o) < low ? low : high);
        });
      }
      const std::string call = "%p = call { iW, i1 } @llvm." + name + ".with.overflow.iW(iW %a, iW %b)\n ";
      cases.push_back({name + ".with.overflow value", {0, 0}, 0, call + "%r = extractvalue { iW, i1 } %p, 0\n ret iW %r",
                       [=](const Operands& o) { return plain(exact(static_cast<Wide>(o.a), static_cast<Wide>(o.b))); }});
      cases.push_back({name + ".with.overflow flag", {0, 0}, 1, call + "%r = extractvalue { iW, i1 } %p, 1\n ret i1 %r",
                       [=](const Operands& o) { return Answer_{fits(o) ? U{0} : U{1}, false}; }});
    }
  }
}

U count_bits(const Operands& o, bool from_top) {
  for (unsigned i = 0; i < o.width; ++i) {
    if ((o.a >> (from_top ? o.width - 1 - i : i) & 1) != 0) return i;
  }
  return o.width;
}

void add_bits(std::vector<Case>& cases) {
  for (const bool strict : {false, true}) {
    const std::string flag = strict ? "true" : "false";
    const auto one = [&](const std::string& name, Reference reference) {
      cases.push_back({name + " " + flag, {0}, 0,
                       "%r = call iW @llvm." + name + ".iW(iW %a, i1 " + flag + ")\n ret iW %r", std::move(reference)});
    };
    one("cttz", [=](const Operands& o) { return Answer_{count_bits(o, false), strict && o.a == 0}; });
    one("ctlz", [=](const Operands& o) { return Answer_{count_bits(o, true), strict && o.a == 0}; });
    one("abs", [=](const Operands& o) {
      return Answer_{static_cast<U>(o.sa() < 0 ? -o.sa() : o.sa()), strict && !o.fits_signed(-o.sa())};
    });
  }
  const auto add = [&](const std::string& name, Reference reference, std::function<bool(unsigned)> applies) {
    cases.push_back({name, {0}, 0, "%r = call iW @llvm." + name + ".iW(iW %a)\n ret iW %r", std::move(reference),
                     std::move(applies)});
  };
  const auto always = [](unsigned) { return true; };
  add("ctpop", [](const Operands& o) { return Answer_{static_cast<U>(__builtin_popcountll(o.a)), false}; }, always);
  const auto turned = [](const Operands& o, unsigned step) {
    U result = 0;
    for (unsigned low = 0; low < o.width; low += step)
      result |= (o.a >> low & ones(step)) << (o.width - step - low);
    return Answer_{result, false};
  };
  add("bitreverse", [=](const Operands& o) { return turned(o, 1); }, always);
  add("bswap", [=](const Operands& o) { return turned(o, 8); }, [](unsigned w) { return w % 16 == 0; });
  for (const bool left : {true, false}) {
    const std::string name = left ? "fshl" : "fshr";
    cases.push_back({name, {0, 0, 0}, 0, "%r = call iW @llvm." + name + ".iW(iW %a, iW %b, iW %c)\n ret iW %r",
                     [=](const Operands& o) {
                       const unsigned by = static_cast<unsigned>(o.c % o.width);
                       if (by == 0) return Answer_{left ? o.a : o.b, false};
                       const unsigned up = left ? by : o.width - by;
                       return Answer_{o.a << up | o.b >> (o.width - up), false};
                     }});
  }
  cases.push_back({"assume", {0, 0}, 0, "%h = icmp ult iW %a, %b\n call void @llvm.assume(i1 %h)\n ret iW %a",
                   [](const Operands& o) { return Answer_{o.a, o.a >= o.b}; }});
  cases.push_back({"expect", {0}, 0, "%r = call iW @llvm.expect.iW(iW %a, iW 0)\n ret iW %r",
                   [](const Operands& o) { return Answer_{o.a, false}; }});
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  add_arithmetic(cases);
  add_shifts(cases);
  add_divisions(cases);
  add_bitwise(cases);
  add_comparisons(cases);
  add_conversions(cases);
  add_choices(cases);
  add_order(cases);
  add_bits(cases);
  return cases;
}

std::string with_width(std::string text, unsigned width) {
  for (std::size_t at = text.find("iW"); at != std::string::npos; at = text.find("iW", at))
    text.replace(at, 2, "i" + std::to_string(width));
  return text;
}

std::string function_of(const Case& test, std::size_t index, unsigned width) {
  std::string text = "define i" + std::to_string(test.result == 0 ? width : test.result) + " @f" + std::to_string(index) + "(";
  for (std::size_t i = 0; i < test.operands.size(); ++i) {
    const unsigned bits = test.operands[i] == 0 ? width : test.operands[i];
    text += (i == 0 ? "i" : ", i") + std::to_string(bits) + " %" + static_cast<char>('a' + i);
  }
  return text + ") {\n " + with_width(test.body, width) + "\n}\n";
}

std::string module_text(const std::vector<Case>& cases, unsigned width) {
  std::string text;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].applies(width)) text += function_of(cases[i], i, width);
  }
  std::string declarations = "declare void @llvm.assume(i1)\n";
  const auto declare = [&](const std::string& name, const std::string& parameters, const std::string& result) {
    declarations += with_width("declare " + result + " @llvm." + name + ".iW(" + parameters + ")\n", width);
  };
  for (const char* name : {"smin", "smax", "umin", "umax", "sadd.sat", "uadd.sat", "ssub.sat", "usub.sat", "expect"})
    declare(name, "iW, iW", "iW");
  for (const char* name : {"sadd", "uadd", "ssub", "usub", "smul", "umul"})
    declare(std::string(name) + ".with.overflow", "iW, iW", "{ iW, i1 }");
  for (const char* name : {"cttz", "ctlz", "abs"}) declare(name, "iW, i1", "iW");
  declare("ctpop", "iW", "iW");
  declare("bitreverse", "iW", "iW");
  if (width % 16 == 0) declare("bswap", "iW", "iW");
  for (const char* name : {"fshl", "fshr"}) declare(name, "iW, iW, iW", "iW");
  return text + declarations;
}

std::vector<Operands> inputs_for(const Case& test, unsigned width, bool exhaustive, Random& random) {
  std::vector<Operands> result;
  const auto bits = [&](std::size_t i) { return i < test.operands.size() ? (test.operands[i] == 0 ? width : test.operands[i]) : 0; };
  if (exhaustive && bits(0) + bits(1) + bits(2) <= 12) {
    for (U a = 0; a <= (bits(0) == 0 ? 0 : ones(bits(0))); ++a) {
      for (U b = 0; b <= (bits(1) == 0 ? 0 : ones(bits(1))); ++b) {
        for (U c = 0; c <= (bits(2) == 0 ? 0 : ones(bits(2))); ++c) result.push_back({width, a, b, c});
      }
    }
    return result;
  }
  const unsigned count = exhaustive ? 600 : 24;
  for (unsigned i = 0; i < count; ++i) {
    const auto pick = [&](std::size_t operand) { return bits(operand) == 0 ? 0 : random.edgy(bits(operand)); };
    Operands operands{width, pick(0), pick(1), pick(2)};
    if (i % 3 == 0 && bits(1) > 4) operands.b %= width + 2;  // amounts of shifts
    if (i % 3 == 1 && bits(2) > 4) operands.c %= width + 2;
    if (bits(1) != 0) operands.b &= ones(bits(1));
    if (bits(2) != 0) operands.c &= ones(bits(2));
    result.push_back(operands);
  }
  return result;
}

std::string show(const Case& test, const Operands& o) {
  return test.name + " at width " + std::to_string(o.width) + " of " + std::to_string(o.a) + ", " + std::to_string(o.b) +
         ", " + std::to_string(o.c);
}

Term constant_term(const Context& context, unsigned width, U value) {
  return width == 1 ? boolean(context, (value & 1) != 0) : bv(context, width, value);
}

Failure check_folded(const Program& program, const Context& context, const Limits& limits, const Case& test,
                     const std::string& symbol, const Operands& o) {
  const U values[] = {o.a, o.b, o.c};
  std::vector<Term> arguments;
  for (std::size_t i = 0; i < test.operands.size(); ++i)
    arguments.push_back(constant_term(context, test.operands[i] == 0 ? o.width : test.operands[i], values[i]));
  Machine machine(program, context, limits);
  const Result<Term> result = machine.run(symbol, arguments);
  if (!result) return show(test, o) + ": " + describe(result.error());
  const Answer_ expected = test.reference(o);
  const bool undefined = broken_obligation(machine).has_value();
  if (undefined != expected.undefined) return show(test, o) + ": undefined " + (undefined ? "but should not be" : "not noticed");
  if (undefined) return std::nullopt;
  if (!machine.obligations().empty()) return show(test, o) + ": an obligation on constants that does not fold";
  const unsigned width = test.result == 0 ? o.width : test.result;
  if (result->constant() != (expected.value & ones(width)))
    return show(test, o) + ": " + result->text() + ", not " + std::to_string(expected.value & ones(width));
  return std::nullopt;
}

Failure check_symbolic(const Program& program, const Context& context, const Limits& limits, const Case& test,
                       const std::string& symbol, unsigned width, const std::vector<Operands>& inputs) {
  std::vector<Term> arguments;
  const char* const names[] = {"a", "b", "c"};
  for (std::size_t i = 0; i < test.operands.size(); ++i) {
    const unsigned bits = test.operands[i] == 0 ? width : test.operands[i];
    arguments.push_back(bits == 1 ? bool_variable(context, names[i]) : variable(context, names[i], bits));
  }
  Machine machine(program, context, limits);
  const Result<Term> result = machine.run(symbol, arguments);
  if (!result) return test.name + " at width " + std::to_string(width) + ": " + describe(result.error());
  Term undefined = boolean(context, false);
  for (const Obligation& obligation : machine.obligations()) undefined = logical_or(undefined, obligation.violated);
  const Term roots[] = {*result, undefined};
  const Evaluator evaluator(roots);
  const unsigned result_width = test.result == 0 ? width : test.result;
  Term wrong = boolean(context, false);
  for (const Operands& o : inputs) {
    const Answer_ expected = test.reference(o);
    const U value = expected.value & ones(result_width);
    const auto got = evaluator.run({{"a", o.a}, {"b", o.b}, {"c", o.c}});
    if ((got[1] != 0) != expected.undefined || (!expected.undefined && got[0] != value))
      return show(test, o) + ": the term evaluates to " + std::to_string(got[0]) + (got[1] != 0 ? " (undefined)" : "");
    Term here = boolean(context, true);
    std::vector<Term> numbers;
    const U values[] = {o.a, o.b, o.c};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      numbers.push_back(constant_term(context, arguments[i].is_bool() ? 1 : arguments[i].width(), values[i]));
      here = logical_and(here, equal(arguments[i], numbers[i]));
    }
    const Term right = expected.undefined ? undefined
                                          : logical_and(logical_not(undefined),
                                                        equal(*result, constant_term(context, result_width, value)));
    // Small widths as one question over the variables; wide products only on numbers.
    const Term here_wrong = logical_and(here, logical_not(right));
    wrong = logical_or(wrong, width <= 5 ? here_wrong : substitute(here_wrong, arguments, numbers));
  }
  Solver solver(context, 0);
  solver.add(wrong);
  if (solver.check().answer != Answer::Unsat) return test.name + " at width " + std::to_string(width) + ": the solver disagrees";
  return std::nullopt;
}

}  // namespace

Failure check_opcodes(const Limits& limits, unsigned exhaustive) {
  const std::vector<Case> cases = all_cases();
  Random random(7);
  std::vector<unsigned> widths;
  for (unsigned width = 1; width <= exhaustive; ++width) widths.push_back(width);
  for (const unsigned width : {7U, 8U, 13U, 16U, 31U, 32U, 33U, 48U, 63U, 64U}) widths.push_back(width);
  for (const unsigned width : widths) {
    const Program program = load_text(module_text(cases, width));
    const Context context;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Case& test = cases[i];
      if (!test.applies(width)) continue;
      const std::string symbol = "f" + std::to_string(i);
      const std::vector<Operands> inputs = inputs_for(test, width, width <= exhaustive, random);
      for (const Operands& o : inputs) {
        if (auto failure = check_folded(program, context, limits, test, symbol, o)) return failure;
      }
      if (auto failure = check_symbolic(program, context, limits, test, symbol, width, inputs)) return failure;
    }
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
