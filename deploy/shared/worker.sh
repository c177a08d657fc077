#!/bin/bash
# Process 1 of a worker: a Ray node with the class's resources.
set -u

head=${ARENA_HEAD:?}
ray_pid=

say() { printf 'worker: %s\n' "$*" >&2; }

# shellcheck disable=SC2317 # called by the trap
stop() {
  say "stopping"
  [ -n "$ray_pid" ] && kill -TERM "$ray_pid" 2>/dev/null
  wait
  exit 0
}
trap stop TERM INT

say "waiting for $head"
until (exec 3<>"/dev/tcp/$head/6379") 2>/dev/null; do
  sleep 1 &
  wait $!
done

resources=()
[ -n "${ARENA_CPUS:-}" ] && resources+=("--num-cpus=$ARENA_CPUS")
[ -n "${ARENA_GPUS:-}" ] && resources+=("--num-gpus=$ARENA_GPUS")
[ -n "${ARENA_NODE_ADDRESS:-}" ] && resources+=("--node-ip-address=$ARENA_NODE_ADDRESS")

ray start --address="$head:6379" --block --disable-usage-stats "${resources[@]}" &
ray_pid=$!
wait "$ray_pid"
say "Ray has ended"
exit 1
