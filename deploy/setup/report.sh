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

# shellcheck source=report-send.sh
. lib/report-send.sh
# shellcheck source=report-end.sh
. lib/report-end.sh

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
