// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>

#include "tests/smt/lift/opcodes.h"

namespace idreg::smt::lift::testing {

namespace {

Outcome plain(Wide value) { return {static_cast<U>(value), false}; }

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
        cases.push_back({kind.name + flags,
                         {0, 0},
                         0,
                         "%r = " + (kind.name + flags) + " iW %a, %b\n ret iW %r",
                         [=](const Operands& o) {
                           const Wide u = exact(static_cast<Wide>(o.a), static_cast<Wide>(o.b));
                           const Wide s = exact(o.sa(), o.sb());
                           // A product of two 64-bit numbers above 2^127 is negative here; it overflows anyway.
                           return Outcome{static_cast<U>(s), (nuw && !o.fits(u)) || (nsw && !o.fits_signed(s))};
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
                         if (o.b >= o.width) return Outcome{0, true};
                         const U value = o.a << o.b & ones(o.width);
                         const bool lost = value >> o.b != o.a;
                         const bool sign_lost = o.sign(value) >> o.b != o.sa();
                         return Outcome{value, (nuw && lost) || (nsw && sign_lost)};
                       }});
    }
  }
  for (const bool exact : {false, true}) {
    const std::string flag = exact ? " exact" : "";
    const auto lost = [=](const Operands& o) { return exact && (o.a & ones(static_cast<unsigned>(o.b))) != 0; };
    cases.push_back({"lshr" + flag, {0, 0}, 0, "%r = lshr" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b >= o.width) return Outcome{0, true};
                       return Outcome{o.a >> o.b, o.b > 0 && lost(o)};
                     }});
    cases.push_back({"ashr" + flag, {0, 0}, 0, "%r = ashr" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b >= o.width) return Outcome{0, true};
                       return Outcome{static_cast<U>(o.sa() >> o.b), o.b > 0 && lost(o)};
                     }});
  }
}

void add_divisions(std::vector<Case>& cases) {
  for (const bool exact : {false, true}) {
    const std::string flag = exact ? " exact" : "";
    cases.push_back({"udiv" + flag, {0, 0}, 0, "%r = udiv" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b == 0) return Outcome{0, true};
                       return Outcome{o.a / o.b, exact && o.a % o.b != 0};
                     }});
    cases.push_back({"sdiv" + flag, {0, 0}, 0, "%r = sdiv" + flag + " iW %a, %b\n ret iW %r", [=](const Operands& o) {
                       if (o.b == 0 || !o.fits_signed(o.sa() / o.sb())) return Outcome{0, true};
                       return Outcome{static_cast<U>(o.sa() / o.sb()), exact && o.sa() % o.sb() != 0};
                     }});
  }
  cases.push_back({"urem", {0, 0}, 0, "%r = urem iW %a, %b\n ret iW %r", [](const Operands& o) {
                     return o.b == 0 ? Outcome{0, true} : Outcome{o.a % o.b, false};
                   }});
  cases.push_back({"srem", {0, 0}, 0, "%r = srem iW %a, %b\n ret iW %r", [](const Operands& o) {
                     if (o.b == 0 || !o.fits_signed(o.sa() / o.sb())) return Outcome{0, true};
                     return plain(o.sa() % o.sb());
                   }});
}

void add_bitwise(std::vector<Case>& cases) {
  const auto add = [&](const std::string& text, Reference reference) {
    cases.push_back({text, {0, 0}, 0, "%r = " + text + " iW %a, %b\n ret iW %r", std::move(reference)});
  };
  add("and", [](const Operands& o) { return Outcome{o.a & o.b, false}; });
  add("or", [](const Operands& o) { return Outcome{o.a | o.b, false}; });
  add("xor", [](const Operands& o) { return Outcome{o.a ^ o.b, false}; });
  add("or disjoint", [](const Operands& o) { return Outcome{o.a | o.b, (o.a & o.b) != 0}; });
}

