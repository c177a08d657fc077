import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { waitFor } from "./wait-for.ts";

const HEAD = fileURLToPath(new URL("../../../deploy/shared/head.sh", import.meta.url));
const RUN_ID = "0d9a2c1e-8e5b-4b57-9d0b-111111111111";

/** Each process writes what it sees into one journal, so that their order can be read. */
const RAY = `#!/bin/bash
trap 'echo "ray: SIGTERM" >>"$JOURNAL"; exit 0' TERM
echo "ray: $*" >>"$JOURNAL"
while true; do sleep 0.1; done
`;
const AGENT = `import { appendFileSync } from "node:fs";
const say = (text) => appendFileSync(process.env.JOURNAL, "agent: " + text + "\\n");
say("started");
process.on("SIGTERM", () => { say("SIGTERM"); process.exit(0); });
setInterval(() => {}, 1e6);
`;
const TRAINER = `import { appendFileSync, writeFileSync } from "node:fs";
const [run] = process.argv.slice(2);
process.on("SIGTERM", () => setTimeout(() => {
  appendFileSync(process.env.JOURNAL, "trainer: saved\\n");
  writeFileSync(run + "/ended.json", "{}");
  process.exit(0);
}, 400));
writeFileSync(run + "/trainer.json", JSON.stringify({ pid: process.pid, startTimeTicks: 1, bootId: "x" }));
setInterval(() => {}, 1e6);
`;

let directory: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "arena-head-"));
  children = [];
  const release = join(directory, "data", "1.0");
  for (const folder of ["bin", "tmp", "data/1.0", `data/homes/robots/runs/${RUN_ID}`])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, "bin/ray"), RAY, { mode: 0o755 });
  writeFileSync(join(release, "start-agent.mjs"), AGENT);
  writeFileSync(join(directory, "trainer.mjs"), TRAINER);
  symlinkSync(process.execPath, join(release, "node"));
});
afterEach(async () => {
  for (const child of children.filter((one) => one.exitCode === null && one.signalCode === null)) {
    child.kill("SIGTERM");
    await exitOf(child);
  }
  rmSync(directory, { recursive: true, force: true });
});

const run = (): string => join(directory, "data/homes/robots/runs", RUN_ID);
const journal = (): string[] => {
  const path = join(directory, "journal");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
};
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(directory, "bin")}:${process.env["PATH"]}`,
  TMPDIR: join(directory, "tmp"),
  JOURNAL: join(directory, "journal"),
  ARENA_DATA: join(directory, "data"),
  ARENA_VERSION: "1.0",
  ARENA_CLUSTER: "robots",
  ARENA_NODE_ADDRESS: "127.0.0.1",
});

function start(command: string, args: string[], more: NodeJS.ProcessEnv = {}, detached = false): ChildProcess {
  const child = spawn(command, args, {
    env: { ...environment(), ...more },
    stdio: ["ignore", "ignore", "inherit"],
    detached,
  });
  children.push(child);
  return child;
}

/** As a launcher starts it: in a session of its own, with the run's id in its environment. */
async function startTrainer(): Promise<ChildProcess> {
  const trainer = start(process.execPath, [join(directory, "trainer.mjs"), run()], { ARENA_RUN_ID: RUN_ID }, true);
  await waitFor("the trainer", 10_000, () => existsSync(join(run(), "trainer.json")));
  return trainer;
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once("exit", resolve)));

describe("process 1 of the head", () => {
  test("starts Ray at once, and the agent when its programs are there", async () => {
    start("bash", [HEAD]);
    await waitFor("Ray", 10_000, () => journal().some((line) => line.startsWith("ray: start --head")));
    expect(journal().join()).not.toContain("agent");
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
  });

  test("a SIGTERM lets trainers save before agent and Ray are ended", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    const trainer = await startTrainer();
    const head = start("bash", [HEAD]);
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    expect(await exitOf(head)).toBe(0);
    await exitOf(trainer);
    const order = journal().filter((line) => !/started|start --head/.test(line));
    expect(order[0]).toBe("trainer: saved");
    expect(order.slice(1).sort()).toEqual(["agent: SIGTERM", "ray: SIGTERM"]);
  });

  test("a process that has taken a dead trainer's number is left alone", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    const stranger = start(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], {}, true);
    writeFileSync(join(run(), "trainer.json"), JSON.stringify({ pid: stranger.pid, startTimeTicks: 1, bootId: "x" }));
    const head = start("bash", [HEAD]);
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    expect(await exitOf(head)).toBe(0);
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
  });

  test("a trainer that does not end is killed within the grace", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    const deaf = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.error = () => {};`;
    const trainer = start(process.execPath, ["-e", deaf], { ARENA_RUN_ID: RUN_ID }, true);
    writeFileSync(join(run(), "trainer.json"), JSON.stringify({ pid: trainer.pid, startTimeTicks: 1, bootId: "x" }));
    const head = start("bash", [HEAD], { ARENA_HALT_SECONDS: "1" });
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    await exitOf(trainer);
    expect(trainer.signalCode).toBe("SIGKILL");
    expect(await exitOf(head)).toBe(0);
  });
});
