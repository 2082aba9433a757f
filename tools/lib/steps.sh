# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# For tools/verify: steps that are run, judged and listed at the end. Sourced, not run.

step_names=()
step_verdicts=()
step_seconds=()
step_output="$(mktemp)"
trap 'rm -f "$step_output"' EXIT
steps_start=$SECONDS

# step TITLE STATUS COMMAND...: runs the command, shows it and what it prints (the last 40 lines),
# passes iff it exits with STATUS.
step() {
  local title="$1" wanted="$2" start=$SECONDS status=0
  shift 2
  printf '\n== %s\n$ %s\n' "$title" "${*//"$PWD/"/}"
  "$@" >"$step_output" 2>&1 </dev/null || status=$?
  if (($(wc -l <"$step_output") > 40)); then
    echo "... ($(wc -l <"$step_output") lines, the last 40:)"
  fi
  tail -n 40 "$step_output"
  step_names+=("$title")
  step_seconds+=($((SECONDS - start)))
  if ((status == wanted)); then
    step_verdicts+=(passed)
  else
    step_verdicts+=(FAILED)
    echo "-- FAILED: exit status $status, expected $wanted"
  fi
}

# shows TEXT...: the output of the last step must hold each text (in any case), else that step fails.
shows() {
  local text
  for text in "$@"; do
    grep -qiF -- "$text" "$step_output" && continue
    step_verdicts[-1]=FAILED
    echo "-- FAILED: the output does not say \"$text\""
  done
}

# skipped TITLE: a step that could not run. That is no success.
skipped() {
  printf '\n== %s\n-- skipped\n' "$1"
  step_names+=("$1")
  step_verdicts+=(SKIPPED)
  step_seconds+=(0)
}

# Lists the steps; returns 1 unless all passed and there was one.
closing_summary() {
  local i bad=0
  printf '\n== Summary\n'
  for i in "${!step_names[@]}"; do
    printf '%-8s %4d s  %s\n' "${step_verdicts[$i]}" "${step_seconds[$i]}" "${step_names[$i]}"
    [[ "${step_verdicts[$i]}" == passed ]] || bad=$((bad + 1))
  done
  local all=${#step_names[@]}
  printf '%d of %d steps passed, in %d s\n' "$((all - bad))" "$all" "$((SECONDS - steps_start))"
  echo "Not covered: whether KVM enforces a lowered feature, pKVM's own tables, IMPLEMENTATION DEFINED registers and"
  echo "errata, values changed between the write and the guest's first run."
  ((bad == 0 && all > 0))
}
