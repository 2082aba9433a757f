# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Edits of the real tree, breaking and harmless, in all six groups of what audit judges (docs/audit.md): what is
edited in which file, and what audit and diff must say. linux_edits_test.py runs a few of them, as a campaign all.

`finds`: patterns of "kind REGISTER.FIELD severity". Each must match a finding that the tree as it is does not have, and
every such finding, notes left out, must match one of them. `differs`: the same for diff's "REGISTER.FIELD kind"."""
import dataclasses

WRITES = "arch/arm64/kvm/sys_regs.c"
DESCRIPTORS = "arch/arm64/kvm/sys_regs.h"
TABLES = "arch/arm64/kernel/cpufeature.c"
ENTRIES = "arch/arm64/include/asm/cpufeature.h"
SYSREG = "arch/arm64/tools/sysreg"
SELFTEST = "SELFTEST"  # its folder was renamed in 2025
FILES = {WRITES: ["sys_regs.ll"], DESCRIPTORS: ["sys_regs.ll"], TABLES: ["cpufeature.ll"],
         ENTRIES: ["cpufeature.ll", "sys_regs.ll"], SYSREG: [], SELFTEST: []}  # what is compiled again
GROUPS = {1: "the write path as compiled", 2: "the limit", 3: "host sanitising", 4: "the tables",
          5: "the sysreg file and the selftest's table", 6: "across fields"}


@dataclasses.dataclass(frozen=True)
class Edit:
    name: str
    group: int
    breaking: bool
    changes: list       # (file, old, new): old stands in the file exactly once
    finds: list | None = dataclasses.field(default_factory=list)  # None: a matter of diff alone
    differs: list = dataclasses.field(default_factory=list)
    refused: str = ""   # instead: exit status 3, in these words
    tables_only: bool = False

    def modules(self):
        return sorted({module for file, _, _ in self.changes for module in FILES[file]})


def entry(register, field, rest="FTR_HIDDEN, FTR_STRICT, FTR_LOWER_SAFE"):
    return f"	ARM64_FTR_BITS({rest}, {register}_EL1_{field}_SHIFT, 4, 0),\n"


AES = entry("ID_AA64ISAR0", "AES", "FTR_VISIBLE, FTR_STRICT, FTR_LOWER_SAFE")
RNDR = entry("ID_AA64ISAR0", "RNDR", "FTR_VISIBLE, FTR_STRICT, FTR_LOWER_SAFE")
TLB = entry("ID_AA64ISAR0", "TLB")
ISAR0 = "	ARM64_FTR_REG(SYS_ID_ISAR0_EL1, ftr_id_isar0),\n"
ISAR1 = "	ARM64_FTR_REG(SYS_ID_ISAR1_EL1, ftr_generic_32bits),\n"
PMUVER = entry("ID_AA64DFR0", "PMUVer", "FTR_HIDDEN, FTR_NONSTRICT, FTR_EXACT")
PERFMON = entry("ID_DFR0", "PerfMon", "FTR_HIDDEN, FTR_NONSTRICT, FTR_EXACT")
MERGED = "		ftr_new = arm64_ftr_safe_value(ftrp, ftr_new, ftr_cur);\n"
FLOOR = "if (debugver < ID_AA64DFR0_EL1_DebugVer_IMP)"
PMUVER_CODES = "UnsignedEnum	11:8	PMUVer\n	0b0000	NI\n"
AES_TESTED = "	REG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64ISAR0_EL1, AES, 0),\n"
SHA1_TESTED = "	REG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64ISAR0_EL1, SHA1, 0),\n"


def signed(line):
    return line.replace("\tARM64", "\tS_ARM64")


