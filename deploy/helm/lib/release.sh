# shellcheck shell=bash
# Names of release and namespace, as the command-line client reads them. Sourced from the bundle's root.

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

need() { command -v "$1" >/dev/null || die "$1 is not on PATH: install it, and run this again"; }

# value NAME: of a line of values.yaml that begins with it, without quotes.
value() { sed -n "s/^$1: *[\"']\{0,1\}\([^\"' ]*\)[\"']\{0,1\} *$/\1/p" chart/values.yaml | head -n 1; }

cluster=$(value clusterName)
# Read by setup.sh.
# shellcheck disable=SC2034
version=$(value version)
release=${RELEASE_NAME:-${cluster:-arena-train}}
namespace=${NAMESPACE:-${cluster:-arena-train}}

# in_head COMMAND ARGUMENT…: in the head's container, with standard input.
in_head() { kubectl exec -i -n "$namespace" "deployment/$release-ray-head" -c ray-head -- "$@"; }
