# shellcheck shell=bash
# For the scripts that run on a host as root. Sourced with `set -euo pipefail`; with --dry-run first, nothing is changed.

dry=
if [[ ${1:-} == --dry-run ]]; then
  dry=1
  shift
fi
export DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# run COMMAND ARGUMENT…: or says what it would do.
run() {
  if [[ -n $dry ]]; then say "would run: $*"; else "$@"; fi
}

# write FILE: standard input, whole or not at all.
write() {
  if [[ -n $dry ]]; then
    say "would write: $1"
    cat >/dev/null
  else
    mkdir -p "$(dirname "$1")"
    cat >"$1.arena"
    chmod 0644 "$1.arena"
    mv "$1.arena" "$1"
  fi
}

# Read by the person who has logged in, and by nobody else.
write_result() {
  local file
  file=$(dirname "${BASH_SOURCE[0]}")/../result
  (umask 077 && cat >"$file")
  [[ -z ${SUDO_UID:-} ]] || chown "$SUDO_UID" "$file"
}

package_manager() {
  local name
  for name in apt-get dnf yum zypper; do
    if have "$name"; then
      echo "$name"
      return
    fi
  done
  die "neither apt, dnf, yum nor zypper is here: install by hand, and run this again"
}

start_docker() {
  docker info >/dev/null 2>&1 && return
  if have systemctl; then run systemctl enable --now docker; else run service docker start; fi
}

# An NVIDIA device that is a display or 3D controller.
has_nvidia_gpu() {
  local device
  for device in "${ARENA_PCI_DEVICES:-/sys/bus/pci/devices}"/*; do
    [[ $(cat "$device/vendor" 2>/dev/null) == 0x10de && $(cat "$device/class" 2>/dev/null) == 0x03* ]] && return 0
  done
  return 1
}

driver_answers() { have nvidia-smi && nvidia-smi -L >/dev/null 2>&1; }
