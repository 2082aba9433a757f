// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/cli/run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace idreg::cli::test {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Removes the directory when the tests are over.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "idreg-cli-XXXXXX").string();
    path_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

int shell(const std::string& command) {
  const int result = std::system(command.c_str());
  if (WIFEXITED(result)) return WEXITSTATUS(result);
  return WIFSIGNALED(result) ? 128 + WTERMSIG(result) : -1;
}

}  // namespace

nlohmann::ordered_json Ran::json() const { return nlohmann::ordered_json::parse(out, nullptr, false); }

Ran idreg(const std::string& arguments, const std::string& environment) {
  const std::string out = scratch() + "/out";
  const std::string err = scratch() + "/err";
  // The inner redirection comes last and so wins over the outer one.
  const int status =
      shell(fmt::format("{{ {} '{}' {}; }} >'{}' 2>'{}' </dev/null", environment, IDREG_COMMAND, arguments, out, err));
  return {status, read(out), read(err)};
}

Ran idreg_on_terminal(const std::string& arguments, unsigned columns, const std::string& environment) {
  const std::string out = scratch() + "/terminal";
  const std::string inner =
      fmt::format("stty cols {} rows 40; {} '{}' {}", columns, environment, IDREG_COMMAND, arguments);
  const std::string quoted = file_of("terminal.sh", inner + "\n");
  const int status = shell(fmt::format("TERM=xterm script -qec 'sh {}' /dev/null >'{}' </dev/null", quoted, out));
  return {status, read(out), ""};
}

std::string file_of(const std::string& name, std::string_view text) {
  const std::string path = scratch() + "/" + name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  EXPECT_TRUE(file.flush()) << path;
  return path;
}

const std::string& scratch() {
  static const Scratch directory;
  EXPECT_FALSE(directory.path().empty()) << "no temporary directory";
  return directory.path();
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace idreg::cli::test