WRITE_PATH = [
    Edit("PMUVer is stored unchecked", 1, True,
         [(WRITES, f"{FLOOR}\n		return -EINVAL;\n\n	return set_id_reg(vcpu, rd, val);",
           f"{FLOOR}\n		return -EINVAL;\n	if (set_id_reg(vcpu, rd, val & ~(u64)ID_AA64DFR0_EL1_PMUVer_MASK))\n"
           "		return -EINVAL;\n	kvm_set_vm_id_reg(vcpu->kvm, reg_to_encoding(rd), val);\n	return 0;")],
         [r"above-limit ID_AA64DFR0_EL1\.PMUVer high"], [r"ID_AA64DFR0_EL1\.PMUVer accepted"]),
    Edit("a floor removed", 1, True, [(WRITES, FLOOR, "if (debugver > 15)")], None,
         [r"ID_AA64DFR0_EL1\.DebugVer accepted", r"ID_AA64DFR0_EL1\.\w+ accepted"]),
    Edit("a floor raised", 1, True,
         [(WRITES, "if (copdbg < ID_DFR0_EL1_CopDbg_Armv8)", "if (copdbg <= ID_DFR0_EL1_CopDbg_Armv8)")], None,
         [r"ID_DFR0_EL1\.CopDbg refused", r"ID_DFR0_EL1\.\w+ refused"]),
    Edit("bits outside the mask are not compared", 1, True,
         [(WRITES, "	if ((val & ~mask) != (limit & ~mask))\n		return -E2BIG;\n\n	return 0;", "	return 0;")],
         [r"above-limit ID_AA64PFR0_EL1\.SVE high", r"mask ID_\w+ medium",
          r"(above-limit|gains-feature|mask|too-strict) \w+(\.\w+)? (high|medium|low)"],
         [r"ID_AA64PFR0_EL1\.SVE accepted", r"\w+(\.\w+)? accepted"]),
    Edit("the loop rewritten", 1, False,
         [(WRITES, "for (; ftrp && ftrp->width; ftrp++) {", "while (ftrp && ftrp->width != 0) {"),
          (WRITES, "		ftr_mask = arm64_ftr_mask(ftrp);",
           "		const struct arm64_ftr_bits *its = ftrp++;\n		ftr_mask = arm64_ftr_mask(its);"),
          (WRITES, "		f_val = arm64_ftr_value(ftrp, val);", "		f_val = arm64_ftr_value(its, val);"),
          (WRITES, "		f_lim = arm64_ftr_value(ftrp, limit);", "		f_lim = arm64_ftr_value(its, limit);"),
          (WRITES, "kvm_arm64_ftr_safe_value(id, ftrp, f_val, f_lim);",
           "kvm_arm64_ftr_safe_value(id, its, f_val, f_lim);")]),
    Edit("mask terms shuffled", 1, False,
         [(WRITES, "~(ID_AA64PFR0_EL1_AMU |\n		   ID_AA64PFR0_EL1_MPAM |\n		   ID_AA64PFR0_EL1_SVE |",
           "~(ID_AA64PFR0_EL1_SVE |\n		   ID_AA64PFR0_EL1_AMU |\n		   ID_AA64PFR0_EL1_MPAM |"),
          (WRITES, "	  .val = ID_AA64DFR0_EL1_DoubleLock_MASK |\n		 ID_AA64DFR0_EL1_WRPs_MASK |",
           "	  .val = ID_AA64DFR0_EL1_WRPs_MASK |\n		 ID_AA64DFR0_EL1_DoubleLock_MASK |")]),
]

LIMIT = [
    Edit("a hidden field is shown", 2, True,
         [(WRITES, "		val &= ~ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_MPAM_frac);\n", "")],
         [r"limit ID_AA64PFR1_EL1\.MPAM_frac (high|low)"],
         [r"ID_AA64PFR1_EL1\.MPAM_frac limit-grew", r"ID_AA64PFR1_EL1\.(BT|SSBS) refused"]),
    Edit("activity monitors are shown", 2, True, [(WRITES, "	val &= ~ID_AA64PFR0_EL1_AMU_MASK;\n", "")], None,
         [r"ID_AA64PFR0_EL1\.AMU limit-grew", r"ID_AA64PFR0_EL1\.\w+ (accepted|refused)"]),
    Edit("the cap is a floor", 2, True, [(WRITES, "			    min(__f_val,", "			    max(__f_val,")],
         [r"limit ID_AA64DFR0_EL1\.DebugVer high", r"limit ID_DFR0_EL1\.CopDbg high"],
         [r"ID_AA64DFR0_EL1\.DebugVer limit-grew", r"ID_DFR0_EL1\.CopDbg limit-grew",
          r"ID_(AA64)?DFR0_EL1\.\w+ (accepted|refused)"]),
    Edit("what is hidden is hidden in another order and way", 2, False,
         [(WRITES, "		val &= ~ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_SME);\n", ""),
          (WRITES, "		val &= ~ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_MPAM_frac);\n",
           "		val &= ~ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_MPAM_frac);\n"
           "		val ^= val & ARM64_FEATURE_MASK(ID_AA64PFR1_EL1_SME);\n")]),
]

