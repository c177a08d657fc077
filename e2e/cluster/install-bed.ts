import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createClient, type ArenaClient } from "@arena/sdk";
import { makeOrganization } from "../cli/people.ts";
import type { HostSettings, SshHost } from "../cli/ssh-host.ts";
import { makeSshLab, type SshLab } from "../cli/ssh-lab.ts";
import type { System } from "../system.ts";
import { followUntil, type Operation } from "./follow-until.ts";

export type { Operation };
type Host = Operation["hosts"][number];

/** A class of an organization of its own, and hosts that its server may log in to as ada. */
export interface InstallBed {
  readonly client: ArenaClient;
  readonly apiKey: string;
  readonly classId: string;
  readonly lab: SshLab;
  start(...settings: readonly Omit<HostSettings, "address">[]): Promise<SshHost[]>;
  /** As the mutation takes them. */
  named(hosts: readonly SshHost[], user?: string): { manager: string; workers: string[] };
  install(hosts: readonly SshHost[], user?: string): Promise<Operation>;
  /** Follows until the condition holds; fails with the last state. */
  until(id: string, what: string, holds: (operation: Operation) => boolean, withinMs?: number): Promise<Operation>;
  /** What the stages of a host said. */
  logOf(id: string, position: number): Promise<string[]>;
  stop(): Promise<void>;
}

export async function makeInstallBed(
  system: System,
  packages: string,
  shape: { readonly nodes: number; readonly gpus?: number; readonly cpus?: number; readonly memory?: string },
): Promise<InstallBed> {
  const { apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
  const client = createClient({ url: system.address, apiKey });
  await client.enableOnPrem();
  const made = await client.createResourceClass({ name: "Rack", gpus: 0, cpus: 1, memory: "512 MiB", ...shape });
  const classId = made.id;
  const loginKey = await client.prepareClusterLogin({ id: classId });
  const lab = makeSshLab(packages, { authorizedKeys: `${loginKey}\n` });
  const bed: InstallBed = {
    client,
    apiKey,
    classId,
    lab,
    start: (...settings) =>
      Promise.all(settings.map((one, index) => lab.start({ ...one, address: `127.0.0.${index + 2}` }))),
    named(hosts, user = "ada") {
      const [manager, ...workers] = hosts.map(({ address, port }) => `${user}@${address}:${port}`);
      return { manager: manager!, workers };
    },
    install: (hosts, user) => client.installCluster({ id: classId, ...bed.named(hosts, user) }),
    until: (id, what, holds, withinMs) => followUntil(client, id, what, holds, withinMs),
    logOf: async (id, position) =>
      ((await client.clusterHostLog(id, 1_000)).get(position) ?? []).map(({ text }) => text),
    async stop() {
      await client.close();
      await lab.stop();
    },
  };
  return bed;
}

export const stagesOf = (host: Host): string => host.stages.map(({ name, state }) => `${name} ${state}`).join(", ");

/**
 * From now on what Docker is asked on this host, with this word in it, waits, until what is returned is called. `after`:
 * Docker has done it, and does not answer.
 */
export function holdDocker(bed: InstallBed, host: SshHost, word = "", when: "before" | "after" = "before"): () => void {
  const marks = { before: bed.lab.recordOf(`hold-${host.name}`), after: bed.lab.recordOf(`hold-after-${host.name}`) };
  const [docker, kept] = ["docker", "docker-kept"].map((name) => host.path(path.join("/usr/local/bin", name)));
  if (!existsSync(kept!)) {
    renameSync(docker!, kept!);
    const hold = (name: string): string =>
      `hold=/record/${name}-${host.name}\nwhile [ -e $hold ] && [[ $* == *$(<$hold)* ]]; do sleep 0.05; done\n`;
    const script = `#!/bin/bash\n${hold("hold")}/usr/local/bin/docker-kept "$@"\nstatus=$?\n${hold("hold-after")}exit $status\n`;
    writeFileSync(docker!, script, { mode: 0o755 });
  }
  writeFileSync(marks[when], word);
  return () => rmSync(marks[when], { force: true });
}

/** Processes of a host whose command has these words. */
export function processesOf(host: SshHost, words: string): number[] {
  const root = readlinkSync(`/proc/${host.pid}/ns/mnt`);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return command.includes(words) && readlinkSync(`/proc/${pid}/ns/mnt`) === root;
      } catch {
        return false;
      }
    })
    .map(Number);
}
