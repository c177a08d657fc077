#!/usr/bin/env bash
# install-nvidia-container-toolkit.sh [--dry-run], as root on a host: GPUs in containers, and as resources of the Swarm.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

readonly SITE=https://nvidia.github.io/libnvidia-container
readonly DAEMON=${ARENA_DOCKER_DAEMON_JSON:-/etc/docker/daemon.json}
readonly RUNTIME=${ARENA_NVIDIA_RUNTIME_TOML:-/etc/nvidia-container-runtime/config.toml}
# Whoever is killed between a change and the restart of the engine leaves this behind: the next one restarts it.
readonly UNFINISHED=$DAEMON.arena-unfinished

install_toolkit() {
  local manager
  manager=$(package_manager)
  case $manager in
  apt-get)
    have curl || run apt-get install -y -q curl
    curl -fsSL "$SITE/gpgkey" | write /etc/apt/keyrings/nvidia-container-toolkit.asc
    write /etc/apt/sources.list.d/nvidia-container-toolkit.list \
      <<<"deb [signed-by=/etc/apt/keyrings/nvidia-container-toolkit.asc] $SITE/stable/deb/\$(ARCH) /"
    run apt-get update -q
    run apt-get install -y -q nvidia-container-toolkit
    ;;
  dnf | yum | zypper)
    curl -fsSL "$SITE/stable/rpm/nvidia-container-toolkit.repo" | write /etc/yum.repos.d/nvidia-container-toolkit.repo
    run "$manager" install -y nvidia-container-toolkit
    ;;
  esac
}

# The GPUs as the Swarm counts them, kept beside all else that the file says. Says whether it changed.
name_gpus() {
  have python3 || die "python3 is needed to change $DAEMON: install it, and run this again"
  nvidia-smi --query-gpu=uuid --format=csv,noheader | python3 -c '
import json, os, sys
path = sys.argv[1]
try:
    with open(path) as file: settings = json.load(file)
except FileNotFoundError:
    settings = {}
before = json.dumps(settings, sort_keys=True)
others = [one for one in settings.get("node-generic-resources", []) if not one.startswith("NVIDIA-GPU=")]
settings["node-generic-resources"] = others + ["NVIDIA-GPU=" + line.strip() for line in sys.stdin if line.strip()]
if json.dumps(settings, sort_keys=True) == before: sys.exit()
print("changed")
if not sys.argv[2]:
    with open(path + ".arena", "w") as file: json.dump(settings, file, indent=2)
    os.rename(path + ".arena", path)
' "$DAEMON" "$dry"
}

# The runtime gives a container those GPUs that the Swarm has set aside for it.
heed_swarm() {
  grep -Eqs '^swarm-resource *= *"DOCKER_RESOURCE_NVIDIA-GPU"' "$RUNTIME" && return 1
  { echo 'swarm-resource = "DOCKER_RESOURCE_NVIDIA-GPU"' && sed '/swarm-resource/d' "$RUNTIME"; } | write "$RUNTIME"
}

if ! has_nvidia_gpu; then
  say "there is no NVIDIA GPU here"
  exit 0
fi
if ! driver_answers; then
  [[ -n $dry ]] && say "would go on once the driver answers" && exit 0
  die "the NVIDIA driver does not answer: run install-nvidia-driver.sh first"
fi
changed=
if [[ -e $UNFINISHED ]]; then
  changed=1
elif [[ -z $dry ]]; then
  mkdir -p "$(dirname "$UNFINISHED")"
  : >"$UNFINISHED"
fi
have nvidia-ctk || { install_toolkit && changed=1; }
grep -qs '"default-runtime": *"nvidia"' "$DAEMON" || { run nvidia-ctk runtime configure --runtime=docker --set-as-default --config="$DAEMON" && changed=1; }
[[ -z $(name_gpus) ]] || changed=1
if heed_swarm; then changed=1; fi
if [[ -z $changed ]]; then
  say "containers can use the GPUs"
elif have systemctl; then
  run systemctl restart docker
else
  run service docker restart
fi
[[ -n $dry ]] || rm -f "$UNFINISHED"
