// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

TEST(Architecture, DecodeNamesTheVersionAndWhy) {
  const Ran ran = idreg("decode corpora/cpus/graviton-3.txt");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "at least Armv8.4, from which on FEAT_RNG exists")) << ran.out;
  const auto json = idreg("decode corpora/cpus/graviton-3.txt --json").json();
  EXPECT_EQ(json["architecture"]["complete"], "Armv8.3");
  EXPECT_EQ(json["architecture"]["next"], "Armv8.4");
}

TEST(Architecture, RulesFromAnotherFile) {
  const std::string rules = file_of("rules.txt", "feature FEAT_LSE\n  needs FEAT_CRC32\n");
  const Ran ran = idreg("decode corpora/cpus/graviton-3.txt --json --features " + rules);
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.json()["architecture"]["at_least"], "Armv8.0") << "that file knows no versions";
  EXPECT_EQ(idreg("decode corpora/cpus/graviton-3.txt --json", "IDREG_FEATURES=" + rules).out, ran.out);
  const Ran none = idreg("decode corpora/cpus/graviton-3.txt --features /nonexistent");
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(contains(none.err, "/nonexistent")) << none.err;
  const Ran broken = idreg("decode corpora/cpus/graviton-3.txt --features " + file_of("broken.json", "{}"));
  EXPECT_EQ(broken.status, 2);
  EXPECT_TRUE(contains(broken.err, "is no Features file of Arm's")) << broken.err;
}

}  // namespace
}  // namespace idreg::cli::test
