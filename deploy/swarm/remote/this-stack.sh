# shellcheck shell=bash
# For scripts that work on a stack. Sourced after on-host.sh.

services_of() { docker stack services "$1" --format '{{.Name}}' 2>/dev/null || true; }

# A stack of this name may be another class's: touching it would end that one's runs.
refuse_other_class() {
  local id class head="$1_ray-head"
  # shellcheck source=../config.env disable=SC1091
  . "$(dirname "${BASH_SOURCE[0]}")/../config.env"
  id=$(docker service inspect --format '{{index .Spec.Labels "arena.class-id"}}' "$head" 2>/dev/null) || return 0
  [[ -n $id && $id != "$ARENA_CLASS_ID" ]] || return 0
  class=$(docker service inspect --format '{{index .Spec.Labels "arena.class"}}' "$head" 2>/dev/null || true)
  die "the stack $1 is of the class ${class:-of another server}: set ARENA_STACK_NAME to another name, or tear that one down first"
}

# running_tasks STACK [SERVICE…]: tasks of the stack, or of these services, that still run, on any node.
running_tasks() {
  local service stack=$1
  shift
  { if [[ $# -gt 0 ]]; then printf '%s\n' "$@"; else services_of "$stack"; fi; } | while IFS= read -r service; do
    docker service ps "$service" --no-trunc --format '{{.CurrentState}}' 2>/dev/null | grep -E '^(Running|Starting|Preparing)' || true
  done
}

# wait_until_gone STACK SECONDS [SERVICE…]
wait_until_gone() {
  local deadline=$((SECONDS + $2))
  while [[ -n $(running_tasks "$1" "${@:3}") ]]; do
    [[ $SECONDS -lt $deadline ]] || die "containers of the stack $1 still run after $2 s"
    sleep 1
  done
}
