import { readFileSync } from "node:fs";
import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { StageAnswer } from "../contract/cluster-operation.ts";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";
import { failed, followHostStage, readResult, running, stateFolder, writeBesideBundle } from "./host-stage.ts";
import {
  asRoot,
  bundleFolder,
  HOST_FOLDER,
  operationFolder,
  payloadOf,
  sendBundle,
  sendPayloadPiece,
} from "./host-files.ts";
import { advanceReported } from "./advance-reported.ts";
import { diskFailure } from "./disk-failure.ts";
import { failedWithCheck } from "./failed-with-check.ts";
import { advanceHelm } from "./helm/advance-helm.ts";
import { imageFailure } from "./image-failure.ts";
import type { InstallerContext } from "./installer-context.ts";
import { openBundle, readOrder, type OperationHost, type OperationOrder } from "./operation-records.ts";
import { quote } from "./quote.ts";
import { reasonLine } from "./reason-line.ts";
import { runPreflight } from "./run-preflight.ts";
import { isLost, type SshEnd } from "./run-ssh.ts";
import { sshFailure } from "./ssh-failure.ts";
import type { HostShell } from "./ssh-logins.ts";
import { StageLog } from "./stage-log.ts";
import { stageScript } from "./stage-scripts.ts";

interface Work {
  readonly context: InstallerContext;
  readonly request: StageRequest;
  readonly order: OperationOrder;
  readonly host: OperationHost;
  readonly shell: HostShell;
  readonly log: StageLog;
  readonly signal: AbortSignal;
}
const TOKENS = "swarm-tokens.txt";
const DISK = `the disk of ${HOST_FOLDER}`;

/** The host cannot be reached, or takes nothing more. */
class LostHostError extends Error {
  readonly check: ClusterCheck;
  constructor(check: ClusterCheck) {
    super(check.observed);
    this.check = check;
  }
}

/** One look at a stage: begins it where it was not begun, follows it for some seconds. */
export async function advanceStage(
  context: InstallerContext,
  request: StageRequest,
  signal: AbortSignal,
): Promise<StageAnswer> {
  const order = await readOrder(context.pool, request.operationId);
  if (order.driver === "HELM") return advanceHelm(context, order, request, signal);
  if (order.driver === "EXTERNAL") return advanceReported(context.pool, request, signal);
  const host = order.hosts.find(({ position }) => position === request.position);
  if (host === undefined) throw new Error(`The operation ${order.id} has no host ${request.position}`);
  const shell = await context.logins.shell(order, host);
  const work: Work = { context, request, order, host, shell, log: new StageLog(context.pool, request), signal };
  try {
    return request.stage === "PREFLIGHT"
      ? await runPreflight({
          ...work,
          pool: context.pool,
          settings: context.preflight,
          shellOf: (other) => context.logins.shell(order, other),
        })
      : await advanceScript(work);
  } catch (error) {
    if (!(error instanceof LostHostError)) throw error;
    return { state: "UNREACHABLE", message: error.check.observed, checks: [error.check] };
  }
}

async function advanceScript(work: Work): Promise<StageAnswer> {
  const { request, order, host, shell, log, signal, context } = work;
  const script = stageScript(request.stage, order, host, context.stages);
  if (script === null) throw new Error(`${request.stage} is no stage of a host`);
  if (!request.isAborted) {
    const before = await prepare(work);
    if (before !== null) return before;
  }
  const end = await followHostStage(shell, request, script, log, signal);
  switch (end.kind) {
    case "LOST":
      throw lost(work, end.end);
    case "NOT_SENT":
      return request.isAborted ? failed("It was not begun.") : sendFiles(work);
    case "RUNNING":
      return running(null);
    case "RESTART":
      return request.isAborted ? failed("It needs a restart of the host, and was aborted.") : restartHost(work);
    case "FAILED":
      return failedWith(work, diskFailure(end.message, "the host’s disk") ?? imageFailure(end.message), end.message);
    case "DONE":
      if (request.stage === "NODE_LABELS") return labelNode(work);
      return request.stage === "SWARM_INIT" ? keepToken(work) : { state: "DONE", message: null };
  }
}

/** What must be on the host before the script can begin. Null: nothing is missing, as far as is known. */
async function prepare(work: Work): Promise<StageAnswer | null> {
  const { request, order, shell, log, context } = work;
  if (request.stage === "SWARM_JOIN") return giveToken(work);
  if (request.stage !== "DEPLOY" || order.payloadSha256 === null) return null;
  const payload = payloadOf(context.payloadDirectory, order.payloadSha256);
  let message = "The programs are sent.";
  try {
    const isThere = await sendPayloadPiece(shell, order.id, payload, (sentBytes, totalBytes) => {
      message = `The programs are sent: ${Math.floor((100 * sentBytes) / totalBytes)} %`;
    });
    return isThere ? null : running(message);
  } catch (error) {
    const script = `[ -e ${quote(operationFolder(order.id))}/.ready ]`;
    const there = await shell.run(asRoot(script));
    if (isLost(there)) throw lost(work, there);
    if (there.code !== 0) return sendFiles(work);
    const { message: why } = error as Error;
    await log.say(why);
    return failedWith(work, diskFailure(why, DISK), why);
  }
}

