import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { waitFor } from "./wait-for.ts";

const HEAD = fileURLToPath(new URL("../../../deploy/shared/head.sh", import.meta.url));
const RUN_ID = "0d9a2c1e-8e5b-4b57-9d0b-111111111111";

/** Each process writes what it sees into one journal, so that their order can be read. */
const RAY = `#!/bin/bash
trap 'echo "ray: SIGTERM" >>"$JOURNAL"; exit 0' TERM
echo "ray: $*" >>"$JOURNAL"
echo "storage: $RAY_gcs_storage $RAY_gcs_storage_path" >>"$JOURNAL"
[ ! -e "$RAY_gcs_storage_path/broken" ] || exit 1
while true; do sleep 0.1; done
`;
const AGENT = `import { appendFileSync } from "node:fs";
const say = (text) => appendFileSync(process.env.JOURNAL, "agent: " + text + "\\n");
say("started");
process.on("SIGTERM", () => { say("SIGTERM"); process.exit(0); });
setInterval(() => {}, 1e6);
`;
/** Notes each look at the workers that leave. */
const FIND = `#!/bin/bash
echo "find: $*" >>"$JOURNAL"
PATH=\${PATH#*:}
exec find "$@"
`;
/** More than it takes of them, with nobody leaving, before it ends: three seconds, two a second. */
const LOOKS = 10;
let directory: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "arena-head-"));
  children = [];
  const release = join(directory, "data", "1.0");
  for (const folder of ["bin", "tmp", "data/1.0", `data/homes/robots/runs/${RUN_ID}`])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, "bin/ray"), RAY, { mode: 0o755 });
  writeFileSync(join(directory, "bin/find"), FIND, { mode: 0o755 });
  writeFileSync(join(release, "start-agent.mjs"), AGENT);
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

function start(command: string, args: string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(command, args, { env: { ...environment(), ...more }, stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  return child;
}

/** Of a run whose trainer is at work on some worker. */
const openRun = (): void => writeFileSync(join(run(), "trainer.json"), "{}");

/** As a worker does that lets its trainers save. */
function markLeaving(): string {
  const mark = join(directory, "data/homes/robots/leaving/worker-1");
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, "");
  return mark;
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once("exit", resolve)));

describe("process 1 of the head", () => {
  test("starts Ray at once, with storage that outlives it, and the agent when its programs are there", async () => {
    start("bash", [HEAD]);
    await waitFor("Ray", 10_000, () => journal().some((line) => line.startsWith("ray: start --head")));
    await waitFor("its storage", 10_000, () => journal().some((line) => line.startsWith("storage: rocksdb")));
    expect(journal()).toContain(`storage: rocksdb ${join(directory, "data/homes/robots/ray/gcs")}`);
    expect(journal().join()).not.toContain("agent");
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
  });

  test("a SIGTERM ends agent and Ray, and no run: its trainer goes on, on its worker", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    openRun();
    const head = start("bash", [HEAD]);
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    expect(await exitOf(head)).toBe(0);
    expect(
      journal()
        .filter((line) => line.endsWith("SIGTERM"))
        .sort(),
    ).toEqual(["agent: SIGTERM", "ray: SIGTERM"]);
    expect(existsSync(join(run(), "ended.json"))).toBe(false);
  });

  test("while workers leave, the agent stays to tell of what is saved", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    openRun();
    const mark = markLeaving();
    const head = start("bash", [HEAD]);
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    await waitFor("its looks at who leaves", 30_000, () => {
      writeFileSync(mark, "");
      expect(journal()).not.toContain("agent: SIGTERM");
      return journal().filter((line) => line.startsWith("find: ")).length >= LOOKS;
    });
    writeFileSync(join(run(), "ended.json"), "{}");
    rmSync(mark);
    expect(await exitOf(head)).toBe(0);
    expect(journal()).toContain("agent: SIGTERM");
  });

  test("a worker that died while it left holds the head no longer than its mark is new", async () => {
    writeFileSync(join(directory, "data/1.0/.complete"), "");
    openRun();
    const mark = markLeaving();
    utimesSync(mark, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    const head = start("bash", [HEAD], { ARENA_HALT_SECONDS: "600" });
    await waitFor("the agent", 10_000, () => journal().includes("agent: started"));
    head.kill("SIGTERM");
    expect(await exitOf(head)).toBe(0);
  });

  test("storage that Ray cannot begin with twice is put aside, and kept", async () => {
    const kept = join(directory, "data/homes/robots/ray/gcs");
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, "broken"), "");
    for (const _time of [1, 2]) expect(await exitOf(start("bash", [HEAD]))).toBe(1);
    expect(existsSync(join(`${kept}.unreadable`, "broken"))).toBe(true);
    start("bash", [HEAD]);
    await waitFor("Ray", 10_000, () => journal().filter((line) => line.startsWith("storage:")).length === 3);
    expect(existsSync(kept)).toBe(false);
  });
});
