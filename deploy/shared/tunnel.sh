#!/bin/sh
# Brings up tun0 from /etc/wireguard/tun0.conf. With ARENA_FORWARD_PORT, TCP connections to that port of this container go
# on to the gateway. Needs wg, ip and, to forward, iptables; the kernel's WireGuard, or wireguard-go.
set -eu

conf=/etc/wireguard/tun0.conf
port=${ARENA_FORWARD_PORT:-}
# WireGuard makes a new key every two minutes while it can; after three without one, the gateway may have moved.
stale_seconds=180

say() { printf 'tunnel: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
value() { sed -n "s/^$1 *= *//p" "$conf" | head -n 1; }

make_interface() {
  ip link delete tun0 2>/dev/null || true
  ip link add tun0 type wireguard 2>/dev/null && return
  command -v wireguard-go >/dev/null || fail "the kernel has no WireGuard, and the image has no wireguard-go"
  if [ ! -c /dev/net/tun ]; then
    mkdir -p /dev/net
    mknod /dev/net/tun c 10 200 || fail "there is no /dev/net/tun, and it cannot be made"
  fi
  wireguard-go tun0 >/dev/null 2>&1 || fail "wireguard-go could not make tun0"
}

configure() {
  # The endpoint is set apart: a name that does not resolve yet must not keep the interface from coming up.
  sed -e '/^Address/d' -e '/^MTU/d' -e '/^Endpoint/d' "$conf" | wg setconf tun0 /dev/stdin
  ip address replace "$(value Address)" dev tun0
  ip link set tun0 up mtu "$(value MTU)"
  ip route replace "$(value AllowedIPs)" dev tun0
}

# rule TABLE CHAIN RULE…: added once.
rule() {
  table=$1
  shift
  iptables -w -t "$table" -C "$@" 2>/dev/null || iptables -w -t "$table" -A "$@" || return 1
}

forward() {
  gateway=$(value AllowedIPs)
  gateway=${gateway%/*}
  [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] || echo 1 >/proc/sys/net/ipv4/ip_forward ||
    fail "this container may not forward: net.ipv4.ip_forward is 0"
  rule nat PREROUTING ! -i tun0 -p tcp --dport "$port" -j DNAT --to-destination "$gateway:$port" ||
    fail "iptables cannot translate addresses here"
  rule nat POSTROUTING -o tun0 -j MASQUERADE
  # Nothing is opened from the gateway's side into this network.
  rule filter FORWARD -i tun0 -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
  rule filter FORWARD -i tun0 -j DROP
  rule mangle FORWARD -o tun0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu 2>/dev/null ||
    say "segment sizes are not clamped; paths of a small MTU rely on ICMP"
}

last_handshake_age() {
  last=$(wg show tun0 latest-handshakes | awk 'NR == 1 { print $2 }')
  echo $(($(date +%s) - ${last:-0}))
}

# Resolves the gateway's name anew whenever it has been silent.
follow_endpoint() {
  [ "$(last_handshake_age)" -lt "$stale_seconds" ] && return
  WG_ENDPOINT_RESOLUTION_RETRIES=1 wg set tun0 peer "$(value PublicKey)" endpoint "$(value Endpoint)" ||
    say "cannot resolve $(value Endpoint); trying again"
}

[ -r "$conf" ] || fail "cannot read $conf"
make_interface
configure
[ -z "$port" ] || forward
say "tun0 is up with $(value Address)"
trap 'ip link delete tun0 2>/dev/null || true; exit 0' TERM INT
while ip link show tun0 >/dev/null 2>&1; do
  follow_endpoint
  sleep 15 &
  wait $!
done
fail "tun0 has gone"
