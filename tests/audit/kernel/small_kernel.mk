# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The build of a kernel of two files, for tests of what idreg does with a kernel's own: the same targets and variables
# (O, KCFLAGS), the same refusal of a tree that is not clean, the same records. Each compilation is a line of BUILT.
.SUFFIXES:
ifneq ($(wildcard .config include/config arch/arm64/include/generated),)
  $(error The source tree is not clean, please run 'make ARCH=arm64 mrproper')
endif
HERE := $(CURDIR)

defconfig:
	mkdir -p $(O)
	printf 'CONFIG_ARM64=y\nCONFIG_KVM=y\n' > $(O)/.config

# This kernel has no CONFIG_GONE any more, and cannot do without CONFIG_KVM.
olddefconfig:
	sed -i -e '/CONFIG_GONE/d' -e 's/.*CONFIG_KVM[ =].*/CONFIG_KVM=y/' $(O)/.config

prepare:
	grep -q CONFIG_KVM=y $(O)/.config
	mkdir -p $(O)/include/config
	echo 6.99.0-small > $(O)/include/config/kernel.release

MODULES := arch/arm64/kernel/cpufeature.ll arch/arm64/kvm/sys_regs.ll
$(MODULES): %.ll: $(O)/%.ll ;

$(addprefix $(O)/,$(MODULES)): $(O)/%.ll: %.c
	mkdir -p $(@D)
	clang-19 --target=aarch64-linux-gnu -std=gnu11 -O2 -ffreestanding -fno-vectorize -fno-strict-aliasing -w $(KCFLAGS) \
	  -S -emit-llvm $< -o $@
	echo 'source_$@ := $(HERE)/$<' > $(@D)/.$(@F).cmd
	echo $< >> $(BUILT)
