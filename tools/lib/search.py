# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tools/bench --search: what hunting costs, how soon faults are found, and how small findings become.

Only ratios of things measured side by side; the two builds (ordinary, and libFuzzer's with sanitizers) are named where
they are compared."""
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import libfuzzer

TARGETS = {"claims": "claims", "parse_plain": "plain", "parse_cpusysregs": "cpusysregs",
           "parse_fingerprint": "fingerprint", "parse_entries": "entries", "parse_override": "override",
           "parse_facts": "facts", "parse_case": "case"}


def spread(samples):
    """Median and quartiles."""
    low, middle, high = statistics.quantiles(samples, n=4) if len(samples) > 1 else samples * 3
    return {"median": middle, "low": low, "high": high}


def build_targets(directory):
    """libFuzzer's build, as needed here; its directory."""
    return libfuzzer.build(directory, [f"fuzz_{name}" for name in TARGETS] + ["fuzz_empty", "idreg_fuzz_tool"])


def targets(fuzz, rounds, seconds):
    """Executions per second of each target over those of an empty one on the same seeds, in turn."""
    def rate(program, seeds, seed):
        status, text, _ = libfuzzer.execute(program, libfuzzer.SEEDS / seeds,
                                            [f"-seed={seed}", f"-max_total_time={seconds}"])
        if status != 0:
            raise RuntimeError(f"{program}: exit status {status}\n{text[-2000:]}")
        return max(libfuzzer.statistic(text, "average_exec_per_sec"), 1)

    rows = []
    for name, seeds in TARGETS.items():
        samples = [rate(fuzz / "fuzz" / f"fuzz_{name}", seeds, seed) / rate(fuzz / "bench" / "fuzz_empty", seeds, seed)
                   for seed in range(1, rounds + 1)]
        rows.append((f"executions a second: fuzz_{name} / an empty target", spread(samples)))
    return rows


def properties(build, rounds):
    """Cases per second of each property over those of an empty one that makes the same cases."""
    output = subprocess.run(
        [build / "bench" / "idreg_bench_properties", "--benchmark_format=json", f"--benchmark_repetitions={rounds}",
         "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.02"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    times = {}
    for run in json.loads(output)["benchmarks"]:
        if run["run_type"] == "iteration":
            times.setdefault(run["run_name"], []).append(run["cpu_time"])
    return [(f"cases a second: {name.removeprefix('property/')} / an empty property",
             spread([nothing / own for nothing, own in zip(times[name.replace("property/", "empty/")], samples)]))
            for name, samples in sorted(times.items()) if name.startswith("property/")]


def run_native(build, engine, subject, claim, seed, seconds, directory):
    """`idreg fuzz` with one of its own engines, findings only shrunk."""
    output = subprocess.run(
        [build / "cli" / "idreg", "fuzz", engine, "--as-found", "--json", "--subject", subject, "--claim", claim,
         "--seed", str(seed), "--time", str(seconds), "--out", directory],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    result = json.loads(output)["results"][0]
    stored = result.get("counterexample", {}).get("case", "")
    return libfuzzer.Run(result["outcome"] == "violated", result["cases"] + result["discarded"], result["seconds"],
                         pathlib.Path(stored).read_text(encoding="utf-8") if stored else "")


def faults(build, fuzz, twins, seeds, seconds):
    """Yields for each planted fault how often and how soon coverage-guided search and plain random cases find it."""
    for twin, claim in twins.items():
        with tempfile.TemporaryDirectory() as directory:
            runs = {"guided": [libfuzzer.run_claims(fuzz / "fuzz", twin, claim, seed, seconds)
                               for seed in range(1, seeds + 1)],
                    "random": [run_native(build, "--random", twin, claim, seed, seconds, directory)
                               for seed in range(1, seeds + 1)]}
        row = {"twin": twin, "claim": claim, "seeds": seeds}
        for engine, those in runs.items():
            row[engine] = {"found": sum(run.violated for run in those),
                           "cases": statistics.median(run.executions for run in those),
                           "seconds": statistics.median(run.seconds for run in those)}
        yield row


def timed(command, **options):
    start = time.monotonic()
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
                            check=False, **options)
    return result, time.monotonic() - start


def minimise_crash(fuzz, environment, crash, seconds, out):
    """libFuzzer's own minimising; the case that is left, as JSON."""
    program = fuzz / "fuzz" / "fuzz_claims"
    timed([program, "-minimize_crash=1", "-seed=1", f"-max_total_time={seconds}", f"-exact_artifact_path={out}", crash],
          env=environment)
    left, _ = timed([program, out if out.exists() else crash], env=environment)
    return libfuzzer.case_in(left.stderr)


def minimising(build, fuzz, twins, seconds):
    """Yields for each fault: differing fields, set bits and seconds of the case as libFuzzer found it, after its
    -minimize_crash, of RapidCheck's after shrinking, and of the smallest that the prover certifies."""
    tool = fuzz / "fuzz" / "idreg_fuzz_tool"
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)

        def measured(case, spent):
            file = directory / "measured.json"
            file.write_text(case, encoding="utf-8")
            output = subprocess.run([tool, "measure", file], check=True, capture_output=True, text=True).stdout
            fields, bits = output.split()
            return {"fields": int(fields), "bits": int(bits), "seconds": spent}

        for twin, claim in twins.items():
            environment = dict(os.environ, IDREG_SUBJECT=twin, IDREG_CLAIM=claim)
            found = libfuzzer.run_claims(fuzz / "fuzz", twin, claim, 1, seconds)
            if not found.case:
                continue
            stored, crash, smallest = directory / "found.json", directory / "crash", directory / "smallest.json"
            stored.write_text(found.case, encoding="utf-8")
            subprocess.run([tool, "encode", stored, crash], check=True)
            start = time.monotonic()
            by_libfuzzer = measured(minimise_crash(fuzz, environment, crash, seconds, directory / f"{twin}.crash"), 0)
            by_libfuzzer["seconds"] = time.monotonic() - start
            start = time.monotonic()
            shrunk = run_native(build, "--rapidcheck", twin, claim, 1, seconds, name)
            by_rapidcheck = measured(shrunk.case, time.monotonic() - start) if shrunk.case else None
            result, spent = timed([build / "cli" / "idreg", "minimise", stored, "--out", smallest])
            by_prover = measured(smallest.read_text(encoding="utf-8"), spent) if result.returncode == 0 else None
            yield {"twin": twin, "claim": claim, "found": measured(found.case, found.seconds),
                   "libfuzzer": by_libfuzzer, "rapidcheck": by_rapidcheck, "prover": by_prover}
