#!/bin/bash
# health.sh head|worker: whether what this container is for is there. Cheap, since it is asked often.
set -u

listening() {
  local address
  for address in ${ARENA_NODE_ADDRESS:-} $(hostname -I 2>/dev/null) 127.0.0.1; do
    (exec 3<>"/dev/tcp/$address/$1") 2>/dev/null && return 0
  done
  return 1
}

running() {
  local file
  for file in /proc/[0-9]*/cmdline; do
    if tr '\0' ' ' <"$file" 2>/dev/null | grep -q "^[^ ]*$1"; then return 0; fi
  done
  return 1
}

agent_runs() {
  local pid
  pid=$(cat "${TMPDIR:-/tmp}/arena-agent.pid" 2>/dev/null) && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q start-agent
}

case ${1:-} in
head) listening 6379 && agent_runs ;;
worker) running raylet && [ -d /opt/data ] ;;
*) exit 2 ;;
esac
