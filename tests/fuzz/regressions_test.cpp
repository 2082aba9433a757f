// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stored counterexamples stay what they are: violated by the subject that they refuted, not by the
// engine, and the bytes for libFuzzer are those of the JSON.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "corpora/file.h"
#include "props/case_io.h"
#include "props/run.h"

namespace idreg::props {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> stored_cases(const char* directory = "corpora/regressions/claims") {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

class Regression : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto text = corpora::read_file(GetParam());
    ASSERT_TRUE(text.has_value()) << corpora::to_text(text.error());
    const auto stored = from_json(*text);
    ASSERT_TRUE(stored.has_value()) << stored.error();
    stored_ = *stored;
    text_ = *text;
    claim_ = find_claim(stored_.claim);
    ASSERT_NE(claim_, nullptr) << stored_.claim;
    const auto found = std::ranges::find(subjects(), std::string_view(stored_.subject), &NamedSubject::name);
    ASSERT_NE(found, subjects().end()) << stored_.subject;
    subject_ = found->subject;
  }

  StoredCase stored_;
  std::string text_;
  const Claim* claim_ = nullptr;
  const Subject* subject_ = nullptr;
};

TEST_P(Regression, ViolatesItsSubjectAndNotTheEngine) {
  EXPECT_EQ(claim_->predicate(*subject_, stored_.input), Verdict::Violated);
  EXPECT_NE(claim_->predicate(*subjects().front().subject, stored_.input), Verdict::Violated);
}

TEST_P(Regression, IsWrittenAsItIsStored) { EXPECT_EQ(to_json(stored_), text_); }

TEST_P(Regression, HasTheSameBytesBesideIt) {
  const auto bytes = corpora::read_file(fs::path(GetParam()).replace_extension(".bin").string());
  ASSERT_TRUE(bytes.has_value()) << corpora::to_text(bytes.error()) << "; idreg_fuzz_tool encode makes it";
  const std::vector<std::uint8_t> raw(bytes->begin(), bytes->end());
  EXPECT_EQ(decode(raw), stored_.input);
}

TEST_P(Regression, IsNotShrunkFurther) { EXPECT_EQ(shrink_greedily(*claim_, *subject_, stored_.input), stored_.input); }

INSTANTIATE_TEST_SUITE_P(Stored, Regression, testing::ValuesIn(stored_cases()), [](const auto& info) {
  std::string name = fs::path(info.param).stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Regressions, AreThere) { EXPECT_GE(stored_cases().size(), 9U); }

// What docs/designs.md says of the designs.
TEST(Designs, EachStoredCaseRefutesItsDesignAndNotTheOneDoneRight) {
  const auto named = [](std::string_view name) { return std::ranges::find(subjects(), name, &NamedSubject::name); };
  const auto right = named("caller-override-right");
  ASSERT_NE(right, subjects().end());
  const std::vector<std::string> files = stored_cases("corpora/regressions/designs");
  EXPECT_EQ(files.size(), 40U);
  for (const std::string& file : files) {
    const auto text = corpora::read_file(file);
    ASSERT_TRUE(text.has_value()) << corpora::to_text(text.error());
    const auto stored = from_json(*text);
    ASSERT_TRUE(stored.has_value()) << file << ": " << stored.error();
    EXPECT_EQ(to_json(*stored), *text) << file;
    EXPECT_TRUE(fs::path(file).filename().string().starts_with(stored->subject + "." + stored->claim + ".")) << file;
    const Claim* claim = find_claim(stored->claim);
    const auto design = named(stored->subject);
    ASSERT_TRUE(claim != nullptr && design != subjects().end()) << file;
    ASSERT_NE(design->subject->design, nullptr) << file;
    EXPECT_EQ(claim->predicate(*design->subject, stored->input), Verdict::Violated) << file;
    EXPECT_NE(claim->predicate(*right->subject, stored->input), Verdict::Violated) << file;
  }
}

}  // namespace
}  // namespace idreg::props
