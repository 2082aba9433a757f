# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tools/kvm-lab for tests: answers from what one boot has recorded, so that no second boot is needed.

    recorded.py FOLDER FEATURES KVM-LAB-OPTION...
FOLDER holds kvm-limit-FEATURES.txt and calls-FEATURES.txt. A write that was not recorded has no answer."""
import argparse
import pathlib
import re
import shutil


def main():
    parser = argparse.ArgumentParser()
    for name in ("folder", "features"):
        parser.add_argument(name)
    for option in ("--cpu", "--out", "--requests"):
        parser.add_argument(option)
    options, _ = parser.parse_known_args()
    out = pathlib.Path(options.out, options.cpu)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(f"{options.folder}/kvm-limit-{options.features}.txt", out)
    if not options.requests:
        return
    recorded = pathlib.Path(options.folder, f"calls-{options.features}.txt").read_text(encoding="utf-8")
    answers = re.search(r"^kernel .*\n", recorded, flags=re.M).group() + f"features {options.features}\n"
    for line in pathlib.Path(options.requests).read_text(encoding="utf-8").splitlines():
        _, register, value = line.split()
        block = re.search(rf"^(register {register} .*\n)((?:0x.*\n)*)", recorded, flags=re.M)
        answer = re.search(rf"^{value} .*\n", block.group(2), flags=re.M)
        if answer is not None:
            answers += block.group(1) + answer.group()
    (out / "requests.txt").write_text(answers, encoding="utf-8")


main()
