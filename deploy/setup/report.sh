# shellcheck shell=bash
# Tells Arena's server how an installation goes, so that people can follow it there. Sourced from the bundle's root.
#
# Nothing here fails an installation: what cannot be told is let go, with one warning. While a stage is open, a process of
# its own sends what it says (report_follow), and nobody else sends. As lib/hosts.sh, it needs no more than bash 3.2.

# Token, next number, hosts in order; what is only of use while a script runs; and which one has begun, and runs.
report_state=report.d/state report_run=report.d/run report_owner=report.d/owner
report_bytes=$((200 * 1024))
report_off=
[[ ${ARENA_REPORT:-} != off ]] || report_off=1
# The stage that is open, its sender, one that goes on later, and those that have ended.
report_stage='' report_pid='' report_held='' report_ended=' '
# What copies output: now, and ever.
report_tees='' report_all_tees=''
# Whether this script has begun it, and not one that runs it; and why it fails, if that is known.
report_began='' report_message=''
# shellcheck source=../config.env
report_url=${ARENA_REPORT_URL:-$(. ./config.env && printf %s "$ARENA_SERVER")}
report_url=${report_url%/}
# A zip's extraction gives everybody what is meant for one.
[[ ! -d report.d ]] || chmod -R go-rwx report.d 2>/dev/null || true

# What a script does at its end in any case; scripts replace it.
tidy() { :; }
trap 'report_exit "$?"' EXIT
# A program that ends as usual when it is interrupted, as ssh does, would else be followed by the next one.
trap 'exit 130' INT

# Another run in this folder: its process. What it tells is no business of this one.
report_other=
report_find_other() {
  local pid script said
  report_other=
  read -r pid script 2>/dev/null <"$report_owner" || return 0
  [[ $pid =~ ^[0-9]+$ && $pid != "$$" ]] && kill -0 "$pid" 2>/dev/null || return 0
  # Its number may be another's by now.
  said=$(ps -o args= -p "$pid" 2>/dev/null) || said=
  [[ -n $said && $said != *"$script"* ]] || report_other=$pid
}
[[ -n $report_off || -n ${ARENA_REPORT_BEGUN:-} ]] || report_find_other

report_is_on() { [[ -z $report_off && -z $report_other && -e $report_state ]]; }
report_forget() { rm -rf "$report_state" "$report_run" || true; }

# report_lose WHY: from now on nobody is told; all else goes on.
report_lose() {
  printf 'Arena is not told how this installation goes (%s). The installation itself goes on.\n' "$1" >&2
  report_forget
}

report_refuse() {
  printf '%s\nNothing was done. With ARENA_REPORT=off the server is neither asked nor told.\n' "$1" >&2
  report_forget
  exit 1
}

# report_ask PATH SECRET FILE: sends a file; sets `answer` to the status, 000 for none. No secret is an argument.
report_ask() {
  answer=$(
    umask 077
    printf 'header = "Authorization: Bearer %s"\n' "$2" |
      curl --config - -sS --globoff --no-location --proto '=http,https' --connect-timeout 3 --max-time 10 \
        --header 'Content-Type: application/octet-stream' --data-binary "@$3" --dump-header "$report_run/headers" \
        --output "$report_run/answer" --write-out '%{http_code}' "$report_url/api/setup/v1/$1" 2>"$report_run/errors"
  ) || answer=000
}

# report_field NAME: a text of the answer.
report_field() {
  sed -nE "s/.*\"$1\" *: *\"(([^\"\\\\]|\\\\.)*)\".*/\\1/p" "$report_run/answer" | tr -d '[:cntrl:]' | cut -c 1-300
} 2>/dev/null

report_why() {
  if [[ $answer != 000 ]]; then echo "the server answered $answer $(report_field message)"; else tail -n 1 "$report_run/errors"; fi
}

report_asks_later() { [[ $answer == 409 ]] && grep -qi '^retry-after:' "$report_run/headers"; }

# report_begin swarm|helm LINE…: an installation, by what the server is to know of it; once for a script and those that it
# runs. Ends the script where the server knows that it must not be.
report_begin() {
  local setup=$1 by
  shift
  [[ -z $report_off && -z ${ARENA_REPORT_BEGUN:-} && -e report.d/key ]] || return 0
  report_own
  export ARENA_REPORT_BEGUN=1
  report_began=1
  report_forget
  by=$(printf %s "$(id -un)@$(uname -n)" | LC_ALL=C tr -c 'A-Za-z0-9._@-' _) || by=
  if ! (umask 077 && mkdir "$report_run" && printf '%s\n' "$@" >"$report_run/body"); then
    report_lose "report.d cannot be written"
  elif ! command -v curl >/dev/null; then
    report_lose "curl is not here"
  elif ! report_take_token "setup=$setup&by=$by" || ! (umask 077 && printf '%s\n' "$token" 1 "$@" >"$report_state"); then
    report_lose "$(report_why)"
  fi
}