void add_comparisons(std::vector<Case>& cases) {
  struct Kind {
    const char* name;
    bool (*holds)(const Operands&);
  };
  const Kind kinds[] = {
      {"eq", [](const Operands& o) { return o.a == o.b; }},
      {"ne", [](const Operands& o) { return o.a != o.b; }},
      {"ult", [](const Operands& o) { return o.a < o.b; }},
      {"ule", [](const Operands& o) { return o.a <= o.b; }},
      {"ugt", [](const Operands& o) { return o.a > o.b; }},
      {"uge", [](const Operands& o) { return o.a >= o.b; }},
      {"slt", [](const Operands& o) { return o.sa() < o.sb(); }},
      {"sle", [](const Operands& o) { return o.sa() <= o.sb(); }},
      {"sgt", [](const Operands& o) { return o.sa() > o.sb(); }},
      {"sge", [](const Operands& o) { return o.sa() >= o.sb(); }},
  };
  for (const Kind& kind : kinds) {
    const auto holds = kind.holds;
    cases.push_back({std::string("icmp ") + kind.name,
                     {0, 0},
                     1,
                     std::string("%r = icmp ") + kind.name + " iW %a, %b\n ret i1 %r",
                     [=](const Operands& o) { return Outcome{holds(o) ? U{1} : U{0}, false}; }});
  }
}

void add_conversions(std::vector<Case>& cases) {
  for (const unsigned to : {2U, 3U, 6U, 8U, 16U, 33U, 64U}) {
    const auto wider = [=](unsigned width) { return to > width; };
    const auto narrower = [=](unsigned width) { return to < width; };
    const std::string type = " iW %a to i" + std::to_string(to) + "\n ret i" + std::to_string(to) + " %r";
    cases.push_back({"zext " + std::to_string(to),
                     {0},
                     to,
                     "%r = zext" + type,
                     [](const Operands& o) { return Outcome{o.a, false}; },
                     wider});
    cases.push_back({"zext nneg " + std::to_string(to),
                     {0},
                     to,
                     "%r = zext nneg" + type,
                     [](const Operands& o) { return Outcome{o.a, o.sa() < 0}; },
                     wider});
    cases.push_back({"sext " + std::to_string(to),
                     {0},
                     to,
                     "%r = sext" + type,
                     [](const Operands& o) { return plain(o.sa()); },
                     wider});
    cases.push_back({"trunc " + std::to_string(to),
                     {0},
                     to,
                     "%r = trunc" + type,
                     [](const Operands& o) { return Outcome{o.a, false}; },
                     narrower});
    cases.push_back({"trunc nuw " + std::to_string(to),
                     {0},
                     to,
                     "%r = trunc nuw" + type,
                     [=](const Operands& o) { return Outcome{o.a, o.a > ones(to)}; },
                     narrower});
    cases.push_back({"trunc nsw " + std::to_string(to),
                     {0},
                     to,
                     "%r = trunc nsw" + type,
                     [=](const Operands& o) {
                       const Operands small{to, o.a & ones(to), 0, 0};
                       return Outcome{o.a, small.sa() != o.sa()};
                     },
                     narrower});
  }
  cases.push_back({"trunc 1",
                   {0},
                   1,
                   "%r = trunc iW %a to i1\n ret i1 %r",
                   [](const Operands& o) { return Outcome{o.a & 1, false}; },
                   [](unsigned w) { return w > 1; }});
  cases.push_back({"through a pointer",
                   {64},
                   64,
                   "%p = inttoptr i64 %a to ptr\n %r = ptrtoint ptr %p to i64\n ret i64 %r",
                   [](const Operands& o) { return Outcome{o.a, false}; },
                   [](unsigned w) { return w == 64; }});
}

