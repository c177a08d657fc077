import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startReportServer, type ReportServer } from "./report-server.ts";
import { reportingSetup, type ReportingSetup } from "./reporting-setup.ts";

const HOSTS = ["ada@head:2222", "one", "[2001:db8::2]:22"] as const;
const ARGS = ["--manager", HOSTS[0], "--workers", HOSTS.slice(1).join(",")];
const EVERYWHERE = ["DOCKER", "NVIDIA_DRIVER", "NVIDIA_TOOLKIT"];
const done = (host: number, stage: string): string[] => [`${host} ${stage} RUNNING`, `${host} ${stage} DONE`];
const WHOLE_STORY = [
  ...EVERYWHERE.flatMap((stage) => [0, 1, 2].flatMap((host) => done(host, stage))),
  ...done(0, "SWARM_INIT"),
  ...[1, 2].flatMap((host) => done(host, "SWARM_JOIN")),
  // The manager's are only given when all are counted.
  "0 NODE_LABELS RUNNING",
  ...[1, 2].flatMap((host) => done(host, "NODE_LABELS")),
  ...done(0, "NODE_LABELS"),
  ...done(0, "DEPLOY"),
  "end DONE",
];

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

test("setup.sh tells each stage of each host, and what it said; and says what it says without", async () => {
  const silent = await setup.run("setup.sh", ARGS, { ARENA_REPORT: "off" });
  expect(silent, silent.stderr).toMatchObject({ code: 0 });
  expect(server.asked()).toEqual([]);
  const told = await setup.run("setup.sh", ARGS);
  expect(told).toEqual(silent);
  expect(server.story()).toEqual(WHOLE_STORY);
  expect(left()).toEqual(["key"]);

  const [token, begin, ...reports] = server.asked();
  expect(token).toMatchObject({ what: "token", body: "" });
  expect(token!.credential).toBe(readFileSync(join(setup.root, "report.d/key"), "utf8"));
  const by = `${userInfo().username}@${hostname()}`.replaceAll(/[^A-Za-z0-9._@-]/g, "_");
  expect(begin).toMatchObject({ what: "begin", query: { setup: "swarm", by }, credential: server.token });
  expect(begin!.body).toBe(`MANAGER ${HOSTS[0]}\nWORKER ${HOSTS[1]}\nWORKER ${HOSTS[2]}\n`);
  expect(reports.map(({ query }) => Number(query["number"]))).toEqual(reports.map((_, index) => index + 1));
  expect(reports.at(-1)).toMatchObject({ what: "end", body: "" });
  const lines = server.outputOf(1, "SWARM_JOIN").split("\n").sort();
  expect(lines).toEqual([
    "",
    "[one] join-docker-swarm.sh",
    "join-docker-swarm.sh on one, with config.env remote swarm-tokens.txt ",
    "join-docker-swarm.sh warns",
  ]);
  expect(server.outputOf(0, "NODE_LABELS")).toMatch(/count-gpus\.sh on ada@head[^]*label-nodes\.sh on ada@head/);
  expect(server.outputOf(0, "DEPLOY")).toContain("with arena-stack.yaml config.d config.env containers payload remote");
});

test("so do the scripts one by one, from a zip that has lost its modes", async () => {
  const key = join(setup.root, "report.d/key");
  chmodSync(key, 0o644);
  const environment = { SWARM_ADVERTISE_ADDR: "head", DOCKER_REBOOT_ASSUME_YES: "1" };
  const stages: readonly (readonly [string, ...string[]])[] = [
    ["install-docker.sh", ...HOSTS],
    ["install-nvidia-driver.sh", ...HOSTS],
    ["install-nvidia-container-toolkit.sh", ...HOSTS],
    ["init-docker-swarm.sh", HOSTS[0], "head"],
    ["join-docker-swarm.sh", "--tokens-file", join(setup.programs.directory, "tokens"), ...HOSTS.slice(1)],
    ["label-docker-swarm-gpus.sh", ...HOSTS],
    ["deploy-arena-stack.sh", HOSTS[0]],
  ];
  for (const [script, ...args] of stages) {
    const ran = await setup.run(script, args, environment);
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    expect(statSync(key).mode & 0o777).toBe(0o600);
  }
  expect(server.story()).toEqual(WHOLE_STORY);
  expect(server.asked("begin")).toHaveLength(1);
  expect(left()).toEqual(["key"]);
});

