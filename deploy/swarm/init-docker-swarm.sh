#!/usr/bin/env bash
# Makes MANAGER the manager of a Swarm, if it is not one, and writes the token for workers to TOKENS_FILE.
set -eo pipefail
TOKENS_FILE=${TOKENS_FILE:-swarm-tokens.txt}
[[ $TOKENS_FILE == /* ]] || TOKENS_FILE=$PWD/$TOKENS_FILE
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh

usage() { echo "usage: init-docker-swarm.sh [--dry-run] MANAGER [ADVERTISE_ADDR]"; }

read_arguments "$@"
[[ ${#arguments[@]} -eq 1 || ${#arguments[@]} -eq 2 ]] || die "$(usage)"
manager=${arguments[0]}
parse_host "$manager"
advertise=${arguments[1]:-${SWARM_ADVERTISE_ADDR:-$host_name}}
umask 077
# Read by run_on.
# shellcheck disable=SC2034
[[ ${#dry_run[@]} -gt 0 ]] || result=result result_file=$TOKENS_FILE
as_reached=()
[[ $advertise != "$host_name" ]] || as_reached=(as-reached)
run_on "$manager" remote/init-docker-swarm.sh "$advertise" "${as_reached[@]}"
[[ ${#dry_run[@]} -gt 0 ]] || say "the token for workers is in $TOKENS_FILE"
