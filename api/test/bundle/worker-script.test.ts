import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { waitFor } from "./wait-for.ts";

const WORKER = fileURLToPath(new URL("../../../deploy/shared/worker.sh", import.meta.url));

const RAY = `#!/bin/bash
trap 'echo "ray: SIGTERM" >>"$JOURNAL"; exit 0' TERM
echo "ray: $*" >>"$JOURNAL"
echo "name: \${ARENA_NODE_NAME:-none}" >>"$JOURNAL"
echo "address: $ARENA_NODE_ADDRESS" >>"$JOURNAL"
while [ ! -e "$JOURNAL.end" ]; do sleep 0.1; done
`;
/** As the entrypoint of a job: it ends when what it has asked to save has done so. */
const LAUNCHER = `import { appendFileSync } from "node:fs";
let asked = false;
process.on("SIGTERM", () => {
  if (asked) return;
  asked = true;
  appendFileSync(process.env.JOURNAL, "job: asked to save\\n");
  setTimeout(() => { appendFileSync(process.env.JOURNAL, "job: saved\\n"); process.exit(0); }, 1000);
});
setInterval(() => {}, 1e6);
console.log("ready");
`;

let directory: string;
let gcs: Server;
let children: ChildProcess[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "arena-worker-"));
  children = [];
  for (const folder of ["bin", "data/homes/robots/runs/one", "data/homes/others/runs/one"])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, "bin/ray"), RAY, { mode: 0o755 });
  writeFileSync(join(directory, "launcher.mjs"), LAUNCHER);
  gcs = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => gcs.listen(6379, ADDRESS, resolve));
});
afterEach(async () => {
  for (const child of children.filter((one) => one.exitCode === null && one.signalCode === null)) {
    child.kill("SIGTERM");
    await exitOf(child);
  }
  await new Promise((resolve) => gcs.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

/** Other tests may use the port on other addresses. */
const ADDRESS = `127.9.${process.pid % 250}.${(process.pid >> 8) % 250}`;
const journal = (): string[] => {
  const path = join(directory, "journal");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
};
const starts = (): number => journal().filter((line) => line === "address: 127.0.0.7").length;
const marks = (): string[] => {
  const folder = join(directory, "data/homes/robots/leaving");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once("exit", resolve)));

async function start(more: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const said = starts();
  const env = {
    ...process.env,
    PATH: `${join(directory, "bin")}:${process.env["PATH"]}`,
    JOURNAL: join(directory, "journal"),
    ARENA_HEAD: ADDRESS,
    ARENA_DATA: join(directory, "data"),
    ARENA_CLUSTER: "robots",
    ARENA_CPUS: "3",
    ARENA_NODE_ADDRESS: "127.0.0.7",
    ...more,
  };
  const child = spawn("bash", [WORKER], { env, detached: true, stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  await waitFor("Ray", 10_000, () => starts() > said);
  return child;
}

async function startJob(cluster: string): Promise<ChildProcess> {
  const run = join(directory, "data/homes", cluster, "runs/one");
  const env = { ...process.env, JOURNAL: join(directory, "journal") };
  const args = [join(directory, "launcher.mjs"), run, "--under-ray"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await new Promise((resolve) => child.stdout!.once("data", resolve));
  return child;
}

describe("process 1 of a worker", () => {
  test("starts Ray with the class's resources once the head is there, under the address that runs note", async () => {
    await start();
    expect(journal()[0]).toBe(
      `ray: start --address=${ADDRESS}:6379 --block --disable-usage-stats --node-ip-address=127.0.0.7 --num-cpus=3`,
    );
  });

  test("a SIGTERM lets trainers save before Ray is ended, marked for the head, and touches no other cluster's", async () => {
    const job = await startJob("robots");
    const other = await startJob("others");
    const worker = await start();
    worker.kill("SIGTERM");
    await waitFor("its mark", 10_000, () => marks().length === 1);
    expect(await exitOf(worker)).toBe(0);
    expect(job.exitCode).toBe(0);
    expect(journal().slice(3)).toEqual(["job: asked to save", "job: saved", "ray: SIGTERM"]);
    expect([marks(), other.exitCode]).toEqual([[], null]);
  });

  test("when Ray ends by itself, trainers save before the container goes", async () => {
    await startJob("robots");
    const worker = await start();
    writeFileSync(join(directory, "journal.end"), "");
    expect(await exitOf(worker)).toBe(1);
    expect(journal().slice(3)).toEqual(["job: asked to save", "job: saved"]);
  });

  test("the node's name is of one container at a time, and free when that has gone, however it went", async () => {
    const named = { ARENA_NODE_NAME: "rack-1.x7" };
    const first = await start(named);
    await start(named);
    // As a container goes: all at once.
    process.kill(-first.pid!, "SIGKILL");
    await exitOf(first);
    await start(named);
    const names = journal().filter((line) => line.startsWith("name: "));
    expect(names).toEqual(["name: rack-1.x7", "name: none", "name: rack-1.x7"]);
    const asked = journal().filter((line) => line.startsWith("ray: "));
    expect(asked.map((line) => line.includes(" --node-name=rack-1.x7"))).toEqual([true, false, true]);
  });
});
