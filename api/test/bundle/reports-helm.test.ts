import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startReportServer, type ReportServer } from "./report-server.ts";
import { reportingSetup, type ReportingSetup } from "./reporting-setup.ts";

const CHART = ["0 CHART RUNNING", "0 CHART DONE"];

let server: ReportServer;
let setup: ReportingSetup;
beforeEach(async () => {
  server = await startReportServer();
  setup = await reportingSetup("helm", server.url);
});
afterEach(async () => {
  await server.stop();
  setup.dispose();
});
const left = (): string[] => readdirSync(join(setup.root, "report.d"));

test("setup.sh tells of the chart, validate.sh of the rollout and the end; and they say what they say without", async () => {
  const scripts = ["setup.sh", "validate.sh"];
  const names = { RELEASE_NAME: "mine", NAMESPACE: "there" };
  for (const script of scripts) {
    const silent = await setup.run(script, [], { ...names, ARENA_REPORT: "off" });
    expect(silent, silent.stderr).toMatchObject({ code: 0 });
    expect(server.asked()).toHaveLength(script === "setup.sh" ? 0 : 4);
    expect(await setup.run(script, [], names)).toEqual(silent);
  }
  expect(server.story()).toEqual([...CHART, "0 ROLLOUT RUNNING", "0 ROLLOUT DONE", "end DONE"]);
  const [token, begin] = server.asked();
  expect(token!.credential).toBe(readFileSync(join(setup.root, "report.d/key"), "utf8"));
  expect(begin).toMatchObject({ what: "begin", query: { setup: "helm" }, credential: server.token });
  expect(begin!.body).toBe("RELEASE mine\nNAMESPACE there\nCONTEXT admin@rack\n");
  expect(server.outputOf(0, "CHART")).toBe("helm upgrade\n");
  expect(server.outputOf(0, "ROLLOUT")).toBe("head and workers are ready\n");
  expect(left()).toEqual(["key"]);
});

test("without validate.sh it is not at its end; with it, what was not begun is not told", async () => {
  expect(await setup.run("validate.sh")).toMatchObject({ code: 0 });
  expect(server.asked()).toEqual([]);
  expect(await setup.run("setup.sh")).toMatchObject({ code: 0 });
  expect(server.story()).toEqual(CHART);
  expect(left()).toEqual(["key", "run", "state"]);
});

test("a chart that is refused, and a head that takes no programs, are its failure, with what was said", async () => {
  const failed = await setup.run("setup.sh", [], { ON_HELM: "echo 'Error: no such namespace' >&2; exit 3" });
  expect(failed).toMatchObject({ code: 3, stderr: "Error: no such namespace\n" });
  expect(server.story()).toEqual(["0 CHART RUNNING", "0 CHART FAILED", "end FAILED"]);
  expect(server.outputOf(0, "CHART")).toContain("Error: no such namespace\n");
  const late = await setup.run("setup.sh", [], { ON_KUBECTL: "exit 1", ARENA_HEAD_WAIT_SECONDS: "1" });
  expect(late).toMatchObject({ code: 1, stderr: "the head did not take its programs in time\n" });
  expect(server.outputOf(0, "CHART")).toMatch(/the head did not take its programs in time\n$/);
  expect(server.asked("end").map(({ body }) => body)).toEqual([
    "setup.sh: it ended with exit code 3",
    "setup.sh: it ended with exit code 1",
  ]);
});

test("what is not ready is the rollout’s failure", async () => {
  expect(await setup.run("setup.sh")).toMatchObject({ code: 0 });
  const ON_KUBECTL = `case "$*" in *ray-worker*timeout*) exit 1 ;; *"get pods"*) echo pod-1 Pending ;; esac`;
  const failed = await setup.run("validate.sh", [], { ON_KUBECTL, RELEASE_NAME: "mine" });
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toMatch(/^mine-ray-worker is not ready:\npod-1 Pending\nnot ready: mine-ray-worker\n$/);
  expect(server.story()).toEqual([...CHART, "0 ROLLOUT RUNNING", "0 ROLLOUT FAILED", "end FAILED"]);
  expect(server.outputOf(0, "ROLLOUT")).toMatch(/\nnot ready: mine-ray-worker\n$/);
  expect(left()).toEqual(["key"]);
});

test("a dry run tells nothing; keys that were revoked end it before anything is done", async () => {
  for (const script of ["setup.sh", "validate.sh"])
    expect(await setup.run(script, ["--dry-run"])).toMatchObject({ code: 0 });
  expect(server.asked()).toEqual([]);
  setup.programs.forget();
  server.instead = () => ({ status: 401, body: { code: "UNAUTHENTICATED", message: "no" } });
  const refused = await setup.run("setup.sh");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/Download it again\.\nNothing was done/);
  expect(setup.programs.callsOf("helm")).toEqual([]);
});

test.each([
  ["Ctrl-C", "SIGINT", 130],
  ["an end of setup.sh alone", "SIGTERM", 143],
] as const)("%s while the head is waited for is its failure", async (_what, signal, code) => {
  const running = setup.start("setup.sh", [], { ON_KUBECTL: "exit 1" });
  await server.until("the chart", () => server.outputOf(0, "CHART").includes("helm upgrade"));
  process.kill(signal === "SIGINT" ? -running.pid : running.pid, signal);
  expect(await running.exited).toBe(code);
  expect(server.story()).toEqual(["0 CHART RUNNING", "0 CHART FAILED", "end FAILED"]);
  expect(server.outputOf(0, "CHART")).toMatch(/\nit was interrupted\n$/);
  expect(left()).toEqual(["key"]);
  const count = setup.programs.callsOf("kubectl").length;
  await running.ended;
  expect(setup.programs.callsOf("kubectl")).toHaveLength(count);
});
