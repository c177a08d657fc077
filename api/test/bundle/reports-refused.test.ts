import { createServer, type AddressInfo } from "node:net";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startReportServer, type Answer, type Asked, type ReportServer } from "./report-server.ts";
import { reportingSetup, type ReportingSetup } from "./reporting-setup.ts";
import { runCommand } from "./run-command.ts";

const ARGS = ["--manager", "head", "--workers", "one"];
const WARNING = /^Arena is not told how this installation goes \((.*)\)\. The installation itself goes on\.$/gm;

let server: ReportServer;
let setup: ReportingSetup;
beforeEach(async () => {
  server = await startReportServer();
  setup = await reportingSetup("dockerSwarm", server.url);
});
afterEach(async () => {
  await server.stop();
  setup.dispose();
});
const left = (): string[] => readdirSync(join(setup.root, "report.d"));

/** The whole setup, with one warning, whose reason is answered. */
async function warned(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const ran = await setup.run("setup.sh", ARGS, environment);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const reasons = [...ran.stderr.matchAll(WARNING)].map(([, reason]) => reason!);
  expect(reasons, ran.stderr).toHaveLength(1);
  expect(ran.stderr.replaceAll(WARNING, "")).not.toMatch(/Arena|curl|report/);
  expect(left()).toEqual(["key"]);
  return reasons[0]!;
}
const answerTo = (what: string, status: number, message = "so it is"): void => {
  server.instead = (asked) => (asked.what === what ? { status, body: { code: "X", message } } : undefined);
};

