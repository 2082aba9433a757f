// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/probe/init.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { kMostWords = 32 };

// The terminal must pass lines on as they are: no carriage returns.
static void make_raw(int terminal) {
  struct termios settings;
  if (tcgetattr(terminal, &settings) != 0) return;
  settings.c_oflag &= ~(tcflag_t)OPOST;
  settings.c_lflag &= ~(tcflag_t)ECHO;
  tcsetattr(terminal, TCSANOW, &settings);
}

static void run_line(char* line) {
  char* words[kMostWords + 1] = {0};
  int count = 0;
  for (char* word = strtok(line, " \n"); word != NULL && count < kMostWords; word = strtok(NULL, " \n")) {
    words[count++] = word;
  }
  if (count == 0) return;
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    execv(words[0], words);
    perror(words[0]);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("%%%%%% exit %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

_Noreturn void run_as_init(void) {
  mkdir("/dev", 0755);
  mkdir("/proc", 0755);
  mkdir("/sys", 0755);
  mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
  mount("proc", "/proc", "proc", 0, NULL);
  mount("sysfs", "/sys", "sysfs", 0, NULL);
  make_raw(STDOUT_FILENO);
  puts("\n%%% start");
  FILE* commands = fopen("/commands", "r");
  char line[1024];
  while (commands != NULL && fgets(line, sizeof line, commands) != NULL) run_line(line);
  puts("%%% stop");
  fflush(stdout);
  tcdrain(STDOUT_FILENO);
  sync();
  reboot(RB_POWER_OFF);
  for (;;) pause();
}
