#!/usr/bin/env bash
# Docker Engine and /opt/data on every host. Hosts that have them stay as they are.
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh

usage() { echo "usage: install-docker.sh [--dry-run] MANAGER [WORKER…]"; }

read_hosts "$@"
workers=("${hosts[@]:1}")
report_begin swarm "MANAGER ${hosts[0]}" "${workers[@]/#/WORKER }"
on_every_host remote/install-docker.sh
