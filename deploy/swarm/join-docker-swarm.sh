#!/usr/bin/env bash
# Joins every worker to the Swarm whose token init-docker-swarm.sh wrote. Hosts that are in it stay as they are.
set -eo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh

usage() { echo "usage: join-docker-swarm.sh [--dry-run] --tokens-file FILE WORKER…"; }

TOKENS_FILE=${TOKENS_FILE:-swarm-tokens.txt}
read_hosts "$@"
[[ $TOKENS_FILE == /* ]] || TOKENS_FILE=$here/$TOKENS_FILE
[[ -r $TOKENS_FILE ]] || die "there is no $TOKENS_FILE: run init-docker-swarm.sh first"
private=$(mktemp -d)
tidy() { rm -rf "$private"; }
install -m 0600 "$TOKENS_FILE" "$private/swarm-tokens.txt"
# Read by run_on.
# shellcheck disable=SC2034
files=(-C "$private" swarm-tokens.txt)
on_every_host remote/join-docker-swarm.sh
