import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { arenaCommand, type ArenaCommand, type Ended } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";

const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
const temporary = mkdtempSync(path.join(tmpdir(), "arena-environments-e2e-"));
let system: System;
beforeAll(async () => {
  if (clients.some((client) => typeof client !== "string")) system = await startSystem({ TMPDIR: temporary });
}, 300_000);
afterAll(async () => {
  await system?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

const walk = (name: string, more = ""): string => `
import gymnasium
import numpy as np

class ${name}(gymnasium.Env):
    action_space = gymnasium.spaces.Discrete(2)
    observation_space = gymnasium.spaces.Box(-100, 100, (1,), np.float32)

    def __init__(self, length=10):
        self.length = length

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at, self.steps = self.np_random.uniform(-1, 1), 0
        return np.array([self.at], np.float32), {}

    def step(self, action):
        self.at += self.np_random.uniform(0, 1) * (1 if action else -1)
        self.steps += 1
        ${more}
        return np.array([self.at], np.float32), 0.0, abs(self.at) > self.length, self.steps >= 100, {}
`;

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version env",
  ({ version, client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    const name = `Walk-${version}`;
    let arena: ArenaCommand;
    beforeAll(() => {
      arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: system.apiKey });
    });
    afterAll(() => arena?.remove());

    function source(folder: string, files: Readonly<Record<string, string>>): string {
      mkdirSync(path.join(arena.folder, folder), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(arena.folder, folder, file), text);
      return folder;
    }
    const env = (...args: readonly string[]): Promise<Ended> => arena.run(["env", ...args]);

    test("validates a folder with its configuration, and shows each check", async () => {
      const files = { "walk.py": walk("Walk"), "env_config.yaml": "length: 5", "requirements.txt": "numpy\n" };
      const validated = await env("validate", name, "--source", source("walk", files), "--do-rollouts");
      expect(validated).toMatchObject({ code: 0, text: expect.stringContaining(`${name}:v1 is valid.`) });
      for (const check of ["imports", "construction", "determinism", "rollouts", "close"]) {
        expect(validated.text).toContain(check);
      }
      expect((await env("list")).text).toContain(name);
      expect((await env("list")).text).not.toContain("CartPole-v1");
      expect((await env("list", "--include-arena")).text).toContain("CartPole-v1");
      expect((await env("exists", name)).text).toMatch(/true/i);
      expect((await env("exists", name, "--version", "v7")).text).toMatch(/false/i);
      expect((await env("entrypoints", name)).text).toContain("walk:Walk");
    }, 400_000);

    test("profiles it, duplicates it, and validates it once more", async () => {
      const profiled = await env("profile", name);
      expect(profiled.text).toMatch(/Memory per Env \(GB\)/);
      expect(profiled.code).toBe(0);
      expect(await env("duplicate", name, "v2")).toMatchObject({ code: 0 });
      expect(await env("duplicate", name, "v2")).toMatchObject({
        code: 1,
        text: expect.stringContaining(`“${name}:v2” is taken`),
      });
      expect(await env("validate", name, "--version", "v2")).toMatchObject({ code: 0 });
    });

    test("says that a file is not valid, with the check that failed, and fails", async () => {
      const file = path.join(source("wrong", { "wrong.py": walk("Wrong", "return 1, 2") }), "wrong.py");
      const refused = await env("validate", `Wrong-${version}`, "--source", file);
      expect(refused).toMatchObject({
        code: 1,
        text: expect.stringMatching(/step_api.*step\(\) must return five values/),
      });
      const requirements = source("needs", { "walk.py": walk("Walk"), "requirements.txt": "torch>=2\n" });
      expect(await env("validate", `Needs-${version}`, "--source", requirements)).toMatchObject({
        code: 1,
        text: expect.stringMatching(/ValidationError \(400\): requirements: torch is not installed on this server/),
      });
    });

    test("asks which entry point is meant, and takes the one that is named", async () => {
      const two = source("two", { "one.py": walk("One"), "two.py": walk("Two") });
      const asked = await env("validate", `Two-${version}`, "--source", two);
      expect(asked).toMatchObject({ code: 1, text: expect.stringMatching(/one:One.*two:Two.*--entrypoint one:One/) });
      const named = await env("validate", `Two-${version}`, "--entrypoint", "two:Two");
      expect(named).toMatchObject({ code: 0, text: expect.stringContaining(`Two-${version}:v1 is valid.`) });
    });

    test("does not train on it, and says which trainer that would need", async () => {
      const manifest = `algorithm:\n  name: PPO\nenvironment:\n  name: ${name}\ntraining:\n  max_steps: 1000\n`;
      writeFileSync(path.join(arena.folder, "on-walk.yaml"), manifest);
      const submitted = await arena.run(["experiments", "submit", "on-walk.yaml", "--experiment-name", "On walk"]);
      expect(submitted).toMatchObject({
        code: 1,
        text: expect.stringMatching(/custom one, in Python.*whose trainer runs Gymnasium environments/),
      });
      writeFileSync(path.join(arena.folder, "nowhere.yaml"), manifest.replace(name, "Nowhere"));
      const unknown = await arena.run(["experiments", "submit", "nowhere.yaml", "--experiment-name", "Nowhere"]);
      expect(unknown).toMatchObject({ code: 1, text: expect.stringContaining("Environment 'Nowhere' not found.") });
    });

    test("answers others meanwhile, and ends what hangs when the client is gone", async () => {
      const hanging = walk("Endless", "while True: pass");
      const endless = source("endless", { "endless.py": hanging });
      const running = arena.start(["env", "validate", `Endless-${version}`, "--source", endless]);
      await until(() => running.output().includes("the checks begin"), {
        what: () => running.output(),
        deadlineMs: 60_000,
      });
      expect(unpacked()).toHaveLength(1);
      expect(await slowestOfAnswersMs(20)).toBeLessThan(1_500);
      running.stop();
      await until(() => unpacked().length === 0, { what: () => unpacked().join(), deadlineMs: 30_000 });
      expect((await env("exists", `Endless-${version}`)).text).toMatch(/true/i);
    });

    test("deletes a version, then all", async () => {
      expect(await env("delete", name, "--version", "v2", "--yes")).toMatchObject({ code: 0 });
      expect((await env("exists", name, "--version", "v2")).text).toMatch(/false/i);
      expect(await env("delete", name, "--yes")).toMatchObject({ code: 0 });
      expect((await env("exists", name)).text).toMatch(/false/i);
      expect(await env("validate", name)).toMatchObject({
        code: 1,
        text: expect.stringContaining(`Environment '${name}' not found.`),
      });
      for (const other of ["Wrong", "Two", "Endless"]) await env("delete", `${other}-${version}`, "--yes");
    });
  },
);

/** Sources that are being checked now: each is removed when all that its checks have started is ended. */
function unpacked(): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith("arena-environment-"));
}

async function slowestOfAnswersMs(times: number): Promise<number> {
  let slowestMs = 0;
  for (let time = 0; time < times; time += 1) {
    const askedAt = performance.now();
    await (await fetch(`${system.address}/healthz`)).text();
    slowestMs = Math.max(slowestMs, performance.now() - askedAt);
  }
  return slowestMs;
}