void add_choices(std::vector<Case>& cases) {
  cases.push_back({"select", {1, 0, 0}, 0, "%r = select i1 %a, iW %b, iW %c\n ret iW %r", [](const Operands& o) {
                     return Outcome{o.a != 0 ? o.b : o.c, false};
                   }});
  // The arm that is not taken may be poison.
  cases.push_back({"select poison",
                   {1, 0, 0},
                   0,
                   "%p = shl iW %b, %c\n %r = select i1 %a, iW %p, iW %b\n ret iW %r",
                   [](const Operands& o) {
                     if (o.a == 0) return Outcome{o.b, false};
                     return Outcome{o.c >= o.width ? 0 : o.b << o.c, o.c >= o.width};
                   }});
  cases.push_back({"select and",
                   {1, 0, 0},
                   1,
                   "%p = shl nuw iW %b, %c\n %q = icmp ugt iW %p, %b\n %r = select i1 %a, i1 %q, i1 false\n ret i1 %r",
                   [](const Operands& o) {
                     if (o.a == 0) return Outcome{0, false};
                     if (o.c >= o.width || (o.b << o.c & ones(o.width)) >> o.c != o.b) return Outcome{0, true};
                     return Outcome{o.b << o.c > o.b ? U{1} : U{0}, false};
                   }});
  cases.push_back({"freeze",
                   {0, 0},
                   0,
                   "%p = shl iW %a, %b\n %f = freeze iW %p\n %r = xor iW %f, %f\n ret iW %r",
                   [](const Operands&) { return Outcome{0, false}; }});
  cases.push_back(
      {"diamond",
       {1, 0, 0},
       0,
       "br i1 %a, label %yes, label %no\nyes:\n %x = add iW %b, 1\n br label %end\nno:\n %y = sub iW %b, %c\n"
       " br label %end\nend:\n %r = phi iW [ %x, %yes ], [ %y, %no ]\n ret iW %r",
       [](const Operands& o) { return Outcome{o.a != 0 ? o.b + 1 : o.b - o.c, false}; }});
  cases.push_back({"switch",
                   {0, 0},
                   0,
                   "switch iW %a, label %other [ iW 0, label %zero\n iW 1, label %one\n ]\n"
                   "zero:\n br label %end\none:\n br label %end\nother:\n br label %end\n"
                   "end:\n %r = phi iW [ %b, %zero ], [ %a, %one ], [ 0, %other ]\n ret iW %r",
                   [](const Operands& o) {
                     return Outcome{o.a == 0 ? o.b : o.a == 1 ? o.a : 0, false};
                   }});
  cases.push_back(
      {"loop",
       {2, 0},
       0,
       "br label %loop\nloop:\n %i = phi i2 [ %a, %0 ], [ %n, %loop ]\n %s = phi iW [ %b, %0 ], [ %t, %loop ]\n"
       " %n = add i2 %i, 1\n %t = add iW %s, %s\n %go = icmp ult i2 %i, 3\n"
       " br i1 %go, label %loop, label %end\nend:\n ret iW %t",
       [](const Operands& o) { return Outcome{o.b << (4 - o.a), false}; }});
  cases.push_back({"pair",
                   {0, 0},
                   0,
                   "%p = insertvalue { iW, { iW, iW } } poison, iW %a, 0\n"
                   " %q = insertvalue { iW, { iW, iW } } %p, iW %b, 1, 1\n"
                   " %x = extractvalue { iW, { iW, iW } } %q, 0\n %y = extractvalue { iW, { iW, iW } } %q, 1, 1\n"
                   " %r = sub iW %x, %y\n ret iW %r",
                   [](const Operands& o) { return Outcome{o.a - o.b, false}; }});
  cases.push_back(
      {"in memory",
       {0, 0},
       0,
       "%p = alloca [2 x iW]\n store iW %a, ptr %p\n %q = getelementptr [2 x iW], ptr %p, i64 0, i64 1\n"
       " store iW %b, ptr %q\n %x = load iW, ptr %p\n %y = load iW, ptr %q\n %r = sub iW %x, %y\n ret iW %r",
       [](const Operands& o) { return Outcome{o.a - o.b, false}; }});
}

