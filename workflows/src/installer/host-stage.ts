import type { StageAnswer } from "../contract/cluster-operation.ts";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";
import { asRoot, bundleFolder, operationFolder } from "./host-files.ts";
import { quote } from "./quote.ts";
import { reasonLine } from "./reason-line.ts";
import { isLost, type SshEnd } from "./run-ssh.ts";
import type { HostShell } from "./ssh-logins.ts";
import { OutputTail } from "./output-tail.ts";
import type { StageLog } from "./stage-log.ts";

/** How long one look follows a stage. */
const FOLLOW_SECONDS = 10;
const FOLLOW_WITHIN_MS = 40_000;
/** The host has none of the operation's files. */
const NOT_SENT = 90;
/** A script's wish: restart the host, then run it again. */
const RESTART = 194;
const STATE = /arena-stage state=(RUNNING|ENDED) exit=(\d*)\s*$/;

export type HostStageEnd =
  | { readonly kind: "RUNNING" | "NOT_SENT" | "RESTART" | "DONE" }
  | { readonly kind: "FAILED"; readonly message: string }
  | { readonly kind: "LOST"; readonly end: SshEnd };

/** Starts the script on the host or finds it there, and stores what it says until it ends or the look does. */
export function followHostStage(
  shell: HostShell,
  request: StageRequest,
  script: readonly string[],
  log: StageLog,
  signal: AbortSignal,
): Promise<HostStageEnd> {
  const { operationId, isAborted } = request;
  const root = quote(bundleFolder(operationId));
  const ask = (offset: number, onOutput: (chunk: Buffer) => void): Promise<SshEnd> => {
    const words = [stateFolder(request), String(offset), String(FOLLOW_SECONDS), isAborted ? "end" : "go", ...script];
    const command = `[ -e ${quote(operationFolder(operationId))}/.ready ] || exit ${NOT_SENT}; exec bash ${root}/remote/run-stage.sh advance ${words.map(quote).join(" ")}`;
    return shell.run(asRoot(command), { withinMs: FOLLOW_WITHIN_MS, signal, onOutput });
  };
  return followStage(ask, request, log);
}

/** `ask` runs run-stage.sh where the stage is to run. */
export async function followStage(
  ask: (offset: number, onOutput: (chunk: Buffer) => void) => Promise<SshEnd>,
  { stage, attempt }: StageRequest,
  log: StageLog,
): Promise<HostStageEnd> {
  const offset = await log.open();
  const tail = new OutputTail();
  const end = await ask(offset, (chunk) => {
    log.append(chunk);
    tail.append(chunk);
  });
  await log.stored();
  if (end.code === NOT_SENT) return { kind: "NOT_SENT" };
  const said = STATE.exec(end.errors);
  if (said === null && isLost(end)) return { kind: "LOST", end };
  if (said === null) return { kind: "FAILED", message: reasonLine(end.errors, `${stage} cannot be begun`) };
  if (said[1] === "RUNNING") return { kind: "RUNNING" };
  await log.finish();
  const code = Number(said[2]);
  if (code === 0) return { kind: "DONE" };
  if (code === RESTART) return { kind: "RESTART" };
  return { kind: "FAILED", message: tail.lastLine || `${stage} (attempt ${attempt}) ended with ${code}` };
}

export function stateFolder({ operationId, stage, attempt }: StageRequest): string {
  return `${operationFolder(operationId)}/stages/${stage}-${attempt}`;
}

/** A file that a script has left beside the bundle's files. */
export async function readResult(shell: HostShell, operationId: string, name: string): Promise<string | null> {
  const end = await shell.run(asRoot(`cat ${quote(`${bundleFolder(operationId)}/${name}`)}`));
  return end.code === 0 ? end.output : null;
}

export async function writeBesideBundle(
  shell: HostShell,
  operationId: string,
  name: string,
  content: string,
): Promise<SshEnd> {
  const path = quote(`${bundleFolder(operationId)}/${name}`);
  return shell.run(asRoot(`umask 077; cat >${path}.new && mv ${path}.new ${path}`), { input: content });
}

export const running = (message: string | null): StageAnswer => ({ state: "RUNNING", message });
export const failed = (message: string): StageAnswer => ({ state: "FAILED", message: message.slice(0, 500) });