test("what a stage says is there while it runs, and that it still runs", async () => {
  const release = setup.hold("one", "install-docker.sh");
  const running = setup.start("install-docker.sh", ["head", "one"]);
  await server.until("its output", () => server.outputOf(1, "DOCKER").includes("install-docker.sh warns"));
  const silent = (): number => server.asked("report").filter(({ body }) => body === "").length;
  const before = silent();
  await server.until("a sign of life", () => silent() > before);
  expect(server.story().at(-1)).toBe("1 DOCKER RUNNING");
  release();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(server.story().at(-1)).toBe("1 DOCKER DONE");
});

test("a host that fails has failed at once, the others are done, and nothing is told after the end", async () => {
  const ON_HOST = `[ "$HOST" != one ] || { echo 'E: no room left' >&2; exit 7; }`;
  const failed = await setup.run("install-docker.sh", ["head", "one", "broken", "two"], { ON_HOST });
  expect(failed.code).toBe(1);
  const story = [...done(0, "DOCKER"), "1 DOCKER RUNNING", "1 DOCKER FAILED", "2 DOCKER RUNNING", "2 DOCKER FAILED"];
  expect(server.story()).toEqual([...story, ...done(3, "DOCKER"), "end FAILED"]);
  expect(server.outputOf(1, "DOCKER")).toContain("E: no room left\n");
  expect(server.outputOf(2, "DOCKER")).toMatch(/Connection refused[^]*\[broken\] failed: cannot be reached/);
  expect(server.asked("end")[0]!.body).toBe("install-docker.sh: failed on: one broken");
  expect(left()).toEqual(["key"]);
  const count = server.asked().length;
  expect(await setup.run("install-nvidia-driver.sh", ["head", "two"])).toMatchObject({ code: 0 });
  expect(server.asked()).toHaveLength(count);
});

test("setup.sh that a stage ends, and a script that takes its arguments for wrong, are told once", async () => {
  const ON_HOST = `[ "$script" != deploy-arena-stack.sh ] || exit 9`;
  expect(await setup.run("setup.sh", ["--manager", "head"], { ON_HOST })).toMatchObject({ code: 1 });
  expect(server.story().slice(-3)).toEqual(["0 DEPLOY RUNNING", "0 DEPLOY FAILED", "end FAILED"]);
  expect(server.asked("end").map(({ body }) => body)).toEqual(["deploy-arena-stack.sh: it ended with exit code 9"]);
});

test("a manager whose GPUs cannot be counted has failed, also where others are labelled", async () => {
  expect(await setup.run("install-docker.sh", ["head", "one"])).toMatchObject({ code: 0 });
  const ON_HOST = `[ "$script $HOST" != 'count-gpus.sh head' ] || exit 1`;
  expect(await setup.run("label-docker-swarm-gpus.sh", ["head", "one"], { ON_HOST })).toMatchObject({ code: 1 });
  const story = ["0 NODE_LABELS RUNNING", "0 NODE_LABELS FAILED", ...done(1, "NODE_LABELS"), "end FAILED"];
  expect(server.story().slice(4)).toEqual(story);
});

test("a manager whose labels nobody gives is done with its count", async () => {
  const hosts = ["ada@head", "ada@one"];
  expect(await setup.run("install-docker.sh", hosts)).toMatchObject({ code: 0 });
  // What they say is no name of a node.
  expect(await setup.run("label-docker-swarm-gpus.sh", hosts)).toMatchObject({ code: 0 });
  const story = ["0 NODE_LABELS RUNNING", ...done(1, "NODE_LABELS"), ...done(0, "NODE_LABELS")];
  expect(server.story().slice(4)).toEqual(story);
});

test("a restart of the host is in the middle of its stage", async () => {
  expect(await setup.run("install-docker.sh", ["head"])).toMatchObject({ code: 0 });
  const ON_HOST = `[ "$(cat "$TMPDIR/boot")" = after ] || exit 194`;
  const more = { ON_HOST, DOCKER_REBOOT_ASSUME_YES: "1" };
  const restarted = await setup.run("install-nvidia-driver.sh", ["head"], more);
  expect(restarted, restarted.stderr).toMatchObject({ code: 0 });
  expect(server.story().slice(2)).toEqual(done(0, "NVIDIA_DRIVER"));
  const twice = /driver\.sh on head[^]*\[head\] restarting[^]*driver\.sh on head/;
  expect(server.outputOf(0, "NVIDIA_DRIVER")).toMatch(twice);
  const refused = await setup.run("install-nvidia-driver.sh", ["head"], {
    ...{ ON_HOST: "exit 194", DOCKER_REBOOT_ASSUME_YES: "0" },
  });
  expect(refused.code).toBe(1);
  expect(server.story().slice(-2)).toEqual(["0 NVIDIA_DRIVER FAILED", "end FAILED"]);
});

