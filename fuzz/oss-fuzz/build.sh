#!/bin/bash -eu
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite ask: with $CC $CXX $CFLAGS $CXXFLAGS and
# $LIB_FUZZING_ENGINE as they are, into $OUT: each target, NAME_seed_corpus.zip, NAME.dict, NAME.options.
#   WORK                  where to build; a temporary directory if not set
#   IDREG_TARGETS         some of the targets; all if not set
#   IDREG_HOST_CXXFLAGS   flags for the generators, which run here; none if not set
#   IDREG_GENERATED       a folder with what the generators make; they are built and run here if not set
: "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${OUT:?}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="${WORK:-$(mktemp -d)}"
targets="${IDREG_TARGETS:-fuzz_claims fuzz_parse_cpusysregs fuzz_parse_fingerprint fuzz_parse_plain
  fuzz_parse_entries fuzz_parse_override fuzz_parse_facts fuzz_parse_case}"

# First what runs here: the specification lowered to code, the architecture's tables.
generated="${IDREG_GENERATED:-$work/generators/generated}"
if [[ -z "${IDREG_GENERATED:-}" ]]; then
  env -u CFLAGS -u CXXFLAGS -u LDFLAGS cmake -S "$root" -B "$work/generators" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DIDREG_PARTS=generators -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="${IDREG_HOST_CXXFLAGS:-}"
  env -u CFLAGS -u CXXFLAGS -u LDFLAGS ninja -C "$work/generators" generated/spec_native.cpp generated/arch_tables.cpp
fi

# Then the targets. No build type: the flags are the environment's.
cmake -S "$root" -B "$work/fuzzers" -G Ninja -DCMAKE_BUILD_TYPE=None -DIDREG_PARTS=fuzzers \
  -DIDREG_GENERATED="$generated" -DIDREG_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="${CXXFLAGS:-}"
# shellcheck disable=SC2086
ninja -C "$work/fuzzers" $targets

seeds="$root/corpora/seeds"
for target in $targets; do
  install -m 755 "$work/fuzzers/fuzz/$target" "$OUT/$target"
  kind="${target#fuzz_parse_}"
  case "$kind" in
    fuzz_claims) inputs=("$seeds"/claims/* "$root"/corpora/regressions/claims/*.bin) dictionary= ;;
    cpusysregs | fingerprint | plain) inputs=("$seeds/$kind"/*) dictionary=dump ;;
    entries | override) inputs=("$seeds/$kind"/*) dictionary=entries ;;
    *) inputs=("$seeds/$kind"/*) dictionary="$kind" ;;
  esac
  rm -f "$OUT/${target}_seed_corpus.zip"
  python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" "${inputs[@]}"
  [[ -z "$dictionary" ]] || cp "$seeds/$dictionary.dict" "$OUT/$target.dict"
  printf '[libfuzzer]\nmax_len = 4096\ntimeout = 10\n' >"$OUT/$target.options"
done