void add_order(std::vector<Case>& cases) {
  const auto add = [&](const std::string& name, Reference reference) {
    cases.push_back(
        {name, {0, 0}, 0, "%r = call iW @llvm." + name + ".iW(iW %a, iW %b)\n ret iW %r", std::move(reference)});
  };
  add("smin", [](const Operands& o) { return plain(std::min(o.sa(), o.sb())); });
  add("smax", [](const Operands& o) { return plain(std::max(o.sa(), o.sb())); });
  add("umin", [](const Operands& o) { return Outcome{std::min(o.a, o.b), false}; });
  add("umax", [](const Operands& o) { return Outcome{std::max(o.a, o.b), false}; });
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
      cases.push_back(
          {name + ".with.overflow value",
           {0, 0},
           0,
           call + "%r = extractvalue { iW, i1 } %p, 0\n ret iW %r",
           [=](const Operands& o) { return plain(exact(static_cast<Wide>(o.a), static_cast<Wide>(o.b))); }});
      cases.push_back({name + ".with.overflow flag",
                       {0, 0},
                       1,
                       call + "%r = extractvalue { iW, i1 } %p, 1\n ret i1 %r",
                       [=](const Operands& o) { return Outcome{fits(o) ? U{0} : U{1}, false}; }});
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
      cases.push_back({name + " " + flag,
                       {0},
                       0,
                       "%r = call iW @llvm." + name + ".iW(iW %a, i1 " + flag + ")\n ret iW %r",
                       std::move(reference)});
    };
    one("cttz", [=](const Operands& o) { return Outcome{count_bits(o, false), strict && o.a == 0}; });
    one("ctlz", [=](const Operands& o) { return Outcome{count_bits(o, true), strict && o.a == 0}; });
    one("abs", [=](const Operands& o) {
      return Outcome{static_cast<U>(o.sa() < 0 ? -o.sa() : o.sa()), strict && !o.fits_signed(-o.sa())};
    });
  }
  const auto add = [&](const std::string& name, Reference reference, std::function<bool(unsigned)> applies) {
    cases.push_back({name,
                     {0},
                     0,
                     "%r = call iW @llvm." + name + ".iW(iW %a)\n ret iW %r",
                     std::move(reference),
                     std::move(applies)});
  };
  const auto always = [](unsigned) { return true; };
  add("ctpop", [](const Operands& o) { return Outcome{static_cast<U>(__builtin_popcountll(o.a)), false}; }, always);
  const auto turned = [](const Operands& o, unsigned step) {
    U result = 0;
    for (unsigned low = 0; low < o.width; low += step) result |= (o.a >> low & ones(step)) << (o.width - step - low);
    return Outcome{result, false};
  };
  add("bitreverse", [=](const Operands& o) { return turned(o, 1); }, always);
  add("bswap", [=](const Operands& o) { return turned(o, 8); }, [](unsigned w) { return w % 16 == 0; });
  for (const bool left : {true, false}) {
    const std::string name = left ? "fshl" : "fshr";
    cases.push_back({name,
                     {0, 0, 0},
                     0,
                     "%r = call iW @llvm." + name + ".iW(iW %a, iW %b, iW %c)\n ret iW %r",
                     [=](const Operands& o) {
                       const unsigned by = static_cast<unsigned>(o.c % o.width);
                       if (by == 0) return Outcome{left ? o.a : o.b, false};
                       const unsigned up = left ? by : o.width - by;
                       return Outcome{o.a << up | o.b >> (o.width - up), false};
                     }});
  }
  cases.push_back({"assume",
                   {0, 0},
                   0,
                   "%h = icmp ult iW %a, %b\n call void @llvm.assume(i1 %h)\n ret iW %a",
                   [](const Operands& o) { return Outcome{o.a, o.a >= o.b}; }});
  cases.push_back({"expect", {0}, 0, "%r = call iW @llvm.expect.iW(iW %a, iW 0)\n ret iW %r", [](const Operands& o) {
                     return Outcome{o.a, false};
                   }});
}

}  // namespace

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

}  // namespace idreg::smt::lift::testing
