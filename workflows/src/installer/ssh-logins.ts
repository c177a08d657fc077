import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Keyring } from "@arena/database/sealed";
import type pg from "pg";
import { knownHostsLine, readHostKey } from "./host-keys.ts";
import { pinKey, readLoginKey, readPinnedKey, type OperationOrder } from "./operation-records.ts";
import { runSsh, type SshCommand, type SshEnd } from "./run-ssh.ts";
import type { SshTarget } from "./ssh-target.ts";

/** A host of an operation that commands can be run on. */
export interface HostShell {
  readonly target: SshTarget;
  run(command: string, given?: Omit<SshCommand, "args" | "withinMs"> & { readonly withinMs?: number }): Promise<SshEnd>;
}

const CONNECT_SECONDS = 8;
const COMMAND_WITHIN_MS = 30_000;
/** A connection is kept for as long as stages follow each other. */
const KEPT_SECONDS = 30;

/**
 * Logins of this process: one connection a host, shared by what is asked of it. Owns a folder of keys that only this user
 * reads, and is gone with it.
 */
export class SshLogins {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;
  readonly #folder: string;
  readonly #sockets = new Set<string>();

  /** `name` tells this installation's worker from others; what a worker of before has left, when it was killed, goes. */
  constructor(pool: pg.Pool, keyring: Keyring, name: string) {
    this.#pool = pool;
    this.#keyring = keyring;
    // Short: the path of a socket may have 104 characters.
    this.#folder = join(tmpdir(), `arena-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`);
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { mode: 0o700 });
  }

  async shell(order: Pick<OperationOrder, "resourceClassId" | "options">, target: SshTarget): Promise<HostShell> {
    const { resourceClassId, options } = order;
    const identity = options.login === "SERVER_KEY" ? await this.#identity(resourceClassId) : null;
    return {
      target,
      run: (command, given = {}) => this.#run(resourceClassId, target, identity, command, given),
    };
  }

  dispose(): void {
    // Whoever holds a connection ends with its socket.
    for (const socket of this.#sockets) void runSsh({ args: ["-O", "exit", "-S", socket, "host"], withinMs: 1_000 });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(
    resourceClassId: string,
    target: SshTarget,
    identity: string | null,
    command: string,
    given: Omit<SshCommand, "args" | "withinMs"> & { readonly withinMs?: number },
  ): Promise<SshEnd> {
    const pinned = await readPinnedKey(this.#pool, resourceClassId, target);
    const folder = this.#folderOf(resourceClassId, target);
    // Of a host that is not known, the file is empty, and of this login alone: what was forgotten is in none of them.
    const knownHosts = join(folder, `known-${randomUUID()}`);
    if (pinned !== null) writeFileSync(knownHosts, knownHostsLine(target, pinned), { mode: 0o600 });
    // The connection is another one where the host's key is another, and where another key of ours has opened it.
    const login = `${pinned}${target.login}/${identity === null ? "agent" : "key"}`;
    const socket = join(folder, createHash("sha256").update(login).digest("hex").slice(0, 8));
    this.#sockets.add(socket);
    const args = [
      ...optionsOf({ target, identity, knownHosts, socket, isKnown: pinned !== null }),
      "--",
      target.address,
    ];
    try {
      const end = await runSsh({ withinMs: COMMAND_WITHIN_MS, ...given, args: [...args, command] });
      if (pinned === null) await this.#pin(resourceClassId, target, knownHosts);
      return end;
    } finally {
      rmSync(knownHosts, { force: true });
    }
  }

  #folderOf(resourceClassId: string, { address, port }: SshTarget): string {
    const name = createHash("sha256").update(`${resourceClassId}/${address}/${port}`).digest("hex").slice(0, 12);
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  async #pin(resourceClassId: string, target: SshTarget, knownHosts: string): Promise<void> {
    const key = existsSync(knownHosts) ? readHostKey(readFileSync(knownHosts, "utf8"), target) : null;
    if (key === null) return;
    await pinKey(this.#pool, resourceClassId, target, key);
  }

  async #identity(resourceClassId: string): Promise<string> {
    const path = join(this.#folder, `${resourceClassId}.key`);
    if (!existsSync(path))
      writeFileSync(path, await readLoginKey(this.#pool, this.#keyring, resourceClassId), { mode: 0o600 });
    return path;
  }
}

interface Login {
  readonly target: SshTarget;
  readonly identity: string | null;
  readonly knownHosts: string;
  readonly socket: string;
  readonly isKnown: boolean;
}

function optionsOf({ target, identity, knownHosts, socket, isKnown }: Login): string[] {
  const options: Readonly<Record<string, string>> = {
    BatchMode: "yes",
    CheckHostIP: "no",
    ClearAllForwardings: "yes",
    ConnectTimeout: String(CONNECT_SECONDS),
    ControlMaster: "auto",
    ControlPath: socket,
    ControlPersist: String(KEPT_SECONDS),
    ForwardAgent: "no",
    GlobalKnownHostsFile: "/dev/null",
    HashKnownHosts: "no",
    LogLevel: "ERROR",
    PermitLocalCommand: "no",
    RequestTTY: "no",
    ServerAliveCountMax: "2",
    ServerAliveInterval: "5",
    StrictHostKeyChecking: isKnown ? "yes" : "accept-new",
    UpdateHostKeys: "no",
    UserKnownHostsFile: knownHosts,
  };
  return [
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(identity === null ? [] : ["-i", identity, "-o", "IdentitiesOnly=yes"]),
    ...(target.login === "" ? [] : ["-l", target.login]),
    "-p",
    String(target.port),
  ];
}
