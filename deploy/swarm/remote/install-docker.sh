#!/usr/bin/env bash
# install-docker.sh [--dry-run], as root on a host: Docker Engine 20.10 or newer, and /opt/data.
set -euo pipefail
# shellcheck source=on-host.sh
. "$(dirname "${BASH_SOURCE[0]}")/on-host.sh"

# User and group of Ray's images.
readonly OWNER=1000:100

new_enough() {
  local version
  version=$(docker version --format '{{.Client.Version}}' 2>/dev/null) || true
  [[ $version =~ ^([0-9]+)\.([0-9]+) ]] || return 1
  ((BASH_REMATCH[1] > 20 || (BASH_REMATCH[1] == 20 && BASH_REMATCH[2] >= 10)))
}

add_docker_repository() {
  write /etc/yum.repos.d/docker-ce.repo <<'END'
[docker-ce-stable]
name=Docker CE Stable
baseurl=https://download.docker.com/linux/centos/$releasever/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/linux/centos/gpg
END
}

install_docker() {
  local manager
  manager=$(package_manager)
  case $manager in
  apt-get)
    run apt-get update -q
    run apt-get install -y -q docker.io
    # Newer Debian has the command in a package of its own.
    have docker || run apt-get install -y -q docker-cli
    ;;
  dnf | yum)
    add_docker_repository
    run "$manager" install -y docker-ce docker-ce-cli containerd.io
    ;;
  zypper) run zypper --non-interactive install docker ;;
  esac
}

if have docker && ! new_enough; then
  die "Docker here is older than 20.10: bring it up to date by hand, since others may use it"
fi
if have docker; then say "Docker Engine is here"; else install_docker; fi
start_docker
# It has its name once it has its owner: what a kill leaves in between is no folder that root keeps for good.
own_directory() {
  run mkdir -p "$1.new" || return
  run chown "$OWNER" "$1.new" || say "$1 keeps its owner; user ${OWNER%:*} must be able to write there"
  run mv -T "$1.new" "$1"
}
if [[ -d /opt/data ]]; then say "/opt/data is here"; else own_directory /opt/data; fi
# What is there may be a mount that belongs to somebody else, on which root is nobody.
[[ -d /opt/data/arena ]] || own_directory /opt/data/arena ||
  die "cannot write to /opt/data: let user ${OWNER%:*} write there"
