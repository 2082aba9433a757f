// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the enumeration that gcc compiled (exhaust.cpp). IDREG_EXHAUST: its path, empty without g++.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace idreg::engine {
namespace {

struct Ran {
  int status;
  std::string out;
};

Ran exhaust(const std::string& arguments) {
  std::FILE* pipe = popen((IDREG_EXHAUST " " + arguments).c_str(), "r");
  if (pipe == nullptr) return {-1, ""};
  Ran ran{0, ""};
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) ran.out.append(buffer.data(), got);
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

class Exhaust : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(IDREG_EXHAUST).empty()) GTEST_SKIP() << "g++ is not installed (tools/setup names it)";
  }
};

TEST_F(Exhaust, EveryCaseOfTheClaimsAboutOneField) {
  const Ran ran = exhaust(IDREG_CASES);
  EXPECT_EQ(ran.status, 0) << ran.out;
  // Claims about two codes and one order are decided whole at width 6 by the ordinary run, at 8 by the campaign.
  EXPECT_NE(ran.out.find("orders-equal-spec width " IDREG_WIDTH ": exhausted"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("orders-equal-spec width " IDREG_WIDTH ": exhausted 0 cases"), std::string::npos);
  RecordProperty("exhausted", ran.out);
}

TEST_F(Exhaust, EveryTwinIsRefuted) {
  const Ran ran = exhaust("300000 twins");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(ran.out.find("not refuted"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace idreg::engine
