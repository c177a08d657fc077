import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { NodeTask, ProbeFacts, RayNode } from "../contract/cluster-probe.ts";
import { check, formatAge, formatBytes, formatRate } from "./check.ts";
import { rayNodeFits, type ClusterShape } from "./ray-node-fits.ts";

/** What this server knows of the way to a cluster. Times in milliseconds; ages are at the moment of the look. */
export interface ServerFacts {
  /** Null: never. */
  readonly handshakeAgeMs: number | null;
  /** Null: no agent has ever registered. */
  readonly agent: { readonly epoch: number; readonly heartbeatAgeMs: number } | null;
  /** The largest packet that came back through the tunnel whole; null: it was not looked at, and why. */
  readonly pathMtu: { readonly bytes: number | null; readonly reason: string | null };
  /** Of the agent's clock against this server's; null: it has not answered. */
  readonly agentSkewMs: number | null;
}
/** WireGuard makes a new key every two minutes while anything is sent. */
const HANDSHAKE_LIMIT_MS = 180_000;
const HEARTBEAT_LIMIT_MS = 10_000;
const SKEW_LIMIT_MS = 2_000;
/** What IPv6 promises; less breaks what is carried over the tunnel. */
const LEAST_MTU_BYTES = 1_280;
/** Whether a cluster does what its class promises, end to end. */
export function checkCluster(server: ServerFacts, facts: ProbeFacts | null, shape: ClusterShape): ClusterCheck[] {
  return [
    handshake(server),
    agentRegistered(server),
    ...(facts === null
      ? [
          skipped("TUNNEL_ECHO"),
          pathMtu(server),
          skipped("CLOCK_SKEW"),
          skipped("RAY_NODES"),
          skipped("SHARED_STORAGE"),
          skipped("NODE_TASKS"),
        ]
      : [
          echo(facts),
          pathMtu(server),
          clockSkew(server, facts.ray?.tasks ?? []),
          rayNodes(facts, shape),
          sharedStorage(facts, shape),
          nodeTasks(facts),
        ]),
  ];
}

function skipped(name: string): ClusterCheck {
  return check(name, "SKIPPED", "The agent has not looked", "An answer of the agent");
}

function handshake({ handshakeAgeMs }: ServerFacts): ClusterCheck {
  const expected = `A handshake within ${formatAge(HANDSHAKE_LIMIT_MS)}`;
  if (handshakeAgeMs !== null && handshakeAgeMs <= HANDSHAKE_LIMIT_MS)
    return check("WIREGUARD_HANDSHAKE", "PASSED", `The last was ${formatAge(handshakeAgeMs)} ago`, expected);
  const observed =
    handshakeAgeMs === null ? "There was none with the newest keys" : `The last was ${formatAge(handshakeAgeMs)} ago`;
  return check(
    "WIREGUARD_HANDSHAKE",
    "FAILED",
    observed,
    expected,
    "Let the manager send UDP to the gateway’s host and port. On the manager, see what the tunnel says: docker service logs arena_tunnel",
  );
}

function agentRegistered({ agent }: ServerFacts): ClusterCheck {
  const expected = `Registered, heard of within ${formatAge(HEARTBEAT_LIMIT_MS)}`;
  if (agent !== null && agent.heartbeatAgeMs <= HEARTBEAT_LIMIT_MS)
    return check(
      "AGENT",
      "PASSED",
      `Registered, epoch ${agent.epoch}; heard of ${formatAge(agent.heartbeatAgeMs)} ago`,
      expected,
    );
  const observed = agent === null ? "It has never registered" : `Not heard of for ${formatAge(agent.heartbeatAgeMs)}`;
  return check(
    "AGENT",
    "FAILED",
    observed,
    expected,
    "On the manager, see what it says: docker service logs arena_ray-head",
  );
}

function echo({ echo: { sizeBytes, milliseconds, isEqual, error } }: ProbeFacts): ClusterCheck {
  const expected = "The same bytes back, at 1 MB/s or more";
  if (error !== null || milliseconds === null)
    return check(
      "TUNNEL_ECHO",
      "FAILED",
      error ?? "Nothing came back",
      expected,
      "Look at the path MTU below, and at the firewalls between the manager and the gateway.",
    );
  if (!isEqual)
    return check(
      "TUNNEL_ECHO",
      "FAILED",
      `${formatBytes(sizeBytes)} came back changed`,
      expected,
      "A proxy between changes what is sent: let UDP pass unchanged.",
    );
  const rate = formatRate(sizeBytes, milliseconds);
  const slow = sizeBytes / milliseconds < 1_000;
  return check(
    "TUNNEL_ECHO",
    slow ? "WARNING" : "PASSED",
    `${formatBytes(sizeBytes)} there and back in ${Math.round(milliseconds)} ms (${rate})`,
    expected,
    slow ? "Checkpoints will take long to arrive; look for a lossy link or a small path MTU." : null,
  );
}

function pathMtu({ pathMtu: { bytes, reason } }: ServerFacts): ClusterCheck {
  const expected = `${LEAST_MTU_BYTES} bytes or more in one piece`;
  if (bytes === null) return check("PATH_MTU", "SKIPPED", reason ?? "Not looked at", expected);
  return bytes >= LEAST_MTU_BYTES
    ? check("PATH_MTU", "PASSED", `${bytes} bytes pass in one piece`, expected)
    : check(
        "PATH_MTU",
        "FAILED",
        `No more than ${bytes} bytes pass in one piece`,
        expected,
        `Set MTU = ${Math.max(576, bytes)} in tun0.conf, or let ICMP "fragmentation needed" pass on the way.`,
      );
}

