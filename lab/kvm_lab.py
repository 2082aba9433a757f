# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tools/kvm-lab: boots an arm64 kernel with KVM under emulation and brings back what the probe says there."""
import argparse
import pathlib
import sys
import time

from lab.kernel import debian_kernel
from lab.machine import Boot, build_probe, known_cpus, qemu_version
from lab.words import LabError

ROOT = pathlib.Path(__file__).resolve().parent.parent


def say(words):
    print(f"tools/kvm-lab: {words}", file=sys.stderr, flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/kvm-lab", description="Boots an arm64 kernel with KVM under emulation (QEMU's TCG), runs the "
        "probe in it, and puts its files into OUT/CPU.",
        epilog="Example: tools/kvm-lab --cpu max,neoverse-n1 -- --probe --seed 7. Exit status: 0 done, 1 the probe "
        "could not have everything (host.txt says what), 2 not possible.")
    parser.add_argument("--cpu", default="max", help="emulated CPUs, with commas between (default: max)")
    parser.add_argument("--kernel", default="6.12", metavar="SERIES",
                        help="Debian's kernel of this series (default 6.12; also 6.1), of the installed "
                        "linux-source's version if there is one")
    parser.add_argument("--image", type=pathlib.Path, help="a kernel of yours instead: arch/arm64/boot/Image")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "lab", help="default: build/lab")
    parser.add_argument("--requests", type=pathlib.Path, help="writes to try: lines 'FEATURES REGISTER VALUE'")
    parser.add_argument("--no-el2", action="store_true", help="a machine without EL2, hence without KVM")
    parser.add_argument("--seconds", type=int, default=600, help="give up on a boot after so long (default 600)")
    parser.add_argument("probe", nargs="*", metavar="-- PROBE-OPTION",
                        help="options of the probe: --probe, --seed N, --random N, --features LIST")
    return parser.parse_args(arguments)


def boot_one(options, kernel, cpu, probe):
    """Returns the probe's exit status."""
    out = options.out / cpu
    out.mkdir(parents=True, exist_ok=True)
    command = ["/init", *options.probe]
    files = {"init": probe.read_bytes()}
    if options.requests:
        files["requests"] = options.requests.read_bytes()
        command += ["--requests", "/requests"]
    start = time.monotonic()
    answer = Boot(kernel, cpu, not options.no_el2, options.seconds).run(files, [command], out / "console.log")
    for old in out.glob("*.txt"):
        old.unlink()
    for name, text in answer.files.items():
        (out / name).write_text(f"# Emulated: {qemu_version()}, -cpu {cpu}\n{text}", encoding="utf-8")
    for line in answer.words:
        print(f"{cpu}: {line}")
    release = answer.files.get("host.txt", "kernel ?").split()[1]
    print(f"{cpu}: Linux {release}, {len(answer.files)} files in {out} ({time.monotonic() - start:.0f} s)", flush=True)
    return answer.statuses[0]


def main(arguments):
    options = parse(arguments)
    try:
        cpus = options.cpu.split(",")
        for unknown in sorted(set(cpus) - set(known_cpus())):
            raise LabError(f"this QEMU emulates no CPU '{unknown}' (qemu-system-aarch64 -M virt -cpu help)")
        for path in filter(None, (options.image, options.requests)):
            if not path.is_file():
                raise LabError(f"there is no file {path}")
        kernel = options.image or debian_kernel(options.kernel, say)
        probe = ROOT / "build" / "lab" / "idreg-probe"
        build_probe(ROOT, probe)
        return max(boot_one(options, kernel, cpu, probe) for cpu in cpus)
    except (LabError, OSError) as error:
        say(error)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