async function sendFiles(work: Work): Promise<StageAnswer> {
  const { context, order, shell, request } = work;
  const bundle = openBundle(context.keyring, order, work.host.role);
  if (bundle === null) return failed("The operation has ended, and its files are gone.");
  try {
    await sendBundle(shell, order.id, bundle);
  } catch (error) {
    const reached = await shell.run("true");
    if (isLost(reached)) throw lost(work, reached);
    const { message: why } = error as Error;
    return failedWith(work, diskFailure(why, DISK), `${targetOf(work)} takes no files: ${why}`);
  }
  return running(`Files of ${request.stage} are there.`);
}

/** Other stages leave results of their own. */
async function keepToken(work: Work): Promise<StageAnswer> {
  const { order, shell } = work;
  const root = quote(bundleFolder(order.id));
  const keep = `cd ${root} && { ! grep -qs SWARM_WORKER_TOKEN= result || mv result ${TOKENS}; } && [ -e ${TOKENS} ]`;
  const end = await shell.run(asRoot(keep));
  if (end.code === 0) return { state: "DONE", message: null };
  if (isLost(end)) throw lost(work, end);
  return failed("The manager does not say how workers join.");
}

/** From the manager to the worker, through here: it is kept nowhere else. */
async function giveToken(work: Work): Promise<StageAnswer | null> {
  const { context, order, shell } = work;
  const manager = order.hosts.find(({ role }) => role === "MANAGER");
  if (manager === undefined) throw new Error(`The operation ${order.id} has no manager`);
  const atManager = await context.logins.shell(order, manager);
  const tokens = await readResult(atManager, order.id, TOKENS);
  if (tokens === null || !tokens.includes("SWARM_WORKER_TOKEN="))
    return { state: "UNREACHABLE", message: `The manager ${manager.address} does not say how workers join.` };
  const written = await writeBesideBundle(shell, order.id, TOKENS, tokens);
  if (written.code === 0) return null;
  if (isLost(written)) throw lost(work, written);
  return sendFiles(work);
}

/** The manager notes how many GPUs the node has, and whether workers may run on it. */
async function labelNode(work: Work): Promise<StageAnswer> {
  const { context, order, host, shell } = work;
  const counted = /^([A-Za-z0-9]+)=(\d+)$/m.exec((await readResult(shell, order.id, "result")) ?? "");
  if (counted === null) return failed("The host does not say which node of the Swarm it is.");
  const manager = order.hosts.find(({ role }) => role === "MANAGER")!;
  const mayWork = host.role === "WORKER" || order.hosts.length === order.nodes;
  const label = `${counted[1]}=${counted[2]}=${mayWork}`;
  const atManager = await context.logins.shell(order, manager);
  const root = quote(bundleFolder(order.id));
  const end = await atManager.run(asRoot(`cd ${root} && bash remote/label-nodes.sh ${quote(label)}`));
  if (end.code === 0) return { state: "DONE", message: `${counted[2]} GPUs` };
  if (isLost(end)) return { state: "UNREACHABLE", message: `The manager ${manager.address} cannot be reached.` };
  return failed(reasonLine(end.errors, "The manager does not label the node."));
}

/** The stage is then begun anew. This machine itself is never restarted. */
async function restartHost(work: Work): Promise<StageAnswer> {
  const { request, shell } = work;
  const state = quote(stateFolder(request));
  const machine = await shell.run("cat /etc/machine-id 2>/dev/null");
  if (machine.code === 0 && machine.output.trim() === ownMachineId())
    return failed("This server’s own machine must be restarted before the driver answers. Restart it, then retry.");
  // While it runs as it did when it was first told to, it has not gone down yet, or whoever was to restart it is gone.
  const script = `set -e; cd ${state}; boot=$(cat /proc/sys/kernel/random/boot_id)
    if [ -s restarting ] && [ "$(cat restarting)" != "$boot" ]; then
      [ ! -e restarted ] || exit 3
      rm -f exit starts; touch restarted; exit 4
    fi
    echo "$boot" >restarting.new; mv restarting.new restarting; sync
    (sleep 1; systemctl reboot || reboot) >/dev/null 2>&1 </dev/null &`;
  const end = await shell.run(asRoot(script));
  if (end.code === 3) return failed("The driver does not answer, also after a restart of the host.");
  if (end.code === 4) return running("The host was restarted.");
  return { state: "UNREACHABLE", message: "The host restarts." };
}

function ownMachineId(): string | null {
  try {
    return readFileSync("/etc/machine-id", "utf8").trim() || null;
  } catch {
    return null;
  }
}

function lost(work: Pick<Work, "host" | "order">, end: SshEnd): LostHostError {
  return new LostHostError(sshFailure(work.host, end, work.order.options.login));
}
const failedWith = ({ context, request }: Work, check: ClusterCheck | null, message: string): Promise<StageAnswer> =>
  failedWithCheck(context.pool, request, check, message);
const targetOf = ({ host }: Work): string => host.address;