# The folder is this script's until its end; ends it where it is another's.
report_own() {
  local try
  for try in 1 2; do
    if (umask 077 && set -C && echo "$$ ${0##*/}" >"$report_owner") 2>/dev/null; then return; fi
    report_find_other
    if [[ -n $report_other ]]; then
      printf 'This setup runs here already (process %s): wait for its end.\n' "$report_other" >&2
      exit 1
    fi
    [[ $try == 2 ]] || rm -f "$report_owner" 2>/dev/null || true
  done
}

report_is_unanswered() { case $answer in 000 | 408 | 429 | 5??) ;; *) return 1 ;; esac; }

# report_insist PATH SECRET FILE: asks for a while, as an api takes seconds to start again.
report_insist() {
  local deadline=$((SECONDS + 6))
  while report_ask "$@" && report_is_unanswered && [[ $SECONDS -lt $deadline ]]; do sleep 1; done
}

# report_take_token QUERY: sets `token` to one that has begun an installation.
report_take_token() {
  local deadline
  report_insist token "$(cat report.d/key)" /dev/null
  [[ $answer != 401 ]] ||
    report_refuse "Arena does not know the keys of this setup: they were revoked, or the class was deleted. Download it again."
  token=$(report_field token)
  [[ $answer == 201 && $token =~ ^[A-Za-z0-9._~+/=-]+$ ]] || return
  # Later: an earlier run is being ended, or still at work elsewhere.
  deadline=$((SECONDS + 30))
  while report_insist "begin?$1" "$token" "$report_run/body" && report_asks_later && [[ $SECONDS -lt $deadline ]]; do
    sleep 1
  done
  if report_asks_later; then
    report_refuse "$(report_field message) Wait for its end, or abort it in the panel. Then run this again."
  fi
  # Nobody else has the token: what was asked before has begun it, and its answer was lost.
  [[ $answer != 409 || $(report_field code) != USED ]] || return 0
  [[ $answer != 409 ]] || report_refuse "Arena works on this class already. $(report_field message) Run this again after that."
  [[ $answer == 201 ]]
}

# report_position HOST: its place among the hosts that were named at the beginning; nothing for another.
report_position() {
  local host place=0
  while read -r _ host; do
    [[ $host != "$1" ]] || { echo "$place" && return; }
    place=$((place + 1))
  done < <(tail -n +3 "$report_state" 2>/dev/null)
}

# report_open STAGE PLACE: it runs, until report_close. One that is open stays so; one that has ended is not told again.
report_open() {
  report_is_on && [[ -n $2 && "$1 $2" != "$report_stage" && $report_ended != *" $1-$2 "* ]] || return 0
  (umask 077 && mkdir -p "$report_run" && rm -f "$report_run/ending" && : >"$report_run/output") || return 0
  report_stage="$1 $2"
  [[ $report_held != "$report_stage" ]] || report_held=
  report_follow "$1" "$2" </dev/null >/dev/null 2>&1 &
  report_pid=$!
  (umask 077 && echo "$report_pid" >"$report_run/sender") || true
}

# report_close DONE|FAILED|RUNNING: how the open stage has ended; RUNNING: it goes on later.
report_close() {
  local deadline=$((SECONDS + 60))
  [[ -n $report_pid ]] || return 0
  if [[ $1 == RUNNING ]]; then report_held=$report_stage; else report_ended+="${report_stage/ /-} "; fi
  (umask 077 && echo "$1" >"$report_run/ending.new" && mv -f "$report_run/ending.new" "$report_run/ending") ||
    report_lose "report.d cannot be written"
  # It takes half of that at most; but it may have ended long ago, and its number be another's.
  while kill -0 "$report_pid" 2>/dev/null && [[ $SECONDS -lt $deadline ]]; do sleep 0.05; done
  report_stage='' report_pid=''
  [[ ! -e $report_run/lost ]] || report_lose "$(cat "$report_run/lost")"
  rm -f "$report_run/output" "$report_run/sender" || true
}

