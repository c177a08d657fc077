#!/bin/bash
# Process 1 of a worker: a Ray node with the class's resources, and the runs that are its jobs.
# A SIGTERM, or the end of Ray, lets every trainer here save and end before the container does.
set -u
umask 077

head=${ARENA_HEAD:?}
cluster=${ARENA_CLUSTER:?}
leaving="${ARENA_DATA:?}/homes/$cluster/leaving"
halt_seconds=${ARENA_HALT_SECONDS:-175}
ray_pid=

say() { printf 'worker: %s\n' "$*" >&2; }

own_address() {
  if [ -n "${ARENA_NODE_ADDRESS:-}" ]; then
    printf '%s\n' "$ARENA_NODE_ADDRESS"
  else
    getent ahostsv4 "$(hostname)" | awk 'NR == 1 { print $1 }'
  fi
}

# The node's name is one container's at a time, and for as long as that lives: whoever has it knows that nothing is left of
# the container that had it before. Without it, what a lost container has left cannot be told from what still runs.
claim_name() {
  local folder="${ARENA_DATA}/homes/$cluster/nodes" lock
  [ -n "${ARENA_NODE_NAME:-}" ] || return 0
  if mkdir -p "$folder" && { exec {lock}>"$folder/$ARENA_NODE_NAME"; } 2>/dev/null; then
    flock --wait 10 "$lock" &
    wait $! && return 0
  fi
  say "the name $ARENA_NODE_NAME is not this container's alone, so it goes without"
  unset ARENA_NODE_NAME
}

# processes_with OPTION: the numbers of what runs here as `node launcher.mjs DIRECTORY OPTION`, of this cluster.
processes_with() {
  local folder words
  for folder in /proc/[0-9]*; do
    mapfile -d '' -t words 2>/dev/null <"$folder/cmdline" || continue
    [[ ${words[1]:-} == */launcher.mjs && ${words[2]:-} == */homes/"$cluster"/runs/* && ${words[3]:-} == "$1" ]] &&
      printf '%s\n' "${folder#/proc/}"
  done
}

# The entrypoints of jobs pass it on, and wait for the launchers; those write what became of the runs.
let_runs_save() {
  local deadline=$((SECONDS + halt_seconds)) mark jobs
  mark="$leaving/$(hostname)"
  [ -n "$(processes_with --lifeline)$(processes_with --under-ray)" ] || return 0
  say "waiting for trainers to save"
  mkdir -p "$leaving"
  while [ -n "$(processes_with --lifeline)$(processes_with --under-ray)" ] && [ "$SECONDS" -lt "$deadline" ]; do
    touch "$mark"
    jobs=$(processes_with --under-ray)
    # shellcheck disable=SC2086 # numbers
    [ -z "$jobs" ] || kill -TERM $jobs 2>/dev/null
    sleep 0.5
  done
  rm -f "$mark"
}

stop_all() {
  trap '' TERM INT
  let_runs_save
  [ -n "$ray_pid" ] && kill -TERM "$ray_pid" 2>/dev/null
  wait
  exit "$1"
}
trap 'say "stopping"; stop_all 0' TERM INT

say "waiting for $head"
until (exec 3<>"/dev/tcp/$head/6379") 2>/dev/null; do
  sleep 1 &
  wait $!
done

resources=()
[ -n "${ARENA_CPUS:-}" ] && resources+=("--num-cpus=$ARENA_CPUS")
[ -n "${ARENA_GPUS:-}" ] && resources+=("--num-gpus=$ARENA_GPUS")
# As Ray calls this node: a run's record has it, so that what is left of the run is looked for here.
ARENA_NODE_ADDRESS=$(own_address)
export ARENA_NODE_ADDRESS
claim_name
[ -n "${ARENA_NODE_NAME:-}" ] && resources+=("--node-name=$ARENA_NODE_NAME")
# The head may be away for as long before the node gives up.
export RAY_gcs_rpc_server_reconnect_timeout_s=300
say "starting Ray on $ARENA_NODE_ADDRESS"
ray start --address="$head:6379" --block --disable-usage-stats --node-ip-address="$ARENA_NODE_ADDRESS" \
  "${resources[@]}" &
ray_pid=$!
wait "$ray_pid"
say "Ray has ended"
stop_all 1
