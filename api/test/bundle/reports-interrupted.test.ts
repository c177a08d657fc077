import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startReportServer, type ReportServer } from "./report-server.ts";
import { reportingSetup, type ReportingSetup, type RunningScript } from "./reporting-setup.ts";
import { runCommand } from "./run-command.ts";
import { waitFor } from "./wait-for.ts";

const ANSWER = join(import.meta.dirname, "../../../e2e/cli/ssh-host/answer-password.py");
const FAILED = ["0 DOCKER RUNNING", "0 DOCKER DONE", "1 DOCKER RUNNING", "1 DOCKER FAILED", "end FAILED"];

let server: ReportServer;
let setup: ReportingSetup;
let release: () => void;
beforeEach(async () => {
  server = await startReportServer();
  setup = await reportingSetup("dockerSwarm", server.url);
  release = setup.hold("one", "install-docker.sh");
});
afterEach(async () => {
  release();
  await server.stop();
  setup.dispose();
});

/** In the middle of what it does on its second host. */
async function inTheMiddle(script: string, more: NodeJS.ProcessEnv = {}): Promise<RunningScript> {
  const hosts = script === "setup.sh" ? ["--manager", "head", "--workers", "one,two"] : ["head", "one", "two"];
  const running = setup.start(script, hosts, more);
  await server.until("the second host", () => server.outputOf(1, "DOCKER").includes("warns"));
  return running;
}
const message = (): string => server.asked("end")[0]!.body;
const left = (): string[] => readdirSync(join(setup.root, "report.d"));
/** Whether what runs on the second host does. */
const isHeld = (): boolean =>
  readdirSync("/proc").some((pid) => {
    try {
      const said = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      const isHere = said.includes(`TMPDIR=${setup.programs.directory}`) && said.includes("HOST=one");
      return isHere && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("/remote/install-docker.sh");
    } catch {
      return false;
    }
  });
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);

test.each([
  ["setup.sh", {}],
  ["setup.sh", { BEARS_INTERRUPTS: "1" }],
  ["install-docker.sh", { BEARS_INTERRUPTS: "1" }],
])("Ctrl-C ends %s at once: stage and installation have failed (%j)", async (script, more) => {
  const running = await inTheMiddle(script, more);
  process.kill(-running.pid, "SIGINT");
  expect(await running.exited).toBe(130);
  expect(server.story()).toEqual(FAILED);
  expect(message()).toBe("install-docker.sh: it was interrupted");
  expect(server.outputOf(1, "DOCKER")).toMatch(/\nit was interrupted\n$/);
  expect(server.asked("end")).toHaveLength(1);
  expect(left()).toEqual(["key"]);
  release();
});

test.each([
  ["setup.sh", "SIGTERM"],
  ["install-docker.sh", "SIGTERM"],
  ["setup.sh", "SIGHUP"],
] as const)(
  "so does somebody who ends %s alone (%s), and nothing that it has started goes on",
  async (script, signal) => {
    const running = await inTheMiddle(script);
    process.kill(running.pid, signal);
    expect(await running.exited).toBe(signal === "SIGTERM" ? 143 : 129);
    expect(isHeld()).toBe(false);
    expect(server.story()).toEqual(FAILED);
    expect(message()).toBe(`${script}: it was interrupted`);
    expect(server.outputOf(1, "DOCKER")).toMatch(/\nit was interrupted\n$/);
    await running.ended;
    expect(server.asked("end")).toHaveLength(1);
    expect(left()).toEqual(["key"]);
  },
);

test("what is ended as a group tells its end once", async () => {
  const running = await inTheMiddle("setup.sh");
  process.kill(-running.pid, "SIGTERM");
  expect(await running.exited).toBe(143);
  await running.ended;
  expect(server.story()).toEqual(FAILED);
  expect(left()).toEqual(["key"]);
});

test.each(["setup.sh", "install-docker.sh"])("without reports, nothing goes on after %s either", async (script) => {
  const hosts = script === "setup.sh" ? ["--manager", "head", "--workers", "one"] : ["head", "one"];
  const running = setup.start(script, hosts, { ARENA_REPORT: "off" });
  await waitFor("the second host", 30_000, isHeld);
  process.kill(running.pid, "SIGTERM");
  expect(await running.exited).toBe(143);
  await running.ended;
  expect(isHeld()).toBe(false);
});

test.each(["setup.sh", "install-docker.sh"])("%s does nothing in the folder of another that runs", async (script) => {
  const running = await inTheMiddle("setup.sh");
  const [count, calls] = [server.asked("token").length, setup.programs.callsOf("ssh").length];
  const hosts = script === "setup.sh" ? ["--manager", "head"] : ["head"];
  const refused = await setup.run(script, hosts);
  const stderr = `This setup runs here already (process ${running.pid}): wait for its end.\n`;
  expect(refused).toEqual({ code: 1, stdout: "", stderr });
  expect(await setup.run("label-docker-swarm-gpus.sh", ["$(id)"])).toMatchObject({ code: 2 });
  expect(setup.programs.callsOf("ssh")).toHaveLength(calls);
  expect(await setup.run("install-docker.sh", ["head"], { ARENA_REPORT: "off" })).toMatchObject({ code: 0 });
  release();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(server.asked("token")).toHaveLength(count);
  expect(server.story().at(-1)).toBe("end DONE");
  expect(server.asked("end")).toHaveLength(1);
  expect(left()).toEqual(["key"]);
});

test("of a stage that was killed, setup.sh tells the end", async () => {
  const running = await inTheMiddle("setup.sh");
  process.kill(childrenOf(running.pid)[0]!, "SIGKILL");
  expect(await running.exited).toBe(1);
  expect(server.story().at(-1)).toBe("end FAILED");
  expect(message()).toBe("setup.sh: it was interrupted");
  release();
  await running.ended;
  expect(left()).toEqual(["key"]);
});

test("what was killed as a whole is begun anew by the next run", async () => {
  const running = await inTheMiddle("setup.sh");
  process.kill(-running.pid, "SIGKILL");
  expect(await running.exited).toBe(137);
  expect(left().sort()).toEqual(["key", "owner", "run", "state"]);
  await running.ended;
  release();
  expect(await setup.run("install-docker.sh", ["head"])).toMatchObject({ code: 0 });
  expect(server.asked("begin")).toHaveLength(2);
  expect(server.story().at(-1)).toBe("0 DOCKER DONE");
});

test("where sudo asks for a password, it asks on the terminal, and waits for no reports", async () => {
  release();
  const command = [ANSWER, "correct horse", "bash", join(setup.root, "install-docker.sh"), "head"];
  const ran = await runCommand("python3", command, { env: { ...setup.environment, NO_ROOT: "1" } });
  expect(ran, ran.stdout).toMatchObject({ code: 0 });
  expect(ran.stdout).toMatch(/\[sudo\] password for ada: it has 13 characters\r\n[^]*install-docker\.sh on head/);
  expect(server.outputOf(0, "DOCKER")).toContain("[sudo] password for ada: it has 13 characters");
  expect(server.story()).toEqual(["0 DOCKER RUNNING", "0 DOCKER DONE"]);
});
