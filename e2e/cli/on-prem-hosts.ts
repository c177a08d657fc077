import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../scripts/up/free-port.mjs";
import type { SshHost } from "./ssh-host.ts";
import type { SshLab } from "./ssh-lab.ts";

/** As the client is given a host. */
export function login(user: string, { address, port }: SshHost): string {
  return `${user}@${address}:${port}`;
}

/** Who may do all by sudo there. */
export function asAda(hosts: readonly SshHost[]): string[] {
  return hosts.map((host) => login("ada", host));
}

/** One that refuses connections. */
export async function silentHost(): Promise<string> {
  return `ada@127.0.0.9:${await freePort()}`;
}

/** What the recorded Docker of a host remembers of a Swarm that was made before. */
export function inSwarm(host: SshHost, ...files: readonly string[]): void {
  mkdirSync(host.path("/var/lib/docker-stand-in"));
  for (const file of files) writeFileSync(host.path(`/var/lib/docker-stand-in/${file}`), "arena\n");
}

export interface Asked {
  /** Of the class. */
  readonly name?: string;
  /** Of ssh. */
  readonly options?: string;
  readonly more?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
/** As the client takes an order over ssh; the first host is the manager. */
export function orderOf(
  command: string,
  hosts: readonly string[],
  { name, options, more = [] }: Asked & Required<Pick<Asked, "name" | "options">>,
): string[] {
  const [manager, ...workers] = hosts;
  const named = workers.length > 0 ? ["--workers", workers.join(",")] : [];
  return ["on-prem", command, name, `--manager=${manager}`, "--ssh-extra-opts", options, ...named, ...more];
}

/** What stages have sent and not taken away; and the hosts on which a name was run that would make `arena-never`. */
export function leftOn(hosts: readonly SshHost[]): { left: string[]; touched: SshHost[] } {
  const homes = ["/root", "/home/ada", "/home/eve"];
  return {
    left: hosts.flatMap((host) => readdirSync(host.path("/tmp"))),
    touched: hosts.filter((host) => homes.some((home) => existsSync(host.path(`${home}/arena-never`)))),
  };
}

/** Of two nodes. */
export function orderOfClass(name: string, numGpus: number): string[] {
  const metadata = JSON.stringify({ computeResource: { numGpus } });
  return ["classes", "create", "--name", name, "--num-nodes", "2", "--metadata", metadata];
}

/** A file of ssh's own configuration, by which the host has another name, and somebody else logs in. */
export function configureSsh({ folder, options }: SshLab, name: string, { address, port }: SshHost): string {
  const file = path.join(folder, "ssh config");
  const key = /-i ("[^"]+")/.exec(options)![1]!;
  const lines = [`Host ${name}`, `HostName ${address}`, `Port ${port}`, "User nobody", `IdentityFile ${key}`];
  writeFileSync(file, [...lines, `UserKnownHostsFile ${path.join(folder, "known")}`, ""].join("\n"));
  return file;
}
