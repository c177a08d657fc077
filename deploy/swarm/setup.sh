#!/usr/bin/env bash
# Installs the cluster from a bastion: every stage, in order. Finished stages change nothing when it is run again.
set -eo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
usage: setup.sh [--dry-run] [--manager HOST] [--workers HOST,HOST] [--advertise-addr ADDRESS] [--ssh-user USER]
                [--ssh-extra-opts OPTIONS] [--no-reboot]
Hosts are HOST, user@HOST, HOST:PORT or [V6]:PORT. What is not given is taken from SWARM_MANAGER_HOST,
SWARM_WORKER_HOSTS, SWARM_ADVERTISE_ADDR, SSH_USER and SSH_EXTRA_OPTS, or asked for on a terminal.
END
}

die() {
  printf '%s\n' "$*" >&2
  exit 2
}

manager=${SWARM_MANAGER_HOST:-}
worker_list=${SWARM_WORKER_HOSTS:-}
advertise=${SWARM_ADVERTISE_ADDR:-}
flags=()
reboot=${DOCKER_REBOOT_ASSUME_YES:-1}
while [[ $# -gt 0 ]]; do
  case $1 in --manager | --workers | --advertise-addr | --ssh-*) [[ $# -ge 2 ]] || die "$1 needs a value" ;; esac
  case $1 in
  --dry-run) flags=(--dry-run) ;;
  --no-reboot) reboot=0 ;;
  --manager) manager=$2 && shift ;;
  --workers) worker_list=$2 && shift ;;
  --advertise-addr) advertise=$2 && shift ;;
  --ssh-user) export SSH_USER=$2 && shift ;;
  --ssh-extra-opts) export SSH_EXTRA_OPTS=$2 && shift ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && die "unknown option $1" ;;
  esac
  shift
done
if [[ -z $manager && -t 0 ]]; then
  read -r -p "Host of the Swarm's manager: " manager
  [[ -n $worker_list ]] || read -r -p "Hosts of the workers, with commas (none: the manager alone): " worker_list
fi
[[ -n $manager ]] || { usage >&2; die "which host is the manager? Give --manager."; }

IFS=, read -r -a given <<<"$worker_list"
workers=()
for host in "${given[@]}"; do
  host=${host//[[:space:]]/}
  [[ -z $host || $host == "$manager" || " ${workers[*]} " == *" $host "* ]] || workers+=("$host")
done
export SWARM_MANAGER_HOST=$manager DOCKER_REBOOT_ASSUME_YES=$reboot TOKENS_FILE=${TOKENS_FILE:-$PWD/swarm-tokens.txt}
[[ $TOKENS_FILE == /* ]] || export TOKENS_FILE=$here/$TOKENS_FILE

stage() {
  printf '\n== %s\n' "$1"
  bash "./$2" "${flags[@]}" "${@:3}" || { printf "'%s' failed; mend what it says, and run setup.sh again.\n" "$1" >&2 && exit 1; }
}

# shellcheck source=lib/hosts.sh
. lib/hosts.sh
# Nothing is told before it begins.
told=$report_off report_off=1
check_hosts "$manager" "${workers[@]}"
if [[ ${#flags[@]} -eq 0 ]]; then
  report_off=$told
  report_begin swarm "MANAGER $manager" "${workers[@]/#/WORKER }"
fi
stage "Installing Docker Engine" install-docker.sh "$manager" "${workers[@]}"
stage "Installing NVIDIA driver" install-nvidia-driver.sh "$manager" "${workers[@]}"
stage "Installing NVIDIA Container Toolkit" install-nvidia-container-toolkit.sh "$manager" "${workers[@]}"
stage "Initializing Docker Swarm" init-docker-swarm.sh "$manager" ${advertise:+"$advertise"}
if [[ ${#workers[@]} -gt 0 ]]; then
  if [[ ${#flags[@]} -gt 0 && ! -e $TOKENS_FILE ]]; then
    printf '\n== Joining workers to the Swarm\nwould join: %s\n' "${workers[*]}"
  else
    stage "Joining workers to the Swarm" join-docker-swarm.sh --tokens-file "$TOKENS_FILE" "${workers[@]}"
  fi
fi
stage "Labelling GPU nodes" label-docker-swarm-gpus.sh "$manager" "${workers[@]}"
stage "Deploying Arena stack" deploy-arena-stack.sh "$manager"
[[ ${#flags[@]} -gt 0 ]] || rm -f "$TOKENS_FILE"
printf '\nDone. On the manager, this shows the services: docker stack services %s\n' "${ARENA_STACK_NAME:-arena}"
