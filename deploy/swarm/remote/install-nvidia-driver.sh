#!/usr/bin/env bash
# install-nvidia-driver.sh [--dry-run], as root on a host: the driver, if there is a GPU. Exits with 194 where the host
# must be restarted before the driver answers.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

readonly RESTART=194

install_driver() {
  local name
  # shellcheck source=/dev/null
  name=$(. /etc/os-release && echo "$ID")
  case $name in
  ubuntu)
    run apt-get update -q
    run apt-get install -y -q ubuntu-drivers-common
    run ubuntu-drivers install --gpgpu
    ;;
  debian)
    grep -rqs 'non-free\b' /etc/apt/sources.list /etc/apt/sources.list.d ||
      die "Debian's driver is in non-free: add it to the sources of apt, and run this again"
    run apt-get update -q
    run apt-get install -y -q "linux-headers-$(uname -r)" nvidia-driver nvidia-smi
    ;;
  *) die "no driver is known here for $name: install NVIDIA's by hand, and run this again" ;;
  esac
}

if ! has_nvidia_gpu; then
  say "there is no NVIDIA GPU here"
elif driver_answers; then
  say "the driver is here"
else
  have nvidia-smi || install_driver
  run modprobe nvidia || true
  [[ -n $dry ]] || driver_answers || exit "$RESTART"
fi
