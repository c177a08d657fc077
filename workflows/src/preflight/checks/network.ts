import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { verdict } from "../verdict.ts";

const LEAST_MTU_BYTES = 1_280;
/** An overlay network takes 50, and WireGuard 80, of what the link carries. */
const GOOD_MTU_BYTES = 1_450;
const PORTS = { 2377: "TCP 2377", 7946: "TCP and UDP 7946", 4789: "UDP 4789" } as const;

export function networkChecks(facts: HostFacts, wanted: Expectation): ClusterCheck[] {
  return [
    nameResolution(facts, wanted),
    outbound(facts, wanted),
    mtu(facts, wanted),
    portsFree(facts, wanted),
    portsReachable(facts, wanted),
    firewall(facts),
    tunnelDevice(facts, wanted),
  ];
}

function nameResolution(facts: HostFacts, { gateway, role }: Expectation): ClusterCheck {
  const { passed, failed } = verdict("NAME_RESOLUTION", "The names of gateway and manager resolve");
  const dns = "Give an address instead of a name, or add it to /etc/hosts of this host.";
  if (role === "MANAGER" && facts.text("gateway_address") === null)
    return failed(`${gateway.host} does not resolve`, dns);
  if (role === "WORKER" && facts.text("manager_address") === null)
    return failed("The manager’s name does not resolve", dns);
  return passed([facts.text("gateway_address"), facts.text("manager_address")].filter(Boolean).join(", "));
}

/** Only the manager has the tunnel. */
function outbound(facts: HostFacts, { gateway, role }: Expectation): ClusterCheck {
  const name = `${gateway.host}:${gateway.port}`;
  const { passed, warning, failed, skipped } = verdict("OUTBOUND", `UDP to ${name}`);
  if (role === "WORKER") return skipped("Workers have no tunnel of their own");
  if (facts.text("gateway_address") === null) return skipped("The gateway’s name does not resolve");
  if (facts.text("gateway_route") === null)
    return failed("There is no route", `Add one: ip route add ${facts.text("gateway_address")} via <router>`);
  if (/^127\./.test(facts.text("gateway_address")!))
    return warning(
      "The gateway’s name is this host’s own",
      "Start the server with ARENA_GATEWAY_HOST set to a name that clusters can reach.",
    );
  if (facts.text("gateway_udp") === "rejected")
    return failed(
      "UDP is rejected",
      `Let the firewalls between pass UDP to ${name}, and see that the gateway runs (/healthz).`,
    );
  return passed("There is a route, and nothing rejects UDP");
}

function mtu(facts: HostFacts, { role }: Expectation): ClusterCheck {
  const { passed, warning, failed, skipped } = verdict("MTU", `${GOOD_MTU_BYTES} bytes or more`);
  const found = facts.number(role === "MANAGER" ? "gateway_mtu" : "manager_mtu");
  if (found === null) return skipped("The host does not say it");
  const observed = `${found} bytes`;
  if (found < LEAST_MTU_BYTES) return failed(observed, `Raise it: ip link set dev <interface> mtu 1500`);
  return found < GOOD_MTU_BYTES
    ? warning(observed, `Lower the MTU of tun0.conf to ${found - 80}, and of the stack’s network to ${found - 50}.`)
    : passed(observed);
}

/** Docker holds them itself once there is a Swarm. */
function portsFree(facts: HostFacts, { role }: Expectation): ClusterCheck {
  const wanted = (role === "MANAGER" ? [2377, 7946, 4789] : [7946, 4789]) as (keyof typeof PORTS)[];
  const { passed, failed } = verdict("PORTS_FREE", wanted.map((port) => PORTS[port]).join(", "));
  if ((facts.text("swarm") ?? "").startsWith("active")) return passed("Held by Docker, for a Swarm");
  const taken = wanted.filter((port) => facts.text(`port_${port}`) === "taken");
  return taken.length === 0
    ? passed("Free")
    : failed(
        `Taken: ${taken.map((port) => PORTS[port]).join(", ")}`,
        `See by whom, and stop it: ss -lntup 'sport = :${taken[0]}'`,
      );
}

/** Refused is reached: nothing listens there yet. */
function portsReachable(facts: HostFacts, { role }: Expectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("PORTS_REACHABLE", "TCP 2377 of the manager, TCP 7946 of every host");
  const blocked = [...facts.group("peer_7946")]
    .filter(([, state]) => state === "blocked")
    .map(([peer]) => `${peer}:7946`);
  if (role === "WORKER" && facts.text("manager_2377") === "blocked")
    blocked.unshift(`${facts.text("manager_address")}:2377`);
  if (blocked.length > 0)
    return failed(
      `Blocked: ${blocked.join(", ")}`,
      "Open between the hosts: TCP 2377, TCP and UDP 7946, UDP 4789 (ufw allow from <network>)",
    );
  const count = facts.group("peer_7946").size;
  return count === 0 && role === "MANAGER" ? skipped("There is no other host") : passed(`${count} hosts reached`);
}

function firewall(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("FIREWALL", "None that is in the way");
  const found = facts.text("firewall") ?? "none";
  if (found === "none") return passed("None is active");
  const command =
    found === "ufw"
      ? "ufw allow 2377/tcp; ufw allow 7946; ufw allow 4789/udp"
      : "firewall-cmd --permanent --add-port={2377/tcp,7946/tcp,7946/udp,4789/udp} && firewall-cmd --reload";
  return warning(`${found} is active`, `Open what the Swarm needs: ${command}`);
}

function tunnelDevice(facts: HostFacts, { role }: Expectation): ClusterCheck {
  const { passed, warning, skipped } = verdict("TUNNEL_DEVICE", "WireGuard in the kernel, or /dev/net/tun");
  if (role === "WORKER") return skipped("Workers have no tunnel of their own");
  if (["there", "available"].includes(facts.text("module_wireguard") ?? "")) return passed("WireGuard in the kernel");
  return facts.text("tun") === "there"
    ? passed("/dev/net/tun")
    : warning("Neither is there", "Load one: modprobe wireguard || modprobe tun");
}
