import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertInvariants } from "../invariants.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { arenaCommand, type ArenaCommand } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { makeOrganization } from "./people.ts";

const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
let system: System;
beforeAll(async () => {
  if (clients.some((client) => typeof client !== "string")) system = await startSystem();
}, 300_000);
afterAll(async () => {
  if (system !== undefined) await assertInvariants(system);
  await system?.stop();
});

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version",
  ({ version, client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    const project = `Project ${version}`;
    const isNew = version !== "0.2.0";
    let arena: ArenaCommand;
    beforeAll(() => {
      arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: system.apiKey });
    });
    afterAll(() => arena?.remove());
    const manifest = (name: string, text: string): string => {
      writeFileSync(path.join(arena.folder, name), text);
      return name;
    };
    const ppo = (training: string, more = ""): string =>
      `algorithm:\n  name: PPO\nenvironment:\n  name: CartPole-v1\ntraining:\n  ${training}\n${more}`;

    test("shows who one is, what is billed, and what there is to train on", async () => {
      const profile = await arena.run(["user", "profile"]);
      expect(profile).toMatchObject({ code: 0, text: expect.stringContaining(`Email: ${system.email}`) });
      const credits = await arena.run(["user", "credits"]);
      expect(credits).toMatchObject({ code: 0, text: expect.stringContaining("This server does not bill.") });
      const resources = await arena.run(["resources", "list"]);
      expect(resources).toMatchObject({ code: 0, text: expect.stringMatching(/local .* whole host .* 0\.00/) });
    });

    test("makes projects, lists them, and keeps one as the default", async () => {
      expect(await arena.run(["projects", "create", project, "--description", "Of a test"])).toMatchObject({ code: 0 });
      const again = await arena.run(["projects", "create", project]);
      expect(again).toMatchObject({ code: 1, text: expect.stringContaining(`“${project}” is taken`) });
      const list = await arena.run(["projects", "list"]);
      expect(list.text).toMatch(new RegExp(`${project} │ Classic │ Of a test`));
      expect(await arena.run(["projects", "set-default", project])).toMatchObject({ code: 0 });
      expect((await arena.run(["experiments", "list"])).code).toBe(0);
    });

    test("deletes a project that is empty, and no other", async () => {
      await arena.run(["projects", "create", `Empty ${version}`, "--llm-based"]);
      expect(await arena.run(["projects", "delete", `Empty ${version}`, "--yes"])).toMatchObject({ code: 0 });
      expect((await arena.run(["projects", "list"])).text).not.toContain(`Empty ${version}`);
      const unknown = await arena.run(["projects", "delete", "Nobody's", "--yes"]);
      expect(unknown).toMatchObject({ code: 1, text: expect.stringContaining(`Project 'Nobody's' not found.`) });
    });

    test("trains: submit, list, checkpoints, metrics, and resume from the newest checkpoint", async () => {
      const file = manifest("short.yaml", ppo("max_steps: 20000"));
      const submitted = await arena.run(["experiments", "submit", file, "--experiment-name", "Short"]);
      expect(submitted).toMatchObject({ code: 0, text: expect.stringContaining("Experiment 'Short' was submitted") });
      expect(submitted.text).toMatch(/WARNING .*no resource 'arena-medium' here.*default class, 'local' is used/);
      await untilListed("Short", "Succeeded");
      const checkpoints = await arena.run(["experiments", "checkpoints", "Short"]);
      expect(checkpoints).toMatchObject({
        code: 0,
        text: expect.stringMatching(/│ 20000 │ [\d.]+ │ [\d.]+ │ 0\.\d+ │/),
      });

      const metrics = await arena.run(["experiments", "metrics", "Short", "--preview-rows", "2"]);
      expect(metrics).toMatchObject({ code: 0, text: expect.stringContaining("Metrics Preview (first 2 rows)") });
      const rows = readCsv("Short_metrics.csv");
      expect(rows[0]).toEqual(expect.arrayContaining(["steps", "score", "fitness"]));
      expect(rows.length).toBeGreaterThan(15);
      const one = await arena.run([
        ...["experiments", "metrics", "Short", "--metric", "score", "--output-file", "one.csv"],
      ]);
      expect(one.code).toBe(0);
      expect(readCsv("one.csv")[0]).toEqual(["steps", "score"]);
      const unknown = await arena.run([
        "experiments",
        "metrics",
        "Short",
        "--metric",
        "nope",
        "--output-file",
        "x.csv",
      ]);
      expect(unknown).toMatchObject({
        code: 1,
        text: expect.stringMatching(/'nope' was not recorded\. Recorded: .*score/),
      });

      const low = await arena.run(["experiments", "resume", "Short", "--max-steps", "20000"]);
      expect(low).toMatchObject({
        code: 1,
        text: expect.stringContaining("max_steps: must be above the checkpoint's step"),
      });
      const resumed = await arena.run(["experiments", "resume", "Short", "--max-steps", "30000"]);
      expect(resumed).toMatchObject({
        code: 0,
        text: expect.stringMatching(/resumed │ True .* from_step │ 20000 .* max_steps │ 30000/),
      });
      await untilListed("Short", "Succeeded", "30000");
      expect((await arena.run(["experiments", "metrics", "Short", "--output-file", "all.csv"])).code).toBe(0);
      const steps = readCsv("all.csv")
        .slice(1)
        .map(([step]) => Number(step));
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
      expect([steps[0], steps.at(-1)]).toEqual([1024, 30_000]);
    });

    test("stops what runs, with a checkpoint", async () => {
      const file = manifest("long.yaml", ppo("max_steps: 50000000\n  target_score: 1000000"));
      const submitted = await arena.run(["experiments", "submit", file, "--experiment-name", "Long"]);
      expect(submitted.code, submitted.text).toBe(0);
      await untilListed("Long", "Running");
      expect(await arena.run(["experiments", "stop", " Long "])).toMatchObject({ code: 0 });
      await untilListed("Long", "Stopped");
      expect((await arena.run(["experiments", "checkpoints", "Long"])).text).toMatch(/│ \d+ │ /);
      const again = await arena.run(["experiments", "stop", "Long"]);
      expect(again).toMatchObject({ code: 1, text: expect.stringContaining("API error (409): Nothing is running.") });
    });

    test("names an experiment that its user did not name", async () => {
      const { code, text } = await arena.run(["experiments", "submit", manifest("t.yaml", ppo("max_steps: 2000"))]);
      expect(code).toBe(0);
      expect(text).toMatch(/Experiment 'PPO-CartPole-v1-\d{8}-\d{6}-[0-9a-f]{4}' was submitted/);
    });

    test("refuses what cannot be trained before there is anything, with the path of each fault", async () => {
      const before = await experimentCount();
      const faulty = manifest("faulty.yaml", ppo("max_steps: 1000\n  pop_size: 4", "network:\n  arch: cnn\n"));
      const refused = await arena.run(["experiments", "submit", faulty]);
      expect(refused.code).toBe(1);
      // Either the client or the server finds it.
      expect(refused.text).toMatch(/manifest\.training\.pop_size: .*must be 1|arch/);
      const population = manifest("population.yaml", ppo("max_steps: 1000\n  pop_size: 4"));
      expect((await arena.run(["experiments", "submit", population])).text).toMatch(
        /TrainingError \(400\): manifest\.training\.pop_size: No trainer can train a population/,
      );
      const rainbow = manifest(
        "rainbow.yaml",
        ppo("max_steps: 1000").replace("PPO", isNew ? "Rainbow DQN" : "RainbowDQN"),
      );
      expect((await arena.run(["experiments", "submit", rainbow])).text).toMatch(
        /manifest\.algorithm\.name: No trainer can run the algorithm 'RainbowDQN'/,
      );
      const fine = manifest("fine.yaml", ppo("max_steps: 1000"));
      const resource = await arena.run(["experiments", "submit", fine, "--resource-id", "h100"]);
      expect(resource).toMatchObject({
        code: 1,
        text: expect.stringContaining("no resource 'h100'. Valid ones: local."),
      });
      const nowhere = await arena.run(["experiments", "submit", fine, "--project", "Nowhere"]);
      expect(nowhere).toMatchObject({ code: 1, text: expect.stringContaining("Project 'Nowhere' not found.") });
      const twice = await arena.run(["experiments", "submit", fine, "--experiment-name", "short"]);
      expect(twice).toMatchObject({
        code: 1,
        text: expect.stringContaining("TrainingError (409): The name “short” is taken"),
      });
      expect(await experimentCount()).toBe(before);
    });

    test("a YAML bomb goes off nowhere", async () => {
      const levels = "abcdefg".split("");
      const lines = levels.map((level, at) => {
        const inner = at === 0 ? '"x"' : `*${levels[at - 1]}`;
        return `${level}: &${level} [${Array<string>(9).fill(inner).join(", ")}]`;
      });
      const bomb = `${lines.join("\n")}\n${ppo("max_steps: 1000").replace("CartPole-v1", "CartPole-v1\n  payload: *g")}`;
      const before = await experimentCount();
      const { code, text } = await arena.run(["experiments", "submit", manifest("bomb.yaml", bomb)]);
      expect(code).toBe(1);
      // The older client sends what it cannot read; the newer one refuses it by itself.
      if (!isNew) expect(text).toContain("TrainingError (413): The request is too large");
      expect(await experimentCount()).toBe(before);
      expect((await arena.run(["user", "profile"])).code).toBe(0);
    });

    test("does not find what is another organization's", async () => {
      const other = await makeOrganization(system, "FREE");
      for (const args of [
        ["experiments", "stop", "Secret one"],
        ["experiments", "checkpoints", "Secret one"],
        ["experiments", "resume", "Secret one", "--max-steps", "5"],
        ["experiments", "metrics", "Secret one"],
      ]) {
        const { code, text } = await arena.run(args);
        expect({ args, code, text }).toMatchObject({
          code: 1,
          text: expect.stringContaining("Experiment 'Secret one' not found."),
        });
      }
      const list = await arena.run(["experiments", "list", "--project", "Secret project"]);
      expect(list).toMatchObject({ code: 1, text: expect.stringContaining("Project 'Secret project' not found.") });
      const own = await arena.run(["experiments", "list", "--project", "Secret project"], {
        ARENA_API_KEY: other.apiKey,
      });
      expect(own).toMatchObject({ code: 0, text: expect.stringContaining("Secret one") });
    });

    test("says what this server does not offer", async () => {
      const agents = await arena.run(["agent", "list"]);
      expect(agents).toMatchObject({
        code: 1,
        text: expect.stringContaining("API error (501): Deploying agents is not offered"),
      });
      const dataset = await arena.run([
        ...["datasets", "create", "d", "--category", "sft", "--column-mapping", "{}"],
        ...["--hf-dataset", "a/b", "--hf-split", "train"],
      ]);
      expect(dataset).toMatchObject({
        code: 1,
        text: expect.stringContaining("(501): Creating datasets is not offered"),
      });
      expect(await arena.run(["datasets", "list"])).toMatchObject({ code: 0 });
      expect((await arena.run(["datasets", "exists", "d"])).text).toContain("False");
      if (!isNew) return;
      expect(await arena.run(["models", "list"])).toMatchObject({ code: 0 });
      expect((await arena.run(["models", "info", "m"])).text).toContain("(501)");
    });

    test("says so when the key is wrong, and when there is no server", async () => {
      const wrong = await arena.run(["projects", "list"], { ARENA_API_KEY: "arena_pat_wrong" });
      expect(wrong).toMatchObject({ code: 1, text: expect.stringContaining("Invalid API key.") });
      const organizationKey = { ARENA_ORG_KEY: "arena_org_x", ARENA_EXTERNAL_USER_ID: "someone" };
      if (isNew) {
        const partner = await arena.run(["projects", "list"], organizationKey);
        expect(partner).toMatchObject({ code: 1, text: expect.stringContaining("Invalid organisation key") });
        expect(await arena.run(["--help"], organizationKey)).toMatchObject({ code: 0 });
      }
      const nobody = await arena.run(["projects", "list"], { ARENA_BASE_URL: "http://127.0.0.1:9" });
      expect(nobody.code).toBe(1);
      expect(nobody.text).toMatch(/Error: .*(Network error|Connection refused)/i);
      expect(nobody.text).not.toContain("Traceback");
    });

    test("shows its on-prem commands to Managers of an Enterprise organization, and to nobody else", async () => {
      expect((await arena.run(["--help"])).text).toMatch(/ on-prem Enterprise on-prem worker clusters/);
      expect((await arena.run(["on-prem", "classes", "--help"])).text).toMatch(
        /create .* delete .* get .* list .* update/,
      );
      const keys = [
        (await makeOrganization(system, "ENTERPRISE", "MEMBER")).apiKey,
        (await makeOrganization(system, "FREE", "MANAGER")).apiKey,
        "arena_pat_wrong",
      ];
      for (const ARENA_API_KEY of keys) {
        const help = await arena.run(["--help"], { ARENA_API_KEY });
        expect(help).toMatchObject({ code: 0, stdout: expect.not.stringContaining("on-prem") });
        const hidden = await arena.run(["on-prem", "classes", "list"], { ARENA_API_KEY });
        expect(hidden).toMatchObject({ code: 2, text: expect.stringContaining("No such command 'on-prem'") });
      }
    });

    async function untilListed(name: string, status: string, step = "\\d+"): Promise<void> {
      const row = new RegExp(`│ ${name} │ ${status} │ ${project} │ PPO │ CartPole-v1 │ ${step} │`);
      let text = "";
      await until(async () => row.test((text = (await arena.run(["experiments", "list"])).text)), {
        what: () => `${row} in ${text}`,
        deadlineMs: 90_000,
      });
    }
    function readCsv(name: string): string[][] {
      const file = path.join(arena.folder, name);
      expect(existsSync(file)).toBe(true);
      return readFileSync(file, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => line.split(","));
    }
    async function experimentCount(): Promise<number> {
      const { rows } = await system.pool.query<{ count: number }>("SELECT count(*)::int AS count FROM experiment");
      return rows[0]!.count;
    }
  },
);
