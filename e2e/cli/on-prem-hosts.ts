import { mkdirSync, writeFileSync } from "node:fs";
import type { SshHost } from "./ssh-host.ts";

/** As the client is given a host. */
export function login(user: string, { address, port }: SshHost): string {
  return `${user}@${address}:${port}`;
}

/** Who may do all by sudo there. */
export function asAda(hosts: readonly SshHost[]): string[] {
  return hosts.map((host) => login("ada", host));
}

/** What the recorded Docker of a host remembers of a Swarm that was made before. */
export function inSwarm(host: SshHost, ...files: readonly string[]): void {
  mkdirSync(host.path("/var/lib/docker-stand-in"));
  for (const file of files) writeFileSync(host.path(`/var/lib/docker-stand-in/${file}`), "arena\n");
}
