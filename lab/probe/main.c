// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg-probe: what this arm64 host says of its CPUs' features, as files that idreg reads.
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/probe/host.h"
#include "lab/probe/init.h"
#include "lab/probe/kvm.h"
#include "lab/probe/user.h"

static const char kUsage[] =
    "usage: idreg-probe [OPTION...] [DIRECTORY]\n"
    "Reads the ID registers of this host as programs and as KVM's guests see them, and writes user.txt, kvm.txt,\n"
    "kvm-limit-FEATURES.txt and host.txt into the directory (made if need be), or all to standard output.\n"
    "Needs no more rights than /dev/kvm asks for, and runs no guest code.\n"
    "  --probe            also write registers of machines made for that, and record KVM's answers: calls-*.txt\n"
    "  --features LIST    write to vCPUs with these (as pmu+sve, or none); default: none, and the most there are\n"
    "  --random N         random values per register (default 1000)\n"
    "  --seed N           of the random values (default 1)\n"
    "  --requests FILE    try the writes of the file, a line each: FEATURES REGISTER VALUE; writes requests.txt\n"
    "  --device PATH      KVM's device (default /dev/kvm)\n"
    "Exit status: 0 the answer is whole, 1 something could not be had (host.txt says what), 2 wrong usage.\n";

struct options {
  struct kvm_part kvm;
  int probe;
  struct output out;
};

static unsigned long long number_of(const char* text, const char* option) {
  char* end = NULL;
  errno = 0;
  const unsigned long long value = strtoull(text, &end, 0);
  if (errno == 0 && end != text && *end == '\0' && text[0] != '-') return value;
  fprintf(stderr, "idreg-probe: %s takes a number, not '%s'\n", option, text);
  exit(2);
}

static void read_options(int argc, char** argv, struct options* options) {
  const struct option known[] = {{"probe", no_argument, NULL, 'p'},          {"features", required_argument, NULL, 'f'},
                                 {"random", required_argument, NULL, 'r'},   {"seed", required_argument, NULL, 's'},
                                 {"requests", required_argument, NULL, 'q'}, {"device", required_argument, NULL, 'd'},
                                 {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0}};
  for (int letter; (letter = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (letter) {
      case 'p':
        options->probe = 1;
        break;
      case 'f':
        options->kvm.features = optarg;
        break;
      case 'r':
        options->kvm.random = (unsigned)number_of(optarg, "--random");
        break;
      case 's':
        options->kvm.seed = number_of(optarg, "--seed");
        break;
      case 'q':
        options->kvm.requests = optarg;
        break;
      case 'd':
        options->kvm.device = optarg;
        break;
      case 'h':
        fputs(kUsage, stdout);
        exit(0);
      default:
        fputs(kUsage, stderr);
        exit(2);
    }
  }
  if (argc - optind > 1) {
    fputs(kUsage, stderr);
    exit(2);
  }
  options->out.directory = argc > optind ? argv[optind] : NULL;
  if (options->out.directory != NULL && mkdir(options->out.directory, 0777) != 0 && errno != EEXIST) {
    fprintf(stderr, "idreg-probe: cannot make the directory %s: %s\n", options->out.directory, strerror(errno));
    exit(2);
  }
}

int main(int argc, char** argv) {
  if (getpid() == 1) run_as_init();
  struct options options = {.kvm = {.device = "/dev/kvm", .seed = 1, .random = 1000}};
  read_options(argc, argv, &options);
  static char buffer[1 << 16];  // without it printf asks whether this is a terminal: an ioctl, perhaps forbidden
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  struct notes* notes = notes_create();
  options.kvm.out = &options.out;
  options.kvm.notes = notes;
  struct user_part user = {&options.out, notes};
  int failed = run_apart(notes, "user registers", write_user_registers, &user) != 0;
  failed |= run_apart(notes, "KVM's limits", write_limits, &options.kvm) != 0;
  if (options.probe) failed |= run_apart(notes, "KVM's answers", write_calls, &options.kvm) != 0;
  if (options.kvm.requests) failed |= run_apart(notes, "the requests", write_requests, &options.kvm) != 0;
  write_host(&options.out, notes);
  return failed || notes->used != 0;
}