# report_copy COMMAND ARGUMENT…: what it says is sent, too. tee keeps nothing back, so that sudo can ask.
report_copy() {
  local status=0
  if [[ -z $report_pid ]] || ! mkfifo -m 0600 "$report_run/out" "$report_run/err" 2>/dev/null; then
    "$@"
    return
  fi
  report_tee <"$report_run/out" &
  report_tees=$!
  report_tee <"$report_run/err" >&2 &
  report_tees+=" $!"
  report_all_tees+=" $report_tees"
  "$@" 8>&1 9>&2 >"$report_run/out" 2>"$report_run/err" || status=$?
  rm -f "$report_run/out" "$report_run/err" || true
  report_drain
  return "$status"
}

# It ends with what it copies.
report_tee() {
  trap '' HUP INT TERM
  exec tee -a "$report_run/output"
}

# Until all that was said is copied. What a stage leaves running on this machine may keep that from ending.
report_drain() {
  local pid deadline=$((SECONDS + 3))
  for pid in $report_tees; do
    while kill -0 "$pid" 2>/dev/null && [[ $SECONDS -lt $deadline ]]; do sleep 0.05; done
  done
  report_tees=
}

# In the background, for one stage: sends what it says, and that it still runs, until the file `ending` has its last state.
report_follow() {
  local query="host=$2&stage=$1" ending='' state offset=0 size length last=-5
  set +e
  umask 077
  export LC_ALL=C
  trap - EXIT
  # It ends with its script, and after what that has to say.
  trap '' HUP INT TERM
  while kill -0 $$; do
    [[ $last -lt 0 || ! -e $report_run/ending ]] || read -r ending <"$report_run/ending"
    size=$(($(wc -c <"$report_run/output")))
    if [[ -n $ending ]] || ((SECONDS >= last + 5 || (size > offset && SECONDS >= last + 2))); then
      # Nobody waits for megabytes: what came last tells most.
      [[ -z $ending ]] || ((size - offset <= 5 * report_bytes)) || offset=$((size - 5 * report_bytes))
      report_cut
      state=RUNNING
      [[ -z $ending || $((offset + length)) -lt $size ]] || state=$ending
      report_deliver report "$query&state=$state" || return
      offset=$((offset + length)) last=$SECONDS
      [[ -z $ending || $offset -lt $size ]] || return
    fi
    sleep 0.1
  done
}

# What comes after `offset`, as far as it goes into one report, and without a Swarm's token. Sets `length`.
report_cut() {
  local word
  tail -c "+$((offset + 1))" "$report_run/output" | head -c "$report_bytes" >"$report_run/piece"
  length=$(($(wc -c <"$report_run/piece")))
  if [[ -z $ending || $((offset + length)) -lt $size ]]; then
    # A word at the end may be half a token.
    word=$(tail -c 200 "$report_run/piece" | tr '\0' ' ' && echo .)
    word=${word%.}
    word=${word##*[!A-Za-z0-9-]}
    [[ ${#word} -ge 200 ]] || length=$((length - ${#word}))
  fi
  head -c "$length" "$report_run/piece" >"$report_run/body"
  # Not without need: some kinds of sed end the last line.
  if grep -q SWMTKN- "$report_run/body"; then
    sed 's/SWMTKN-[A-Za-z0-9-]*/(token)/g' "$report_run/body" >"$report_run/piece"
    mv -f "$report_run/piece" "$report_run/body"
  fi
}

# report_deliver report|end QUERY: the file `body`, again and unchanged until it is answered. While a stage runs there is
# time for that; else 20 s are left for it.
report_deliver() {
  local token number deadline=
  { read -r token && read -r number; } <"$report_state" || return 1
  while kill -0 $$; do
    report_ask "$1?number=$number&$2" "$token" "$report_run/body"
    if [[ $answer == 200 ]]; then
      { printf '%s\n' "$token" "$((number + 1))" && tail -n +3 "$report_state"; } >"$report_state.new" &&
        mv -f "$report_state.new" "$report_state"
      # In a trap, a bare `return` gives the status from before it.
      return 0
    fi
    report_is_unanswered || break
    [[ -n $deadline || ($1 == report && ! -e $report_run/ending) ]] || deadline=$((SECONDS + 20))
    [[ -z $deadline || $SECONDS -lt $deadline ]] || break
    sleep 1
  done
  report_why >"$report_run/lost"
  return 1
}

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