HOST = [
    Edit("merging takes the larger", 3, True,
         [(TABLES, MERGED, "		ftr_new = reg->ftr_bits == ftr_id_aa64zfr0 ? max(ftr_new, ftr_cur) :\n"
           "			  arm64_ftr_safe_value(ftrp, ftr_new, ftr_cur);")],
         [r"sanitise ID_AA64ZFR0_EL1\..* high"], [r"ID_AA64ZFR0_EL1\..* sanitised"]),
    Edit("merging takes the larger of every field", 3, True,
         [(TABLES, MERGED, "		ftr_new = max(ftr_new, ftr_cur);\n")],
         [r"sanitise ID_AA64PFR0_EL1\.SVE high", r"sanitise \w+\.\w+ (high|medium|low)"],
         [r"ID_AA64PFR0_EL1\.SVE sanitised", r"\w+(\.\w+)? sanitised"]),
    Edit("the command line is not checked", 3, True,
         [(TABLES, "			if (ftr_ovr != tmp) {",
           "			if (sys_reg == SYS_ID_AA64ZFR0_EL1)\n				tmp = ftr_ovr;\n			if (ftr_ovr != tmp) {")],
         [r"sanitise ID_AA64ZFR0_EL1\..* high"], [r"ID_AA64ZFR0_EL1\..* sanitised"]),
    Edit("a register is not merged", 3, True,
         [(TABLES, MERGED, MERGED + "		if (reg == &arm64_ftr_reg_ctrel0)\n			ftr_new = ftr_cur;\n")],
         None, [r"CTR_EL0\..* sanitised"]),
    Edit("merging rewritten", 3, False,
         [(TABLES, "	for (ftrp = reg->ftr_bits; ftrp->width; ftrp++) {\n		s64 ftr_cur = ",
           "	for (int i = 0; (ftrp = &reg->ftr_bits[i])->width; i++) {\n		s64 ftr_cur = "),
          (TABLES, "		if (ftr_cur == ftr_new)\n			continue;\n		/* Find a safe value */\n",
           "		if (!(ftr_cur ^ ftr_new))\n			continue;\n")]),
]

ROWS = [
    Edit("PMUVer and PerfMon are signed again", 4, True,
         [(TABLES, PMUVER, signed(PMUVER)), (TABLES, PERFMON, signed(PERFMON))],
         [r"above-limit ID_AA64DFR0_EL1\.PMUVer high", r"above-limit ID_DFR0_EL1\.PerfMon high",
          r"(sign|sysreg|too-strict) ID_(AA64DFR0_EL1\.PMUVer|DFR0_EL1\.PerfMon) (high|medium|low)"],
         [r"ID_AA64DFR0_EL1\.PMUVer (sign|accepted|refused)", r"ID_DFR0_EL1\.PerfMon (sign|accepted|refused)"]),
    Edit("a field is signed", 4, True, [(TABLES, AES, signed(AES))],
         [r"sign ID_AA64ISAR0_EL1\.AES high", r"sysreg ID_AA64ISAR0_EL1\.AES medium",
          r"selftest ID_AA64ISAR0_EL1\.AES low"], [r"ID_AA64ISAR0_EL1\.AES sign"], tables_only=True),
    Edit("a field's higher code is safe", 4, True, [(TABLES, AES, AES.replace("LOWER", "HIGHER"))],
         [r"policy ID_AA64ISAR0_EL1\.AES high", r"selftest ID_AA64ISAR0_EL1\.AES low"],
         [r"ID_AA64ISAR0_EL1\.AES policy"], tables_only=True),
    Edit("a table without its end", 4, True, [(TABLES, AES + "	ARM64_FTR_END,\n", AES)],
         [r"terminator ID_AA64ISAR0_EL1 high"], [r"ID_AA64ISAR0_EL1 terminator"], tables_only=True),
    Edit("an entry twice, not alike", 4, True, [(TABLES, AES, AES + AES.replace("LOWER", "HIGHER"))],
         [r"(overlap|policy) ID_AA64ISAR0_EL1\.AES high"], [r"ID_AA64ISAR0_EL1 overlap"],
         tables_only=True),
    Edit("registers out of order", 4, True, [(TABLES, ISAR0 + ISAR1, ISAR1 + ISAR0)],
         [r"order ID_ISAR0_EL1 high"], [r"arm64_ftr_regs order"], tables_only=True),
    Edit("a field without its entry", 4, True, [(TABLES, AES, "")],
         [r"selftest ID_AA64ISAR0_EL1\.AES low"],
         [r"ID_AA64ISAR0_EL1\.AES missing"], tables_only=True),
    Edit("a table renamed", 4, False,
         [(TABLES, "arm64_ftr_bits ftr_id_aa64isar0[]", "arm64_ftr_bits isar0_of_another_name[]"),
          (TABLES, "ISAR0_EL1, ftr_id_aa64isar0)", "ISAR0_EL1, isar0_of_another_name)")]),
    Edit("entries reordered", 4, False, [(TABLES, RNDR + TLB, TLB + RNDR)],
         [r"order ID_AA64ISAR0_EL1\.RNDR low"]),
    Edit("struct arm64_ftr_bits: members moved, one added", 4, False,
         [(ENTRIES, "	bool		sign;	/* Value is signed ? */\n", "	u64		added;\n"),
          (ENTRIES, "	s64		safe_val; /* safe", "	bool		sign;\n	s64		safe_val; /* safe")]),
    Edit("struct arm64_ftr_bits: a member renamed", 4, False,
         [(ENTRIES, "	bool		sign;	/* Value is signed ? */\n",
           "	union { bool is_signed; };\n#define sign is_signed\n")],
         refused="has no member sign; it has is_signed"),
    Edit("struct sys_reg_desc: members moved, one added", 4, False,
         [(DESCRIPTORS, "	enum {\n		AA32_DIRECT,\n		AA32_LO,\n		AA32_HI,\n	} aarch32_map;\n", "	u64	added;\n"),
          (DESCRIPTORS, "				   const struct sys_reg_desc *rd);\n};\n",
           "				   const struct sys_reg_desc *rd);\n"
           "	enum {\n		AA32_DIRECT,\n		AA32_LO,\n		AA32_HI,\n	} aarch32_map;\n};\n")]),
    Edit("struct sys_reg_desc: a member renamed", 4, False,
         [(DESCRIPTORS, "struct sys_reg_desc {\n", "#define set_user write_of_user\nstruct sys_reg_desc {\n")],
         refused="has no member set_user"),
]

