#!/usr/bin/env bash
# run-stage.sh advance STATE OFFSET SECONDS go|end SCRIPT ARGUMENT…, as root: a stage that outlives whoever asks for it.
#
# The script runs in a session of its own, from the bundle's root; STATE is a folder with its log and, at its end, its exit
# code. Asked again, it is found and never run twice at once: what ended stays ended, what was killed is started anew.
# Standard output is the log beyond OFFSET, followed for SECONDS or to the end. The last line of standard error says
# `arena-stage state=RUNNING|ENDED exit=CODE`. `end`: nothing is started, and what runs is asked to end.
set -euo pipefail

readonly MOST_STARTS=5 KILLED=137
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

boot_id() { cat /proc/sys/kernel/random/boot_id; }
start_ticks() { sed -n 's/^.*) //p' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# Anybody in the session that the stage was started in, also when its first process is gone.
is_alive() {
  local pid ticks boot member session
  read -r pid ticks boot <"$state/process" 2>/dev/null || return 1
  [[ $boot == "$(boot_id)" ]] || return 1
  [[ $(start_ticks "$pid") == "$ticks" ]] && return 0
  for member in /proc/[0-9]*/stat; do
    session=$(sed -n 's/^.*) //p' "$member" 2>/dev/null | cut -d ' ' -f 4) || continue
    [[ $session == "$pid" ]] && return 0
  done
  return 1
}

# body SCRIPT ARGUMENT…: the first process of the session.
body() {
  local status=0
  printf '%s %s %s\n' "$$" "$(start_ticks "$$")" "$(boot_id)" >"$state/process.new"
  mv "$state/process.new" "$state/process"
  bash "$@" || status=$?
  printf '%s\n' "$status" >"$state/exit.new"
  sync "$state/exit.new"
  mv "$state/exit.new" "$state/exit"
}

# Two may ask at once; the lock is not inherited by what is started.
begin() {
  local starts
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock 9
  if [[ ! -e $state/exit ]] && ! is_alive; then
    starts=$(cat "$state/starts" 2>/dev/null || echo 0)
    if ((starts >= MOST_STARTS)); then
      echo "it was killed $starts times, and is not started again" >>"$state/log"
      echo "$KILLED" >"$state/exit"
    else
      ((starts == 0)) || echo "it was killed; it is started again" >>"$state/log"
      echo "$((starts + 1))" >"$state/starts"
      rm -f "$state/process"
      setsid bash "$here/run-stage.sh" body "$state" "$@" </dev/null >>"$state/log" 2>&1 9>&- &
      until [[ -e $state/process || -e $state/exit ]]; do sleep 0.02; done
    fi
  fi
  exec 9>&-
}

end_session() {
  local pid
  read -r pid _ <"$state/process" 2>/dev/null || return 0
  if is_alive; then pkill -TERM -s "$pid" || true; fi
}

follow() {
  local offset=$1 deadline=$((SECONDS + $2)) size ended
  while true; do
    ended=
    if [[ -e $state/exit ]]; then ended=1; fi
    size=$(stat -c %s "$state/log" 2>/dev/null || echo 0)
    if ((size > offset)); then
      tail -c "+$((offset + 1))" "$state/log" | head -c "$((size - offset))"
      offset=$size
    fi
    if [[ -n $ended ]]; then
      printf '\narena-stage state=ENDED exit=%s\n' "$(cat "$state/exit")" >&2
      return
    fi
    if ((SECONDS >= deadline)) || ! is_alive; then
      [[ ! -e $state/exit ]] || continue
      printf '\narena-stage state=RUNNING exit=\n' >&2
      return
    fi
    sleep 0.2
  done
}

command=$1
state=$2
shift 2
case $command in
body) body "$@" ;;
advance)
  offset=$1
  seconds=$2
  wish=$3
  shift 3
  cd "$here/.."
  if [[ $wish == go ]]; then
    begin "$@"
  elif [[ ! -e $state/exit ]] && ! is_alive; then
    mkdir -p "$state"
    did="not started"
    [[ ! -e $state/starts ]] || did=ended
    echo "it was $did, since the operation is aborted" >>"$state/log"
    echo "$KILLED" >"$state/exit"
  else
    end_session
  fi
  follow "$offset" "$seconds"
  ;;
*) exit 2 ;;
esac
