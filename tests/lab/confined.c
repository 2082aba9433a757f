// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a program under a seccomp filter, as a container would: confined MODE PROGRAM ARGUMENT...
//   kill    every ioctl kills the process
//   refuse  every ioctl answers EPERM
//   old     KVM_ARM_GET_REG_WRITABLE_MASKS answers ENOTTY, as kernels before 6.7 do
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// _IOR(KVMIO, 0xb6, struct reg_mask_range), newer than the headers of Debian 12.
enum { kGetRegWritableMasks = (int)(2U << 30 | 64U << 16 | 0xaeU << 8 | 0xb6U) };

static int confine(unsigned answer, int request, int every_request) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ioctl, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),  // its lower half: little-endian
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)request, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, answer),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  if (every_request) filter[3].jf = 0;
  const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  int status = -1;
  if (strcmp(argv[1], "kill") == 0) status = confine(SECCOMP_RET_KILL_PROCESS, 0, 1);
  if (strcmp(argv[1], "refuse") == 0) status = confine(SECCOMP_RET_ERRNO | EPERM, 0, 1);
  if (strcmp(argv[1], "old") == 0) status = confine(SECCOMP_RET_ERRNO | ENOTTY, kGetRegWritableMasks, 0);
  if (status != 0) {
    perror("confined");
    return 2;
  }
  execv(argv[2], argv + 2);
  perror(argv[2]);
  return 2;
}