test("a dry run tells nothing, neither a whole one nor one in the middle", async () => {
  expect(await setup.run("setup.sh", ["--dry-run", ...ARGS])).toMatchObject({ code: 0 });
  expect(await setup.run("install-docker.sh", ["--dry-run", "head"])).toMatchObject({ code: 0 });
  expect(server.asked()).toEqual([]);
  expect(await setup.run("install-docker.sh", ["head"])).toMatchObject({ code: 0 });
  const count = server.asked().length;
  expect(await setup.run("install-nvidia-driver.sh", ["--dry-run", "broken"])).toMatchObject({ code: 1 });
  expect(server.asked()).toHaveLength(count);
});

test("neither key nor token is in an argument, on a host, or in a file that others read", async () => {
  const release = setup.hold("head", "deploy-arena-stack.sh");
  const running = setup.start("setup.sh", ["--manager", "head"]);
  await server.until("the last stage", () => server.outputOf(0, "DEPLOY").includes("warns"));
  const folder = join(setup.root, "report.d");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  expect(files.length).toBeGreaterThan(5);
  for (const file of [folder, ...files])
    if (existsSync(file)) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
  const sent = readdirSync(setup.programs.directory, { recursive: true, encoding: "utf8" });
  expect(sent.filter((name) => /config\.d\/tun0\.conf$/.test(name))).toHaveLength(1);
  expect(sent.filter((name) => name.includes("report"))).toEqual([]);
  release();
  expect(await running.ended).toMatchObject({ code: 0 });
  const calls = JSON.stringify(setup.programs.calls());
  expect(calls).toContain("/api/setup/v1/end?number=");
  for (const secret of ["arena_setup_", "arena_once_"]) expect(calls).not.toContain(secret);
});

test("a Swarm's token is not told, also where it comes in two pieces", async () => {
  const [begin, goOn] = [setup.hold("line", "begin"), setup.hold("line", "rest")];
  const held = (what: string): string => `while [ -e "$TMPDIR/hold-line-${what}" ]; do sleep 0.05; done`;
  const half = "printf 'docker swarm join --token SWMTKN-1-49nj-se'";
  const ON_HOST = `${held("begin")}; ${half}; ${held("rest")}; echo 'cret 10.0.0.1'`;
  const running = setup.start("install-docker.sh", ["head"], { ON_HOST });
  await server.until("what is on standard error", () => server.outputOf(0, "DOCKER").includes("warns\n"));
  begin();
  await server.until("the beginning of the line", () => server.outputOf(0, "DOCKER").endsWith("join --token "));
  await server.until("one more report", () => server.asked("report").at(-1)!.body === "");
  goOn();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(server.outputOf(0, "DOCKER")).toContain("docker swarm join --token (token) 10.0.0.1\n");
  expect(server.asked("report").some(({ body }) => /SWMTKN-1|cret/.test(body))).toBe(false);
});

test("much output goes in pieces, and of very much the end", async () => {
  const ON_HOST = `for ((i = 0; i < 6000; i++)); do printf '%0255d\\n' "$i"; done`;
  const ran = await setup.run("install-docker.sh", ["head"], { ON_HOST });
  expect(ran.code).toBe(0);
  expect(Math.max(...server.asked("report").map(({ sizeBytes }) => sizeBytes))).toBeLessThanOrEqual(200 * 1024);
  const told = server.outputOf(0, "DOCKER");
  expect(told.length).toBeGreaterThanOrEqual(1000 * 1024);
  expect(ran.stdout.includes(told.slice(-900 * 1024).replace("install-docker.sh warns\n", ""))).toBe(true);
  expect(told).toContain(`${"5999".padStart(255, "0")}\n`);
});

test("what a stage leaves running on this machine holds up nobody", async () => {
  const ON_HOST = `[ "$script" != install-docker.sh ] || { sleep 300 & echo $! >"$TMPDIR/left"; }`;
  const running = setup.start("install-docker.sh", ["head"], { ON_HOST });
  expect(await running.exited).toBe(0);
  process.kill(Number(readFileSync(join(setup.programs.directory, "left"), "utf8")));
  await running.ended;
  expect(server.story()).toEqual(done(0, "DOCKER"));
});
