#!/bin/bash
# Process 1 of the head: Ray's head, and the agent with the runs that it has started.
# A SIGTERM lets every trainer save and end before anything else is stopped.
set -u
umask 077

data=${ARENA_DATA:?}
release="$data/${ARENA_VERSION:?}"
home="$data/homes/${ARENA_CLUSTER:?}"
halt_seconds=${ARENA_HALT_SECONDS:-165}
pid_file="${TMPDIR:-/tmp}/arena-agent.pid"
ray_pid=
agent_pid=

say() { printf 'head: %s\n' "$*" >&2; }

own_address() {
  if [ -n "${ARENA_NODE_ADDRESS:-}" ]; then
    printf '%s\n' "$ARENA_NODE_ADDRESS"
  else
    # The network of the stack is the one that the container's name stands for; Ray would choose the way out.
    getent ahostsv4 "$(hostname)" | awk 'NR == 1 { print $1 }'
  fi
}

start_ray() {
  local address
  address=$(own_address)
  say "starting Ray on $address"
  ray start --head --block --disable-usage-stats --node-ip-address="$address" --port=6379 \
    --dashboard-host=0.0.0.0 --dashboard-port=8265 --num-cpus=0 --num-gpus=0 &
  ray_pid=$!
}

# The programs come from the bundle, after the container has started.
start_agent() {
  rm -f "$pid_file"
  mkdir -p "$home" || { say "cannot write below $data: it must belong to user $(id -u)"; sleep 5; }
  (
    while [ ! -e "$release/.complete" ]; do
      sleep 1
    done
    exec "$release/node" "$release/start-agent.mjs" "$release" "$home"
  ) &
  agent_pid=$!
  printf '%s\n' "$agent_pid" >"$pid_file"
}

open_runs() {
  local run
  for run in "$home"/runs/*/; do
    [ -e "${run}trainer.json" ] && [ ! -e "${run}ended.json" ] && printf '%s\n' "$run"
  done
}

signal_trainers() {
  local run pid
  open_runs | while IFS= read -r run; do
    pid=$(sed -n 's/.*"pid": *\([0-9][0-9]*\).*/\1/p' "${run}trainer.json")
    # A number from before this container's start may be another process by now: a trainer carries its run's id.
    if [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "ARENA_RUN_ID=$(basename "$run")"; then
      kill "-$1" -- "-$pid" 2>/dev/null || kill "-$1" "$pid" 2>/dev/null
      printf '%s\n' "$run"
    fi
  done
}

# The launchers write what became of each run, and the agent tells the server; so both are left until then.
halt_runs() {
  local deadline=$((SECONDS + halt_seconds)) asked
  asked=$(signal_trainers TERM)
  [ -n "$asked" ] || return 0
  say "waiting for trainers to save: $(printf '%s\n' "$asked" | wc -l)"
  while [ -n "$(signal_trainers 0)" ]; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      signal_trainers KILL >/dev/null
      break
    fi
    sleep 0.5
  done
  # The launchers write their records now; then the agent has a moment to send them.
  deadline=$((SECONDS + 10))
  while [ -n "$(open_runs)" ] && [ "$SECONDS" -lt "$deadline" ]; do
    sleep 0.2
  done
  sleep 2
}

stop_all() {
  local status=$1
  trap '' TERM INT
  halt_runs
  rm -f "$pid_file"
  [ -n "$agent_pid" ] && kill -TERM "$agent_pid" 2>/dev/null
  [ -n "$ray_pid" ] && kill -TERM "$ray_pid" 2>/dev/null
  wait
  exit "$status"
}

trap 'say "stopping"; stop_all 0' TERM INT
start_ray
start_agent
while true; do
  wait -n "$ray_pid" "$agent_pid"
  if ! kill -0 "$ray_pid" 2>/dev/null; then
    say "Ray has ended"
    stop_all 1
  fi
  if ! kill -0 "$agent_pid" 2>/dev/null; then
    say "the agent has ended; it is started again"
    sleep 2
    start_agent
  fi
done
