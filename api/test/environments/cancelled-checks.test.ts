import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { EnvironmentWorkshop } from "../../src/domain/environment/workshop.ts";
import { tarOfSources } from "./tar-of.ts";
import { missingForChecks, TestWorkshop } from "./test-workshop.ts";

const missing = await missingForChecks(true);
const WITHIN = { timeout: 20_000, interval: 50 };

describe.skipIf(missing !== null)("checks that nobody waits for any more", () => {
  let tests: TestWorkshop;
  beforeAll(() => {
    tests = new TestWorkshop({ limits: { checkSeconds: 60 } });
  });
  afterAll(() => tests?.remove());

  async function* endless(workshop: EnvironmentWorkshop, signal: AbortSignal) {
    const source = await workshop.unpack(await tarOfSources("good.py", "bad.py"));
    const order = { mode: "validate", entryPoint: "bad:EndlessStep", configuration: {}, doRollouts: false } as const;
    try {
      yield* workshop.check(source, order, signal);
    } finally {
      await source.close();
    }
  }
  const isReset = (event: { readonly type: string; readonly check?: string }): boolean => event.check === "reset";

  it("are ended when they are cancelled", async () => {
    const cancel = new AbortController();
    for await (const event of endless(tests.workshop, cancel.signal)) if (isReset(event)) cancel.abort();
    expect(tests.processes()).toEqual([]);
  });

  it("are ended when nobody listens any more", async () => {
    for await (const event of endless(tests.workshop, new AbortController().signal)) if (isReset(event)) break;
    expect(tests.processes()).toEqual([]);
  });

  it("wait for their turn, and may be cancelled while they wait", async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    const drain = async (signal: AbortSignal): Promise<number> => {
      let count = 0;
      for await (const _ of endless(tests.workshop, signal)) count += 1;
      return count;
    };
    const two = [drain(running.signal), drain(running.signal)];
    await vi.waitFor(() => expect(tests.processes().length).toBeGreaterThanOrEqual(4), WITHIN);
    const third = drain(waiting.signal);
    waiting.abort();
    await expect(third).rejects.toThrow(/cancelled/);
    running.abort();
    expect((await Promise.all(two)).every((count) => count > 0)).toBe(true);
    expect(tests.processes()).toEqual([]);
  });

  it("are ended when the server is killed", async () => {
    const program = path.join(import.meta.dirname, "endless-check.ts");
    const folders = JSON.stringify({ dataDir: tests.dataDir, cacheDir: path.join(tests.dataDir, "cache") });
    const server = spawn(process.execPath, [program, folders], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      for await (const line of createInterface({ input: server.stdout })) if (line.includes('"reset"')) break;
      expect(tests.processes().length).toBeGreaterThan(1);
    } finally {
      server.kill("SIGKILL");
      await once(server, "exit");
    }
    await vi.waitFor(() => expect(tests.processes()).toEqual([]), WITHIN);
    const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.includes(`environment-${server.pid}-`));
    expect(left()).toHaveLength(1);
    await (await tests.workshop.unpack(await tarOfSources("good.py"))).close();
    expect(left()).toEqual([]);
  });
});
