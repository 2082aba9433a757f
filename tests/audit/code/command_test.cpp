// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg diff` and `idreg audit` as commands, on miniatures: exit statuses and what is said.
#include <nlohmann/json.hpp>

#include "tests/audit/code/command.h"

namespace idreg::audit::code::testing {

TEST_F(Command, DiffProvesThatNothingChanged) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " " + tree("new", "-DREORDERED")), 0) << said_;
  EXPECT_TRUE(said("0 changes; 4 registers proved alike")) << said_;
}

TEST_F(Command, DiffNamesWhatChanged) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " " + tree("new", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("ID_AA64DFR0_EL1.PMUVer  accepted")) << said_;
  EXPECT_TRUE(said("write 0x808: old limit 0x8, then 0x0; new limit 0x8, then 0x808")) << said_;
  EXPECT_EQ(run("diff --json --ir " + tree("old", "") + " " + tree("new", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("\"kind\": \"accepted\"")) << said_;
}

TEST_F(Command, WrongUsageIsSaid) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " /nowhere"), 2) << said_;
  EXPECT_EQ(run("audit --vcpu nothing --ir " + tree("old", "")), 2) << said_;
  EXPECT_TRUE(said("--vcpu nothing: no such feature")) << said_;
}

TEST_F(Command, AuditNamesTheHost) {
  EXPECT_EQ(run("audit --json --vcpu pmu --ir " + tree("old", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("above-limit")) << said_;
  EXPECT_TRUE(said("the host's ID_AA64DFR0_EL1 = 0x8")) << said_;
}

TEST_F(Command, WhatIsNotDecidedOfARegisterIsNotGreen) {
  // Of what its merging calls nothing is known; its write path is proved all the same.
  const auto outcome = [&](const std::string& flags) {
    (void)run("audit --json --ir " + tree("tree", flags));
    const auto document = nlohmann::json::parse(said_, nullptr, false);
    if (document.is_discarded()) return said_;
    for (const auto& reg : document["registers"])
      if (reg["register"] == "ID_AA64PFR0_EL1") return reg["outcome"].get<std::string>() + " " + reg["remarks"].dump();
    return std::string("no such register");
  };
  EXPECT_EQ(outcome(""), "proved []");
  EXPECT_EQ(outcome("'-DMERGED(f,a,b)=({u64 elsewhere(void);elsewhere();})'"),
            "unknown [\"sanitising is not decided: anything was assumed of elsewhere\"]");
}

}  // namespace idreg::audit::code::testing
