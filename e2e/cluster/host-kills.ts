import { existsSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import type { SshHost } from "../cli/ssh-host.ts";
import { until } from "../until.ts";
import { processesOf } from "./install-bed.ts";

/** As soon as there are any. */
export function found(host: SshHost, words: string): Promise<number[]> {
  return until(
    () => {
      const pids = processesOf(host, words);
      return pids.length > 0 ? pids : null;
    },
    { what: () => `${words} on ${host.name}` },
  );
}

/** The first process of the stage that runs there, and all that it has started; these words name what else that may be. */
export const stageOn = (host: SshHost, ...more: readonly string[]): number[] =>
  ["run-stage.sh body", "bash remote/", "bin/docker", ...more].flatMap((words) => processesOf(host, words));

/** Of sshd, for whoever logged in, on both sides of its loss of rights; the connection goes with them. */
export const shellsOn = (host: SshHost): Promise<number[]> => found(host, ": ada");

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone with its parent.
    }
  }
}

/** Those who watch a stage are gone, and others watch it: the same one, which goes on. */
export async function killShells(host: SshHost): Promise<void> {
  const [watchers, body] = ["advance", "body"].map((name) => processesOf(host, `run-stage.sh ${name}`));
  killAll(await shellsOn(host));
  await until(() => processesOf(host, "run-stage.sh advance").some((pid) => !watchers!.includes(pid)), {
    what: () => `somebody else watches on ${host.name}`,
  });
  // Its first process; others come and go, with the same words until they are another program.
  expect(processesOf(host, "run-stage.sh body")).toContain(body![0]);
}

/** `words` is what the stage is at. Killed with all that it has started, it is begun again before this resolves. */
export async function killStage(host: SshHost, words: string, ...more: readonly string[]): Promise<void> {
  await found(host, words);
  const before = stageOn(host, ...more);
  killAll(before);
  await until(() => processesOf(host, "run-stage.sh body").some((pid) => !before.includes(pid)), {
    what: () => `what was at ${words} on ${host.name} is begun again`,
  });
}

/** What is in a folder of the host, by name; `below`: and in all that are in it. */
export function filesIn(host: SshHost, folder: string, below = false): string[] {
  const place = host.path(folder);
  return existsSync(place) ? readdirSync(place, { recursive: below, encoding: "utf8" }).sort() : [];
}
