import { readFile } from "node:fs/promises";
import type pg from "pg";
import type { StageAnswer } from "../contract/cluster-operation.ts";
import { checkHost, machineOf, type KnownMachine } from "../preflight/check-host.ts";
import type { Expectation } from "../preflight/expectation.ts";
import { parseFacts, type HostFacts } from "../preflight/host-facts.ts";
import { asRoot } from "./host-files.ts";
import type { OperationHost, OperationOrder } from "./operation-records.ts";
import { assignments } from "./quote.ts";
import { isLost, type SshEnd } from "./run-ssh.ts";
import { sshFailure } from "./ssh-failure.ts";
import type { HostShell } from "./ssh-logins.ts";
import { targetName } from "./ssh-target.ts";

export interface PreflightSettings {
  readonly scriptPath: string;
  readonly gateway: { readonly host: string; readonly port: number };
  readonly stackName: string;
  /** `host:port` of the images' registries. */
  readonly registries: readonly string[];
}
interface Preflight {
  readonly pool: pg.Pool;
  readonly settings: PreflightSettings;
  readonly order: OperationOrder;
  readonly host: OperationHost;
  readonly shell: HostShell;
  /** Of another host of the operation. */
  readonly shellOf: (host: OperationHost) => Promise<HostShell>;
  readonly signal: AbortSignal;
}

const WITHIN_MS = 40_000;
const DATA_PATH = "/opt/data";
/** As `uname -m` names them. */
const MACHINES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

/** Asks a host for what it is, and holds that against the class. Nothing is changed there. */
export async function runPreflight(work: Preflight): Promise<StageAnswer> {
  const { shell, host, order, settings, signal, pool } = work;
  const input = await readFile(settings.scriptPath);
  // The way to the host is found before its clock is read: making a connection takes its time.
  const reached = await shell.run("true", { signal });
  if (isLost(reached)) return unreachable(work, reached);
  const askedAtMs = Date.now();
  const end = await shell.run(`${assignments(environmentOf(work))} bash -s`, { input, withinMs: WITHIN_MS, signal });
  if (isLost(end)) return unreachable(work, end);
  const facts = parseFacts(end.output);
  if (facts === null) return { state: "FAILED", message: `The host does not run what is asked: ${lastLine(end)}` };
  const answeredAtMs = Date.now();
  const managerSwarmAddress = await managerSwarmAddressOf(work, facts);
  const wanted = { ...expectationOf(work, askedAtMs, answeredAtMs), managerSwarmAddress };
  const checks = checkHost(facts, wanted, await noteMachine(pool, order.id, host, facts));
  const failed = checks.filter(({ outcome }) => outcome === "FAILED");
  if (failed.length === 0) return { state: "DONE", message: null, checks };
  const words = failed
    .map(({ name, observed }) => `${name.toLowerCase().replaceAll("_", " ")}: ${observed}`)
    .join("; ");
  return { state: "FAILED", message: words.slice(0, 500), checks };
}

function unreachable({ host, order }: Preflight, end: SshEnd): StageAnswer {
  const check = sshFailure(host, end, order.options.login);
  return { state: "UNREACHABLE", message: check.observed, checks: [check] };
}

/** None of these texts is evaluated there: they were checked when the operation was ordered, and each is one word. */
function environmentOf({ order, host, settings }: Preflight): Record<string, string> {
  const manager = order.hosts.find(({ role }) => role === "MANAGER");
  return {
    MANAGER_ADDRESS: host.role === "MANAGER" ? "" : (manager?.address ?? ""),
    PEERS: order.hosts
      .filter(({ position }) => position !== host.position)
      .map(({ address }) => address)
      .join(" "),
    GATEWAY_HOST: settings.gateway.host,
    GATEWAY_PORT: String(settings.gateway.port),
    DATA_PATH,
    STACK_NAME: settings.stackName,
    REGISTRIES: settings.registries.join(" "),
  };
}

/** Asked of the manager itself, where it matters: a worker that is in some Swarm already. */
async function managerSwarmAddressOf(
  { order, host, shellOf, signal }: Preflight,
  facts: HostFacts,
): Promise<string | null> {
  const manager = order.hosts.find(({ role }) => role === "MANAGER");
  const isInOne = facts.text("swarm")?.startsWith("active") === true;
  if (host.role === "MANAGER" || manager === undefined || !isInOne) return null;
  const asked = await (await shellOf(manager)).run(asRoot("docker info --format '{{.Swarm.NodeAddr}}'"), { signal });
  return asked.code === 0 ? asked.output.trim() || null : null;
}

function expectationOf(
  { order, host, settings }: Preflight,
  askedAtMs: number,
  answeredAtMs: number,
): Omit<Expectation, "managerSwarmAddress"> {
  const { nodes, cpus, gpus, memoryBytes, resourceClassId } = order;
  return {
    role: host.role,
    mayWork: host.role === "WORKER" || order.hosts.length === nodes,
    ...{ nodes, cpus, gpus, memoryBytes, askedAtMs, answeredAtMs },
    machine: MACHINES[process.arch] ?? process.arch,
    classId: resourceClassId,
    stackName: settings.stackName,
    dataPath: DATA_PATH,
    gateway: settings.gateway,
    login: targetName(host),
  };
}

/** Answers which machines the operation's other hosts are, as far as they were looked at. */
async function noteMachine(
  pool: pg.Pool,
  operationId: string,
  { position }: OperationHost,
  facts: HostFacts,
): Promise<readonly KnownMachine[]> {
  await pool.query("UPDATE cluster_host SET machine = $3 WHERE operation_id = $1 AND position = $2", [
    operationId,
    position,
    machineOf(facts),
  ]);
  const { rows } = await pool.query<KnownMachine>(
    `SELECT address || ':' || port AS name, machine FROM cluster_host
     WHERE operation_id = $1 AND position <> $2 AND machine IS NOT NULL AND state NOT IN ('FAILED', 'SKIPPED') ORDER BY position`,
    [operationId, position],
  );
  return rows;
}

const lastLine = ({ errors, output }: SshEnd): string =>
  `${output}\n${errors}`.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
