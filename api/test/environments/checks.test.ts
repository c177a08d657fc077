import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLines, missingForChecks, TestWorkshop, type Outcome } from "./test-workshop.ts";

/** On machines that permit none, the first is the second. */
describe.each([
  ["in namespaces of its own", true, await missingForChecks(true)],
  ["where no namespace is permitted", false, await missingForChecks(false)],
])("a custom environment, checked %s", (_where, namespaces, missing) => {
  if (missing !== null) {
    it.skip(`not tested: ${missing}`, () => undefined);
    return;
  }
  let tests: TestWorkshop;
  beforeAll(() => {
    tests = new TestWorkshop({ namespaces });
  });
  afterAll(() => tests?.remove());

  /** Whatever it was, nothing of it is left. */
  async function check(entryPoint: string, configuration?: Record<string, unknown>): Promise<Outcome> {
    const outcome = await tests.check(entryPoint, configuration);
    expect(tests.processes()).toEqual([]);
    return outcome;
  }
  const errorOf = ({ checks }: Outcome, name: string): string => checks[name]?.error ?? `no error of ${name}`;

  it("passes each check, one after the other", async () => {
    const { checks, end, events } = await tests.check("good:Walk", { length: 5 }, true);
    const names = ["imports", "entry_point", "construction", "spaces", "reset", "step_api", "determinism"];
    expect(Object.keys(checks)).toEqual([...names, "rollouts", "step_time", "close"]);
    for (const result of Object.values(checks)) expect(result).toEqual({ success: true, warnings: [], error: null });
    expect(end).toMatchObject({ success: true });
    const facts = Object.assign({}, ...events.map((event) => (event.type === "facts" ? event.facts : {}))) as object;
    expect(facts).toMatchObject({ observation_type: "Box", action_type: "Discrete" });
    expect(events[0]).toMatchObject({ type: "isolation" });
  });

  it.each([
    ["broken:Any", {}, "imports", /ModuleNotFoundError.*no_such_module_anywhere.*broken\.py, line 1/],
    ["good:Missing", {}, "entry_point", /no attribute 'Missing'/],
    ["bad:NeedsArgument", {}, "construction", /missing 1 required positional argument/],
    ["good:Walk", { unknown: 1 }, "construction", /unexpected keyword argument 'unknown'/],
    ["bad:NoSpaces", {}, "spaces", /observation_space is not a gymnasium.spaces.Space/],
    ["bad:WrongObservation", {}, "reset", /shape \(3,\) and type float64, is not in observation_space/],
    ["bad:OldStep", {}, "step_api", /five values/],
    ["bad:Nondeterministic", {}, "determinism", /With the same seed.*something else the second time/],
    ["bad:CallsExit", {}, "step_api", /it called exit/],
    ["bad:RaisesInClose", {}, "determinism", /cannot close/],
    ["bad:EndsProcess", {}, "step_api", /ended the process, with exit status 3/],
    ["bad:KillsItself", {}, "step_api", /ended by SIGSEGV/],
    ["bad:EndlessStep", {}, "step_api", /took longer than 5 s/],
    ["bad:SleepingStep", {}, "step_api", /took longer than 5 s/],
    ["bad:Allocates", {}, "step_api", /MemoryError|more than 700 MiB/],
    ["bad:AllocatesInChildren", {}, "step_api", /used more than 700 MiB of memory/],
    ["bad:WritesOneFile", {}, "step_api", /File too large|No space left|more files than/],
    ["bad:WritesManyFiles", {}, "step_api", /No space left|more files than/],
  ] as const)("that is %s %j fails at %s", async (entryPoint, configuration, name, message) => {
    const outcome = await check(entryPoint, configuration);
    expect(errorOf(outcome, name)).toMatch(message);
    // The first that fails is the last that is reported.
    expect(Object.keys(outcome.checks).at(-1)).toBe(name);
    expect(outcome.end).toMatchObject({ success: false });
  });

  it("is ended by the limit of processor time, and by that of all checks together", async () => {
    const shortOfCpu = new TestWorkshop({ namespaces, limits: { cpuSeconds: 1, checkSeconds: 30 } });
    const shortOfTime = new TestWorkshop({ namespaces, limits: { wallSeconds: 1, checkSeconds: 30 } });
    try {
      const endless = await shortOfCpu.check("bad:EndlessStep");
      expect(errorOf(endless, "step_api")).toMatch(/ended by the system.*processor time/);
      const sleeping = await shortOfTime.check("bad:SleepingStep");
      expect(errorOf(sleeping, "step_api")).toBe("All checks together took longer than 1 s.");
      expect([...shortOfCpu.processes(), ...shortOfTime.processes()]).toEqual([]);
    } finally {
      shortOfCpu.remove();
      shortOfTime.remove();
    }
  });

  it("cannot fork without end", async () => {
    expect(errorOf(await check("bad:ForksForEver"), "step_api")).toMatch(/BlockingIOError|took longer|more than/);
  });

  it("leaves nobody behind, not even in a session of their own", async () => {
    const { end, events } = await check("bad:LeavesChildren");
    expect(commandLines().filter((line) => line.startsWith("sleep 1234.5"))).toEqual([]);
    expect(end).toMatchObject({ success: true });
    expect(events).toContainEqual({ type: "warning", message: expect.stringMatching(/left \d+ processes behind/) });
  });

  it("is not kept alive by threads, and cannot end what watches it", async () => {
    expect((await check("bad:HangsInThread")).end).toMatchObject({ success: true });
    if (namespaces) expect((await check("bad:KillsAll")).end).toMatchObject({ success: true });
  });

  it("prints megabytes, of which the end is kept", async () => {
    const { end } = await check("bad:PrintsMegabytes");
    expect(end).toMatchObject({ success: true });
    expect(end?.outputBytes).toBeGreaterThan(50_000_000);
    expect(end?.output.length).toBeLessThanOrEqual(8 * 1024);
  });

  it("has no network", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const outcome = await check("bad:OpensSocket", { port: (server.address() as AddressInfo).port });
      expect(errorOf(outcome, "step_api")).toMatch(/unreachable|refused|no network here/i);
      expect(connections).toBe(0);
    } finally {
      server.close();
    }
  });

  it("sees nothing of this process's environment, and not the data directory", async () => {
    const said = errorOf(await check("bad:SaysItsEnvironment"), "construction");
    expect(said).not.toMatch(/ARENA|DATABASE|PIP_/);
    const secret = path.join(tests.dataDir, "secret");
    writeFileSync(secret, "very secret", { mode: 0o600 });
    expect(errorOf(await check("bad:Reads", { path: secret }), "construction")).toMatch(/could not read/);
  });

  it("writes nowhere but into its own folder", async () => {
    const place = path.join("/var/tmp", path.basename(tests.dataDir));
    if (namespaces) {
      expect(errorOf(await check("bad:WritesAbroad", { path: place }), "construction")).toMatch(/could not write/);
    }
    const source = path.join(import.meta.dirname, "sources", "written.py");
    expect(errorOf(await check("bad:WritesAbroad", { path: source }), "construction")).toMatch(/could not write/);
  });

  it("is ended when it disturbs the report", async () => {
    const outcome = await check("bad:SpeaksForTheChecks");
    expect(errorOf(outcome, "construction")).toMatch(/disturbed the report/);
    expect(outcome.end).toMatchObject({ success: false });
  });
});
