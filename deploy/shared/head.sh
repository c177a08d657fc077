#!/bin/bash
# Process 1 of the head: Ray's head, and the agent, whose runs are jobs on the workers.
# Its end ends no run. The runs' records are on the shared directory, where the next head's agent finds them.
set -u
umask 077

data=${ARENA_DATA:?}
release="$data/${ARENA_VERSION:?}"
home="$data/homes/${ARENA_CLUSTER:?}"
halt_seconds=${ARENA_HALT_SECONDS:-185}
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

# What Ray knows of its jobs outlives the head: workers wait for the next one, and their jobs go on.
start_ray() {
  local address
  address=$(own_address)
  say "starting Ray on $address"
  mkdir -p "$home/ray" || say "cannot write below $data: it must belong to user $(id -u)"
  RAY_gcs_storage=rocksdb RAY_gcs_storage_path="$home/ray/gcs" RAY_gcs_rpc_server_reconnect_timeout_s=300 \
    ray start --head --block --disable-usage-stats --node-ip-address="$address" --port=6379 \
    --dashboard-host=0.0.0.0 --dashboard-port=8265 --num-cpus=0 --num-gpus=0 &
  ray_pid=$!
  started_at=$SECONDS
}

# A head that cannot read what one before it has kept would never start: that is put aside, and Ray begins anew.
distrust_storage() {
  local first_failure="$home/ray/failed-at-start"
  if [ $((SECONDS - started_at)) -ge 60 ]; then
    rm -f "$first_failure"
  elif [ ! -e "$first_failure" ]; then
    touch "$first_failure"
  elif [ -e "$home/ray/gcs" ]; then
    rm -rf "$home/ray/gcs.unreadable"
    mv "$home/ray/gcs" "$home/ray/gcs.unreadable" && say "Ray's storage is put aside: $home/ray/gcs.unreadable"
  fi
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

# Workers that were told to leave, and let their trainers save. A mark is written anew as long as that is so.
leaving_workers() { find "$home/leaving" -type f -newermt '-15 seconds' 2>/dev/null; }

runs_are_open() {
  local run
  for run in "$home"/runs/*/; do
    [ -e "${run}trainer.json" ] && [ ! -e "${run}ended.json" ] && return 0
  done
  return 1
}

# When the whole stack is taken down, the agent stays to tell the server what the workers' trainers have saved.
await_leaving_workers() {
  local deadline=$((SECONDS + halt_seconds)) quiet_since=$SECONDS
  runs_are_open || return 0
  # The workers hear of it at the same time, on other hosts.
  while [ $((SECONDS - quiet_since)) -lt 3 ] && [ "$SECONDS" -lt "$deadline" ]; do
    [ -z "$(leaving_workers)" ] || quiet_since=$SECONDS
    sleep 0.5
  done
}

stop_all() {
  local status=$1
  trap '' TERM INT
  await_leaving_workers
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
    distrust_storage
    stop_all 1
  fi
  if ! kill -0 "$agent_pid" 2>/dev/null; then
    say "the agent has ended; it is started again"
    sleep 2
    start_agent
  fi
done
