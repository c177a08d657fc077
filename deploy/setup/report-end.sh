# shellcheck shell=bash disable=SC2154
# For report.sh, whose variables these are: what is told, and ended, when a script ends.

# report_end DONE|FAILED MESSAGE: nothing more is told.
report_end() {
  report_is_on && (umask 077 && mkdir -p "$report_run" && printf %s "$2" >"$report_run/body") || return 0
  if report_deliver end "outcome=$1"; then report_forget; else report_lose "$(report_why)"; fi
}

# Ends what this script still runs, and waits for that. True where there was something: a signal has ended the script then.
report_halt() {
  local pid depth state family found='' deadline
  # Parents come first: a script must not take the end of its ssh for that of a host.
  family=$(ps -A -o pid= -o ppid= 2>/dev/null | awk -v top="$$" -v ours=" $report_pid $report_all_tees " '
    { parent[$1] = $2 }
    END {
      queue[1] = top; depth[1] = 0; count = 1
      for (i = 1; i <= count; i++) {
        for (pid in parent) if (parent[pid] == queue[i] && pid != top && index(ours, " " pid " ") == 0) {
          queue[++count] = pid; depth[count] = depth[i] + 1
          print pid, depth[count]
        }
      }
    }')
  # That of ps and awk has ended.
  while read -r pid depth; do
    kill -0 "$pid" 2>/dev/null || continue
    # Scripts that this one runs leave it to tell the end.
    [[ -n $found || -z $report_began || ! -d $report_run ]] || (umask 077 && : >"$report_run/outer")
    kill -TERM "$pid" 2>/dev/null || continue
    found+="$pid $depth
"
  done <<<"$family"
  [[ -n $found ]] || return 1
  deadline=$((SECONDS + 60))
  while read -r pid depth; do
    # Scripts tell what they have to; what else there is ends at once, or is no child of theirs any more.
    [[ -z $pid || $depth -le 1 || $deadline -le $((SECONDS + 5)) ]] || deadline=$((SECONDS + 5))
    while [[ -n $pid && $SECONDS -lt $deadline ]]; do
      state=$(ps -o stat= -p "$pid" 2>/dev/null)
      [[ -n $state && $state != Z* ]] || break
      sleep 0.05
    done
  done <<<"$found"
  return 0
}

report_exit() {
  local status=$1
  set +e
  # Interrupted once more, it ends at once; but whoever ends a group of scripts may send each of them more than one signal.
  trap - INT
  trap '' HUP TERM
  ! report_halt || status=143
  tidy
  ! report_is_on || report_conclude "$status"
  [[ -z $report_began ]] || rm -f "$report_owner"
}

# report_conclude STATUS: what is open has ended with this script; so has the installation, if that has failed.
report_conclude() {
  local status=$1 outcome=DONE
  [[ -n $report_pid || -z $report_began ]] || report_pid=$(cat "$report_run/sender" 2>/dev/null)
  # Only a signal ends a script in the middle of a stage, and leaves the status of some command before.
  [[ -z $report_pid ]] || status=143
  [[ $status -eq 0 ]] || outcome=FAILED
  case $status in 130 | 143) report_message='it was interrupted' ;; esac
  # In the middle of report_copy, this script itself keeps them from ending.
  [[ -z $report_tees ]] || ! { : >&8; } 2>/dev/null || exec >&8 2>&9
  report_drain
  report_last_words
  report_close "$outcome"
  if [[ -n $report_held ]]; then
    report_open "${report_held% *}" "${report_held#* }"
    report_last_words
    report_close "$outcome"
  fi
  [[ $status -ne 0 && (-n $report_began || ! -e $report_run/outer) ]] || return 0
  report_end FAILED "${0##*/}: ${report_message:-it ended with exit code $status}"
}

# The last line of what a stage says is the reason of its failure.
report_last_words() {
  [[ -n $report_pid && $report_message == 'it was interrupted' && -e $report_run/output ]] || return 0
  local before
  before=$(tail -c 1 "$report_run/output" | tr '\0' .)
  # A line that is not at its end is one of its own.
  printf '%s\n' "${before:+
}$report_message" >>"$report_run/output"
}
