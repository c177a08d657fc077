#!/usr/bin/env bash
# Deploys the stack from MANAGER, or brings it up to date, and hands the bundle's programs to its head.
# ARENA_STACK_NAME names the stack (arena); ARENA_HEAD_WAIT_SECONDS bounds the wait for the head, images included (900).
# ARENA_RESOLVE_IMAGE: when registries are asked what a tag means: always, changed or never; `never` where none is reachable.
set -eo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=lib/hosts.sh
. lib/hosts.sh

usage() { echo "usage: deploy-arena-stack.sh [--dry-run] MANAGER"; }

read_arguments "$@"
[[ ${#arguments[@]} -eq 1 ]] || die "$(usage)"
stack=${ARENA_STACK_NAME:-arena}
[[ $stack =~ ^[a-zA-Z0-9][a-zA-Z0-9_-]*$ ]] || die "ARENA_STACK_NAME is '$stack': letters, digits, - and _ only"
wait_seconds=${ARENA_HEAD_WAIT_SECONDS:-900}
[[ $wait_seconds =~ ^[0-9]+$ ]] || die "ARENA_HEAD_WAIT_SECONDS is '$wait_seconds': give seconds"
resolve_image=${ARENA_RESOLVE_IMAGE:-changed}
case $resolve_image in always | changed | never) ;; *) die "ARENA_RESOLVE_IMAGE is '$resolve_image': always, changed or never" ;; esac
# A zip's extraction gives everybody what is meant for one.
chmod -R go-rwx config.d
# Read by run_on.
# shellcheck disable=SC2034
files=(arena-stack.yaml config.d containers payload)
run_on "${arguments[0]}" remote/deploy-arena-stack.sh "$stack" "$wait_seconds" "$resolve_image"
report_end DONE ""
