// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/console.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace idreg::cli {
namespace {

bool is_set(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0';
}

/// POSIX: the first of LC_ALL, LC_CTYPE and LANG that is set decides.
bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!is_set(name)) continue;
    std::string locale = std::getenv(name);
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

Terminal Terminal::detect() {
  Terminal terminal;
  const bool out = isatty(STDOUT_FILENO) == 1;
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  terminal.colour = out && !dumb && !is_set("NO_COLOR");
  terminal.unicode = out && utf8_locale();
  terminal.progress = isatty(STDERR_FILENO) == 1 && !dumb;
  winsize size{};
  if (out && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
    terminal.width = std::max<unsigned>(size.ws_col, 40);
  }
  return terminal;
}

void Console::error(std::string_view what) const {
  if (progress_shown_) std::fputs("\r\033[K", stderr);
  fmt::print(stderr, "idreg: {}\n", what);
}

void Console::progress(std::string_view line) {
  if (!terminal_.progress) return;
  fmt::print(stderr, "\r\033[K{}", line.substr(0, terminal_.width - 1));
  std::fflush(stderr);
  progress_shown_ = true;
}

void Console::note(std::string_view line) const {
  if (!terminal_.progress) fmt::print(stderr, "{}\n", line);
}

void Console::clear_progress() {
  if (progress_shown_) std::fputs("\r\033[K", stderr);
  progress_shown_ = false;
}

void Console::show(std::string_view text) {
  clear_progress();
  written_ = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0 && written_;
}

Status Console::finish(Status status) {
  clear_progress();
  const bool written = written_ && std::fwrite(answer_.data(), 1, answer_.size(), stdout) == answer_.size();
  const bool flushed = std::fflush(stdout) == 0;
  if (written && flushed) return status;
  fmt::print(stderr, "idreg: cannot write standard output: {}\n", std::strerror(errno));
  return Status::Internal;
}

}  // namespace idreg::cli
