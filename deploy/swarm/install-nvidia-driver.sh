#!/usr/bin/env bash
# The NVIDIA driver on every host that has an NVIDIA GPU; nothing where the class has none.
# A host that must be restarted for it is, when DOCKER_REBOOT_ASSUME_YES is 1; this machine never is.
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh
# shellcheck source=config.env
. ./config.env

usage() { echo "usage: install-nvidia-driver.sh [--dry-run] MANAGER [WORKER…]"; }

boot_of() { on_host 'cat /proc/sys/kernel/random/boot_id' </dev/null 2>/dev/null; }

# restart HOST: and waits until it is back.
restart() {
  local before deadline=$((SECONDS + ${ARENA_REBOOT_SECONDS:-900}))
  parse_host "$1"
  is_local && { warn "[$1] this machine must be restarted for the driver: do that, then go on"; return 1; }
  [[ ${DOCKER_REBOOT_ASSUME_YES:-0} == 1 ]] ||
    { warn "[$1] must be restarted for the driver: do that, or set DOCKER_REBOOT_ASSUME_YES=1"; return 1; }
  before=$(boot_of) || return 1
  say "[$1] restarting"
  # shellcheck disable=SC2016 # the host expands it
  on_host ${asks_password:+tty} 'if [ "$(id -u)" = 0 ]; then reboot; else sudo reboot; fi' || true
  until [[ $SECONDS -ge $deadline ]]; do
    sleep 5
    after=$(boot_of) && [[ -n $after && $after != "$before" ]] && return
  done
  warn "[$1] has not come back"
  return 1
}

read_hosts "$@"
if [[ $ARENA_GPUS == 0 ]]; then
  say "the class has no GPUs: no driver is needed"
  exit 0
fi
for host in "${hosts[@]}"; do
  status=0
  run_on "$host" remote/install-nvidia-driver.sh || status=$?
  if [[ $status -eq 194 ]]; then
    status=0
    # Once more after the restart: now the driver must answer.
    { report_copy restart "$host" && run_on "$host" remote/install-nvidia-driver.sh; } || status=$?
    [[ $status -eq 0 ]] || report_close FAILED
  fi
  [[ $status -eq 0 ]] || failed_hosts+=("$host")
done
report_failures
