#!/usr/bin/env bash
# preflight.sh: what a host is, as lines `name=value`; the last one is `complete=1`. Changes nothing on it.
#
# Runs as whoever logged in, by `sudo -n` where root is needed. From the environment: MANAGER_ADDRESS (empty on the manager),
# PEERS (addresses of the other hosts), GATEWAY_HOST, GATEWAY_PORT, DATA_PATH, STACK_NAME, NFS_SERVER, REGISTRIES (host:port…).
# Each probe has a deadline of its own; those that wait run side by side.
set -u
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

readonly WITHIN=3
# Without a process of its own: it is said often.
say() {
  local value=${2:-}
  printf '%s=%.400s\n' "$1" "${value//[$'\n\r=']/ }"
}
have() { command -v "$1" >/dev/null 2>&1; }
quickly() { timeout -k 1 "$WITHIN" "$@"; }
as_root() { if [ "$(id -u)" = 0 ]; then quickly "$@"; else quickly sudo -n -- "$@"; fi; }

access() {
  say user "$(id -un)"
  if [ "$(id -u)" = 0 ]; then
    say sudo root
  elif ! have sudo; then
    say sudo none
  elif quickly sudo -n true 2>/dev/null; then
    say sudo free
  else
    say sudo refused
  fi
}

system() {
  # shellcheck disable=SC1091
  say os "$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-$ID}")"
  say system "$(uname -s)"
  say kernel "$(uname -r)"
  say machine "$(uname -m)"
  say cpus "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
  say memory_bytes "$(awk '/^MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
  say hostname "$(hostname)"
  say machine_id "$(cat /etc/machine-id 2>/dev/null)"
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    say cgroups v2
  elif grep -q cgroup /proc/filesystems; then
    say cgroups v1
  else
    say cgroups none
  fi
  if [ -d /run/systemd/system ]; then
    say services systemd
  elif have service; then
    say services sysv
  else
    say services none
  fi
  say open_files "$(ulimit -Hn)"
  say processes "$(ulimit -Hu)"
  say time_zone "$(date +%Z)"
  say clock_ms "$(date +%s%3N)"
  if have timedatectl; then say synchronized "$(quickly timedatectl show -p NTPSynchronized --value 2>/dev/null)"; fi
}

# module NAME FACT: loaded, built in, or to be had.
module() {
  if [ -e "/sys/module/$1" ] || grep -qw "$1" /proc/filesystems /proc/modules 2>/dev/null; then
    say "$2" there
  elif have modinfo && modinfo "$1" >/dev/null 2>&1; then
    say "$2" available
  else
    say "$2" missing
  fi
}

network_parts() {
  local firewall=none
  module overlay module_overlay
  module vxlan module_vxlan
  module wireguard module_wireguard
  if [ -c /dev/net/tun ]; then say tun there; else say tun missing; fi
  if have ufw && as_root ufw status 2>/dev/null | grep -q '^Status: active'; then firewall=ufw; fi
  if have firewall-cmd && quickly firewall-cmd --state >/dev/null 2>&1; then firewall=firewalld; fi
  say firewall "$firewall"
}

# room PATH FACT: of the file system that a path is on, or will be on.
room() {
  local path=$1
  while [ ! -e "$path" ] && [ "$path" != / ]; do path=$(dirname "$path"); done
  say "$2_free_bytes" "$(quickly df -B1 --output=avail "$path" 2>/dev/null | tail -n 1 | tr -d ' ')"
  say "$2_filesystem" "$(quickly stat -f -c %T "$path" 2>/dev/null)"
}

# Sixteen megabytes, to the disk itself.
disk_speed() {
  local begun ended file
  file=$(as_root mktemp -p "$1" .arena-speed-XXXXXX 2>/dev/null) || return 0
  begun=$(date +%s%N)
  if as_root dd if=/dev/zero of="$file" bs=1M count=16 conv=fdatasync 2>/dev/null; then
    ended=$(date +%s%N)
    say disk_bytes_per_second "$((16777216 * 1000000000 / (ended - begun + 1)))"
  fi
  as_root rm -f "$file"
}

storage() {
  local parent=${DATA_PATH:-/opt/data}
  room "$parent" data
  room /var/lib/docker docker
  if [ -d "$parent" ]; then
    say data_path there
    say data_owner "$(stat -c %u "$parent")"
    if as_root true 2>/dev/null && have setpriv; then
      if as_root setpriv --reuid=1000 --regid=100 --clear-groups test -w "$parent" || [ -d "$parent/arena" ]; then
        say data_writable yes
      else
        say data_writable no
      fi
    fi
  elif [ -e "$parent" ]; then
    say data_path file
  else
    say data_path missing
    parent=/
    [ ! -d /opt ] || parent=/opt
  fi
  disk_speed "$parent"
}