function clockSkew({ agentSkewMs }: ServerFacts, tasks: readonly NodeTask[]): ClusterCheck {
  const expected = `Clocks within ${formatAge(SKEW_LIMIT_MS)} of each other`;
  const off = tasks.filter(({ skewMs }) => (skewMs ?? 0) > SKEW_LIMIT_MS);
  const remedy = "Turn on time synchronization on the hosts: timedatectl set-ntp true";
  if (agentSkewMs !== null && Math.abs(agentSkewMs) > SKEW_LIMIT_MS)
    return check(
      "CLOCK_SKEW",
      "FAILED",
      `The head is ${formatAge(Math.abs(agentSkewMs))} ${agentSkewMs > 0 ? "ahead" : "behind"}`,
      expected,
      remedy,
    );
  if (off.length > 0)
    return check(
      "CLOCK_SKEW",
      "FAILED",
      off.map((task) => `${nameOf(task)} is off by ${formatAge(task.skewMs!)}`).join("; "),
      expected,
      remedy,
    );
  return check(
    "CLOCK_SKEW",
    "PASSED",
    `Head and ${tasks.length} nodes are within ${formatAge(SKEW_LIMIT_MS)}`,
    expected,
  );
}

function rayNodes({ ray }: ProbeFacts, shape: ClusterShape): ClusterCheck {
  const expected = `${shape.nodes} nodes, each with ${describeShape(shape)}`;
  const remedy = "On the manager, see why: docker service ps --no-trunc arena_ray-worker";
  if (ray === null)
    return check(
      "RAY_NODES",
      "FAILED",
      "The agent has no Ray",
      expected,
      "Install the class again: its agent was set up without Ray.",
    );
  if (ray.error !== null && ray.nodes.length === 0) return check("RAY_NODES", "FAILED", ray.error, expected, remedy);
  const workers = ray.nodes.filter(({ alive, isHead }) => alive && !isHead);
  const small = workers.filter((node) => !rayNodeFits(node, shape));
  if (small.length > 0)
    return check(
      "RAY_NODES",
      "FAILED",
      small.map((node) => `${node.address ?? node.id.slice(0, 8)} has ${describeNode(node)}`).join("; "),
      expected,
      "Use hosts as large as the class says, or make the class smaller.",
    );
  return workers.length >= shape.nodes
    ? check("RAY_NODES", "PASSED", `${workers.length} of ${shape.nodes} nodes`, expected)
    : check("RAY_NODES", "FAILED", `${workers.length} of ${shape.nodes} nodes`, expected, remedy);
}

function sharedStorage({ ray }: ProbeFacts, { nodes }: ClusterShape): ClusterCheck {
  const expected = "A file written on the head is read on every worker";
  if (ray === null || ray.tasks.length === 0) return check("SHARED_STORAGE", "SKIPPED", "No task ran", expected);
  const blind = ray.tasks.filter(({ read, host }) => host !== null && !read);
  if (blind.length === 0)
    return check("SHARED_STORAGE", "PASSED", `Read on ${ray.tasks.filter(({ read }) => read).length} nodes`, expected);
  return check(
    "SHARED_STORAGE",
    "FAILED",
    `Not read on ${blind.map(nameOf).join(", ")}`,
    expected,
    nodes > 1
      ? "Mount the same /opt/data on every host (NFS), or name an NFS server for the volume `data` in arena-stack.yaml."
      : "See that /opt/data can be written by user 1000.",
  );
}

function nodeTasks({ ray }: ProbeFacts): ClusterCheck {
  const expected = "One task ran on each node";
  if (ray === null) return check("NODE_TASKS", "SKIPPED", "The agent has no Ray", expected);
  const failed = ray.tasks.filter(({ host }) => host === null);
  if (failed.length > 0)
    return check(
      "NODE_TASKS",
      "FAILED",
      failed.map((task) => `${nameOf(task)}: ${task.error ?? "no answer"}`).join("; "),
      expected,
      "On the manager, see what they say: docker service logs arena_ray-worker",
    );
  return ray.tasks.length === 0
    ? check(
        "NODE_TASKS",
        "FAILED",
        ray.error ?? "There is no node to run on",
        expected,
        "On the manager, see why: docker service ps --no-trunc arena_ray-worker",
      )
    : check("NODE_TASKS", "PASSED", `On ${ray.tasks.length} nodes: ${ray.tasks.map(nameOf).join(", ")}`, expected);
}

const nameOf = ({ host, address, node }: NodeTask): string => host ?? address ?? node.slice(0, 8);

function describeShape({ cpus, gpus, memoryBytes }: ClusterShape): string {
  const parts = [
    cpus === null ? null : `${cpus} CPUs`,
    gpus === null ? null : `${gpus} GPUs`,
    memoryBytes === null ? null : formatBytes(memoryBytes),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "the whole host" : parts.join(", ");
}
const describeNode = ({ cpus, gpus, memoryBytes }: RayNode): string =>
  `${cpus} CPUs, ${gpus} GPUs, ${formatBytes(memoryBytes)}`;