TEXTS = [
    Edit("a sign in the sysreg file", 5, True,
         [(SYSREG, "UnsignedEnum	11:8	PMUVer", "SignedEnum	11:8	PMUVer")],
         [r"sysreg ID_AA64DFR0_EL1\.PMUVer medium"], tables_only=True),
    Edit("overlapping bits in the sysreg file", 5, True,
         [(SYSREG, "UnsignedEnum	11:8	PMUVer", "UnsignedEnum	12:8	PMUVer")],
         [r"sysreg ID_AA64DFR0_EL1\.\[12:8\] medium", r"sysreg ID_AA64DFR0_EL1\.(BRPs|PMUVer) low"],
         tables_only=True),
    Edit("a code twice in the sysreg file", 5, True, [(SYSREG, PMUVER_CODES, PMUVER_CODES + "	0b0000	NONE\n")],
         [r"sysreg ID_AA64DFR0_EL1\.PMUVer medium"], tables_only=True),
    Edit("a sign in the selftest", 5, True, [(SELFTEST, AES_TESTED, AES_TESTED.replace("	REG", "	S_REG"))],
         [r"selftest ID_AA64ISAR0_EL1\.AES (medium|low)"], tables_only=True),
    Edit("a comment in the sysreg file", 5, False, [(SYSREG, PMUVER_CODES, "# Of the PMU\n" + PMUVER_CODES)],
         tables_only=True),
    Edit("rows of the selftest reordered", 5, False,
         [(SELFTEST, SHA1_TESTED + AES_TESTED, AES_TESTED + SHA1_TESTED)], tables_only=True),
]

ACROSS = [
    Edit("both MPAM fields are writable", 6, True,
         [(WRITES, "		   ID_AA64PFR0_EL1_MPAM |\n", ""),
          (WRITES, "				       ID_AA64PFR1_EL1_MPAM_frac |\n", "")],
         [r"gains-feature ID_AA64PFR0_EL1\.MPAM medium"],
         [r"ID_AA64PFR0_EL1 mask", r"ID_AA64PFR1_EL1 mask"], tables_only=True),
    Edit("a field without its fraction is writable", 6, True,
         [(WRITES, "		   ID_AA64PFR0_EL1_RAS |\n", "")], [], [r"ID_AA64PFR0_EL1 mask"], tables_only=True),
    Edit("entries of fields that are read together reordered", 6, False,
         [(TABLES, entry("ID_AA64PFR1", "MPAM_frac") + entry("ID_AA64PFR1", "RAS_frac"),
           entry("ID_AA64PFR1", "RAS_frac") + entry("ID_AA64PFR1", "MPAM_frac"))],
         [r"order ID_AA64PFR1_EL1\.MPAM_frac low"], tables_only=True),
]

EDITS = WRITE_PATH + LIMIT + HOST + ROWS + TEXTS + ACROSS