describe("an installation goes on, with one warning, where", () => {
  test("nobody answers", async () => {
    await server.stop();
    expect(await warned()).toMatch(/^curl: \(7\) .*onnect/);
    server = await startReportServer();
  });

  test("there is no curl", async () => {
    const bin = join(setup.programs.directory, "bin");
    // All others of this machine; those that are recorded stay.
    await runCommand("bash", ["-c", `ln -s /usr/bin/* /bin/* . ; rm curl`], { cwd: bin });
    expect(await warned({ PATH: bin })).toBe("curl is not here");
    expect(server.asked()).toEqual([]);
  });

  test.each([
    ["token", 404],
    ["token", 500],
    ["begin", 503],
    ["begin", 400],
    ["begin", 401],
    ["report", 409],
    ["end", 400],
  ])("the answer to %s is %i", async (what, status) => {
    answerTo(what, status, "not `here`\\nat all");
    expect(await warned()).toContain(`the server answered ${status} not`);
    const count = server.asked(what).length;
    if (status >= 500) expect(count).toBeGreaterThan(3);
    else expect(count).toBe(1);
  });

  test("what answers is no Arena, and would send it on to somewhere else", async () => {
    server.instead = () => ({ status: 302, headers: { location: "http://127.0.0.1:1/elsewhere" } });
    expect(await warned()).toContain("the server answered 302");
    expect(server.asked()).toHaveLength(1);
  });

  test("the server says nothing more in the middle", async () => {
    server.instead = ({ query }) => (Number(query["number"]) > 4 ? { status: 503 } : undefined);
    const begun = performance.now();
    expect(await warned()).toContain("the server answered 503");
    expect(performance.now() - begun).toBeGreaterThan(19_000);
    const unanswered = server.asked("report").filter(({ query }) => query["number"] === "5");
    expect(unanswered.length).toBeGreaterThan(10);
    expect(new Set(unanswered.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  test("the address that is given instead is none", async () => {
    expect(await warned({ ARENA_REPORT_URL: "file:///etc/passwd" })).toMatch(/^curl: /);
    expect(server.asked()).toEqual([]);
  });
});

test("a server whose connections nobody takes holds up a stage for seconds only", async () => {
  const silent = createServer((socket) => socket.on("error", () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  expect(await warned({ ARENA_REPORT_URL: url })).toMatch(/^curl: \(28\)/);
  await new Promise((resolve) => silent.close(resolve));
});

describe("nothing is done where the server knows better:", () => {
  test.each(["setup.sh", "install-docker.sh"])("keys that were revoked end %s", async (script) => {
    answerTo("token", 401);
    const refused = await setup.run(script, script === "setup.sh" ? ARGS : ["head", "one"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /does not know the keys[^]*Download it again\.\nNothing was done\. With ARENA_REPORT=off/,
    );
    expect(setup.programs.callsOf("ssh")).toEqual([]);
    expect(server.asked()).toHaveLength(1);
    expect(left()).toEqual(["key"]);
    expect(await setup.run(script, ["--help"])).toMatchObject({ code: 0 });
  });

  test.each(["setup.sh", "install-docker.sh"])("an installation by the server ends %s", async (script) => {
    answerTo("begin", 409, "The server installs this class itself. Wait for that, or abort it.");
    const refused = await setup.run(script, script === "setup.sh" ? ARGS : ["head", "one"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("already. The server installs this class itself. Wait for that, or abort it. Run");
    expect(refused.stderr).toContain("\nNothing was done. With ARENA_REPORT=off");
    expect(setup.programs.callsOf("ssh")).toEqual([]);
    expect(server.asked()).toHaveLength(2);
  });

  test("a run of another folder that is at work ends it, when that was waited for", async () => {
    const body = { code: "LATER", message: "A run of the setup on ada@desk is at work." };
    server.instead = ({ what }) =>
      what === "begin" ? { status: 409, headers: { "retry-after": "1" }, body } : undefined;
    const refused = await setup.run("setup.sh", ARGS);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("A run of the setup on ada@desk is at work. Wait for its end, or abort it in the");
    expect(refused.stderr).toContain("\nNothing was done. With ARENA_REPORT=off");
    expect(setup.programs.callsOf("ssh")).toEqual([]);
    expect(server.asked("begin").length).toBeGreaterThan(20);
    expect(left()).toEqual(["key"]);
  });

  test.each([
    ["setup.sh", ["--manager", "head", "--workers", "one,$(id)"]],
    ["install-docker.sh", ["head", "one", "$(id)"]],
  ])("a host that is none ends %s", async (script, args) => {
    const refused = await setup.run(script, args);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^'\$\(id\)' is not a host: .*\n$/);
    expect(setup.programs.callsOf("ssh")).toEqual([]);
    expect(server.asked()).toEqual([]);
    expect(left()).toEqual(["key"]);
  });
});

test("no other script begins with a host that is none either", async () => {
  for (const script of ["install-nvidia-driver.sh", "join-docker-swarm.sh", "label-docker-swarm-gpus.sh"])
    expect(await setup.run(script, ["one", "$(id)"])).toMatchObject({ code: 2, stdout: "" });
  expect(setup.programs.callsOf("ssh")).toEqual([]);
});

test("a server that restarts is asked again, and what it has taken then counts", async () => {
  const trouble: (Answer | "LOST")[] = [{ status: 503 }, "LOST", { status: 429 }];
  server.instead = ({ what }) => (what === "token" ? trouble.pop() : undefined);
  const ran = await setup.run("install-docker.sh", ["head"]);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stderr).not.toContain("Arena");
  expect(server.asked("token")).toHaveLength(4);
  const times: (Answer | "LOST" | undefined)[] = ["LOST", { status: 409, body: { code: "USED", message: "It was." } }];
  server.instead = ({ what }) => (what === "begin" ? times.shift() : undefined);
  expect(await setup.run("install-docker.sh", ["head"])).toMatchObject({ code: 0 });
  expect(server.story()).toHaveLength(4);
  expect(server.asked("begin")).toHaveLength(3);
});

test("while an earlier run is being ended, it asks again with the same token", async () => {
  let later = 2;
  server.instead = ({ what }) =>
    what === "begin" && later-- > 0 ? { status: 409, headers: { "Retry-After": "1" } } : undefined;
  expect(await setup.run("install-docker.sh", ["head"])).toMatchObject({ code: 0 });
  expect(server.asked().map(({ what }) => what)).toEqual(["token", "begin", "begin", "begin", "report", "report"]);
  expect(server.story()).toEqual(["0 DOCKER RUNNING", "0 DOCKER DONE"]);
});

test("what is answered, and the answer gets lost, is sent again as it was, and counts once", async () => {
  const lost = new Set(["1", "2", "5", "9"]);
  server.instead = ({ what, query }) =>
    (what === "report" || what === "end") && lost.delete(query["number"]!) ? "LOST" : undefined;
  const ran = await setup.run("setup.sh", ["--manager", "head"]);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stderr).not.toContain("Arena");
  const asked = server.asked().slice(2);
  const of = (number: number): Asked[] => asked.filter(({ query }) => query["number"] === String(number));
  for (const number of [1, 2, 5, 9]) expect(of(number)[0]).toEqual(of(number)[1]);
  const numbers = asked.map(({ query }) => Number(query["number"]));
  expect(numbers).toEqual([1, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, ...numbers.slice(13)]);
  expect(server.story().at(-1)).toBe("end DONE");
  expect(server.outputOf(0, "DOCKER").match(/install-docker\.sh on head/g)).toHaveLength(1);
});