gpus() {
  local device count=0
  for device in /sys/bus/pci/devices/*; do
    [ "$(cat "$device/vendor" 2>/dev/null)" = 0x10de ] || continue
    case $(cat "$device/class" 2>/dev/null) in 0x03*) count=$((count + 1)) ;; esac
  done
  say gpu_devices "$count"
  if have nvidia-smi; then
    say gpus "$(quickly nvidia-smi -L 2>/dev/null | grep -c '^GPU ')"
    say gpu_driver "$(quickly nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null | head -n 1)"
  fi
  if have nvidia-ctk; then say container_toolkit "$(quickly nvidia-ctk --version 2>/dev/null | head -n 1)"; fi
}

docker_parts() {
  local name
  for name in apt-get dnf yum zypper; do
    if have "$name"; then
      say package_manager "$name"
      break
    fi
  done
  have docker || return 0
  say docker "$(quickly docker version --format '{{.Client.Version}}' 2>/dev/null)"
  if ! as_root docker info >/dev/null 2>&1; then
    # Whoever does not answer this is not asked for more.
    say docker_answers no
    return
  fi
  say docker_answers yes
  say swarm "$(as_root docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}' 2>/dev/null)"
  say swarm_managers "$(as_root docker info --format '{{.Swarm.LocalNodeState}} {{range .Swarm.RemoteManagers}}{{.Addr}} {{end}}' 2>/dev/null | cut -d ' ' -f 2-)"
  say stack_class "$(as_root docker service inspect --format '{{index .Spec.Labels "arena.class-id"}}' "${STACK_NAME:-arena}_ray-head" 2>/dev/null)"
}

# tcp HOST PORT: open, refused or blocked.
tcp() {
  local said
  # shellcheck disable=SC2016 # the inner shell expands it
  said=$(quickly bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>&1) && echo open && return
  case $said in
  *refused*) echo refused ;;
  *resol* | *'not known'*) echo unresolved ;;
  *) echo blocked ;;
  esac
}

# Who is answered with "unreachable" hears of it at the second packet.
udp() {
  # shellcheck disable=SC2016 # the inner shell expands it
  if quickly bash -c 'exec 3<>"/dev/udp/$1/$2" && printf . >&3 && sleep 0.3 && printf . >&3' _ "$1" "$2" 2>/dev/null; then
    echo sent
  else
    echo rejected
  fi
}

# Ports that something listens at: of the kernel's own tables, so nothing need be installed.
ports() {
  local port hex
  for port in 2377 7946 4789; do
    hex=$(printf '%04X' "$port")
    if awk -v port=":$hex" 'substr($2, length($2) - 4) == port && ($4 == "0A" || FILENAME ~ /udp/) { found = 1 } END { exit !found }' \
      /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null; then
      say "port_$port" taken
    else
      say "port_$port" free
    fi
  done
}

interface_mtu() {
  local device
  device=$(quickly ip route get "$1" 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
  [ -n "$device" ] || return 0
  cat "/sys/class/net/$device/mtu" 2>/dev/null || quickly ip link show dev "$device" 2>/dev/null | sed -n 's/.* mtu \([0-9]*\).*/\1/p' | head -n 1
}

gateway() {
  local address
  [ -n "${GATEWAY_HOST:-}" ] || return 0
  address=$(quickly getent ahostsv4 "$GATEWAY_HOST" | awk 'NR == 1 { print $1 }')
  say gateway_address "$address"
  [ -n "$address" ] || return 0
  say gateway_route "$(quickly ip route get "$address" 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)"
  say gateway_mtu "$(interface_mtu "$address")"
  say gateway_udp "$(udp "$address" "${GATEWAY_PORT:-51820}")"
}

manager() {
  local address
  [ -n "${MANAGER_ADDRESS:-}" ] || return 0
  address=$(quickly getent ahosts "$MANAGER_ADDRESS" | awk 'NR == 1 { print $1 }')
  say manager_address "$address"
  [ -n "$address" ] || return 0
  say manager_mtu "$(interface_mtu "$address")"
  say manager_2377 "$(tcp "$address" 2377)"
}

peers() {
  local peer
  set -f
  for peer in ${PEERS:-}; do say "peer_7946 $peer" "$(tcp "$peer" 7946)" & done
  for peer in ${REGISTRIES:-}; do say "registry $peer" "$(tcp "${peer%:*}" "${peer##*:}")" & done
  [ -z "${NFS_SERVER:-}" ] || say nfs "$(tcp "$NFS_SERVER" 2049)" &
  wait
}

access
for part in system network_parts gpus docker_parts ports gateway manager peers; do "$part" 2>/dev/null & done
storage 2>/dev/null &
wait
say complete 1
