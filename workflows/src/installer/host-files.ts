import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import type { HostShell } from "./ssh-logins.ts";
import { quote } from "./quote.ts";
import { reasonLine } from "./reason-line.ts";

/** Below it each operation has a folder that only root reads. */
export const HOST_FOLDER = "/var/lib/arena-install";
const PIECE_BYTES = 8 * 1024 * 1024;
const PIECE_WITHIN_MS = 60_000;

export function operationFolder(operationId: string): string {
  return `${HOST_FOLDER}/${operationId}`;
}
export const bundleFolder = (operationId: string): string => `${operationFolder(operationId)}/arena-train`;

/** As root, by sudo where that asks for nothing. */
export function asRoot(script: string): string {
  return `s=; [ "$(id -u)" = 0 ] || s='sudo -n --'; $s bash -c ${quote(script)}`;
}

/** The bundle without its programs, whole or not at all. Throws what the host says against it. */
export async function sendBundle(shell: HostShell, operationId: string, bundle: Buffer): Promise<void> {
  const folder = quote(operationFolder(operationId));
  const script = `set -e; umask 077; mkdir -p ${HOST_FOLDER}; chmod 0700 ${HOST_FOLDER}; d=$(mktemp -d ${HOST_FOLDER}/.new-XXXXXX); trap 'rm -rf "$d"' EXIT
    tar -x -z --no-same-owner -C "$d" -f -; touch "$d/.ready"
    [ -e ${folder} ] || mv -T "$d" ${folder}`;
  const end = await shell.run(asRoot(script), { input: bundle });
  if (end.code !== 0) throw new Error(reasonLine(end.errors, "the host says nothing"));
}

export interface Payload {
  readonly path: string;
  readonly sha256: string;
}
export function payloadOf(directory: string, sha256: string): Payload {
  return { path: join(directory, `payload-${sha256}.tar`), sha256 };
}

/**
 * The programs, in pieces: a connection that is lost costs one of them. True when all of them are there and unpacked;
 * else it is to be called again.
 */
export async function sendPayloadPiece(
  shell: HostShell,
  operationId: string,
  payload: Payload,
  onProgress: (sentBytes: number, totalBytes: number) => void,
): Promise<boolean> {
  const folder = quote(operationFolder(operationId));
  const totalBytes = statSync(payload.path).size;
  const ask = `cd ${folder} || exit; [ ! -e .payload ] || { echo done; exit; }; stat -c %s payload.tar 2>/dev/null || echo 0`;
  const asked = await shell.run(asRoot(ask));
  if (asked.code !== 0) throw new Error(reasonLine(asked.errors, "the host does not answer"));
  const said = asked.output.trim().split("\n").at(-1);
  if (said === "done") return true;
  const sentBytes = Number(said);
  onProgress(Math.min(sentBytes, totalBytes), totalBytes);
  if (sentBytes < totalBytes) {
    // Another may be at it still, whose connection is not known to be lost: each piece goes where the file ends, under a lock.
    const put = `cd ${folder} || exit; exec 9>payload.lock; flock 9; [ "$(stat -c %s payload.tar 2>/dev/null || echo 0)" = ${sentBytes} ] || exit 0; cat >>payload.tar`;
    const piece = createReadStream(payload.path, {
      start: sentBytes,
      end: Math.min(sentBytes + PIECE_BYTES, totalBytes) - 1,
    });
    const end = await shell.run(asRoot(put), { input: piece, withinMs: PIECE_WITHIN_MS });
    if (end.code !== 0) throw new Error(reasonLine(end.errors, "the host takes no programs"));
    return false;
  }
  const unpack = `set -e; cd ${folder}; exec 9>payload.lock; flock 9; [ ! -e .payload ] || exit 0
    echo ${quote(`${payload.sha256}  payload.tar`)} | sha256sum -c --quiet - || { rm -f payload.tar; exit 0; }
    tar -x --no-same-owner -f payload.tar; rm payload.tar; touch .payload`;
  const end = await shell.run(asRoot(unpack), { withinMs: PIECE_WITHIN_MS });
  if (end.code !== 0) throw new Error(reasonLine(end.errors, "the programs cannot be unpacked"));
  return false;
}
