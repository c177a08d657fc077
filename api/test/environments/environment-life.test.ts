import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../src/domain/command.ts";
import { createEnvironment, type CreateEnvironmentInput } from "../../src/domain/environment/create-environment.ts";
import { deleteEnvironment } from "../../src/domain/environment/delete-environment.ts";
import { duplicateEnvironment } from "../../src/domain/environment/duplicate-environment.ts";
import { AmbiguousEntryPointError } from "../../src/domain/environment/errors.ts";
import { readImplementationFault } from "../../src/domain/environment/implementation-fault.ts";
import { entryPointsOf, environmentExists, listEnvironments } from "../../src/domain/environment/list-environments.ts";
import { profileEnvironment } from "../../src/domain/environment/profile-environment.ts";
import type { ValidationOutcome } from "../../src/domain/environment/run-checks.ts";
import { validateEnvironment } from "../../src/domain/environment/validate-environment.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { submitExperiment } from "../../src/domain/experiment/submit-experiment.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { createDomainDatabase, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { FakeWorkshop } from "./fake-workshop.ts";
import { INPUT, NEVER, outcomeOf } from "./uploaded.ts";
import { yamlBomb } from "./yaml-bomb.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let workshop: FakeWorkshop;
let command: Command;
beforeAll(async () => {
  opened = await createDomainDatabase();
  await opened.database.pool.query(
    `INSERT INTO environment (id, name, version, category, observation_type, action_type, algorithms)
     VALUES (gen_random_uuid(), 'CartPole-v1', 'v1', 'Classic control', 'Box', 'Discrete', '{PPO}')`,
  );
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  workshop = new FakeWorkshop();
  command = rows.command({ workshop });
});
afterAll(() => opened?.close());

const MAZE = { name: "Maze", version: null };

async function upload(change: Partial<CreateEnvironmentInput> = {}, by = command): Promise<ValidationOutcome> {
  return outcomeOf(await createEnvironment(by, { ...INPUT, ...change }, NEVER));
}
const validate = async (version: string | null = null, entryPoint: string | null = null): Promise<ValidationOutcome> =>
  outcomeOf(await validateEnvironment(command, { name: "Maze", version, entryPoint, doRollouts: false }, NEVER));
const manifestOf = (name: string, version?: string) => ({
  algorithm: { name: "PPO" },
  environment: { name, ...(version === undefined ? {} : { version }) },
});
const faultOf = (name: string, version?: string, by = command): Promise<string | null> =>
  readImplementationFault(opened.database.pool, by, manifestOf(name, version));
const row = async (): Promise<Record<string, unknown>> =>
  (
    await opened.database.pool.query<Record<string, unknown>>(
      "SELECT * FROM environment WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC",
      [rows.organizationId],
    )
  ).rows[0]!;

describe("an upload", () => {
  test("is stored, checked, and listed as what it turned out to be", async () => {
    expect(await upload({ configuration: "size: 5\nwalls: [1, 2]" })).toMatchObject({ valid: true, reason: null });
    expect(workshop.orders[0]).toMatchObject({ entryPoint: "env:Env", configuration: { size: 5, walls: [1, 2] } });
    expect(await row()).toMatchObject({
      valid: true,
      category: "Custom",
      entry_point: "env:Env",
      observation_type: "Box",
      action_type: "Discrete",
      algorithms: ["DQN", "RainbowDQN", "PPO"],
      source_size_bytes: 6,
    });
    expect(await listEnvironments(command, { name: null, withShipped: false })).toMatchObject([{ name: "Maze" }]);
    expect(await listEnvironments(command, { name: null, withShipped: true })).toHaveLength(2);
    expect(await listEnvironments(command, { name: "Other", withShipped: true })).toEqual([]);
    expect(await environmentExists(command, MAZE)).toBe(true);
    expect(await environmentExists(command, { name: "Maze", version: "v9" })).toBe(false);
    expect(workshop.opened).toBe(0);
    expect(await rows.count("activity_record", "organization_id = $1", [rows.organizationId])).toBe(2);
  });

  test.each([
    ["a name with a slash", { name: "../Maze" }, /^name: must have/],
    ["no name", { name: "" }, /^name: must have/],
    ["shell in its version", { version: "v1; rm -rf /" }, /^version: must have/],
    ["a wrong entry point", { entryPoint: "env.py" }, /^entrypoint: must read module:Class/],
    ["a configuration that is a list", { configuration: "- 1" }, /^env_config: must be a mapping/],
    ["a configuration that is no YAML", { configuration: "a: [1" }, /^env_config: cannot be read/],
    ["a YAML bomb", { configuration: yamlBomb() }, /^env_config: (cannot be read|becomes too large)/],
    ["requirements that are not there", { requirements: "torch>=2" }, /^requirements: torch is not installed/],
    ["several agents", { multiAgent: true }, /^multi_agent: is not offered/],
    ["language", { languageBased: true }, /^language_based: is not offered/],
    ["a name that ships with Arena", { name: "cartpole-V1" }, /ships with Arena/],
  ])("with %s is refused, and nothing is stored", async (_what, change, message) => {
    await expect(upload(change)).rejects.toThrow(message);
    expect(workshop.kept.size).toBe(0);
    expect(await environmentExists(command, MAZE)).toBe(false);
  });

  test("that is repeated replaces the source; what was found out about the old one is forgotten", async () => {
    await upload();
    const before = await row();
    workshop.failing = "five values";
    expect(await upload({ archive: Buffer.from("changed") })).toMatchObject({ valid: false });
    expect(await row()).toMatchObject({ id: before["id"], valid: false, validated_at: null, profile: null });
    expect(await faultOf("Maze")).toMatch(/Its validation failed: step_api: five values/);
    expect([...workshop.kept.values()].map(String)).toEqual(["changed"]);
  });

  test("whose checks are not listened to is stale, and Train says so", async () => {
    await upload();
    await createEnvironment(command, { ...INPUT, archive: Buffer.from("changed") }, NEVER);
    expect(await faultOf("Maze")).toMatch(/source was changed and has not been validated since/);
  });

  test("with several entry points is kept, and says which there are", async () => {
    workshop.found = { entryPoints: ["env:A", "env:B"], faults: [] };
    const error: unknown = await upload().catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(AmbiguousEntryPointError);
    expect(error).toMatchObject({ availableEntryPoints: ["env:A", "env:B"], code: "AMBIGUOUS_ENTRYPOINT" });
    expect(await entryPointsOf(command, MAZE)).toEqual(["env:A", "env:B"]);
    await expect(validate()).rejects.toBeInstanceOf(AmbiguousEntryPointError);
    expect(await validate(null, "env:B")).toMatchObject({ valid: true, entryPoint: "env:B" });
    // What was chosen once is meant from then on.
    expect(await validate()).toMatchObject({ entryPoint: "env:B" });
    expect(workshop.opened).toBe(0);
  });

  test("without an entry point says what could not be imported", async () => {
    workshop.found = { entryPoints: [], faults: ["env: ModuleNotFoundError: No module named 'torch'"] };
    expect(await upload()).toMatchObject({ valid: false, reason: expect.stringContaining("No module named 'torch'") });
    workshop.found = { entryPoints: [], faults: [] };
    expect(await upload()).toMatchObject({ reason: expect.stringContaining("derives from gymnasium.Env") });
  });

  test("that is deleted or replaced while it is validated does not become valid", async () => {
    workshop.meanwhile = () => deleteEnvironment(command, MAZE);
    await expect(upload()).rejects.toThrow(/replaced or deleted while/);
    expect(await faultOf("Maze")).toBe("Environment 'Maze' not found.");
  });

  test("of the same bytes by many at once is one version, one file", async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => upload()));
    expect(outcomes.every((outcome) => outcome.valid)).toBe(true);
    expect(await rows.count("environment", "organization_id = $1", [rows.organizationId])).toBe(1);
    expect(workshop.kept.size).toBe(1);
  });
});

describe("versions", () => {
  test("are duplicated with what is known of them, and share a source until the last is deleted", async () => {
    await upload();
    const copy = { name: "Maze", version: null, newVersion: "v2" };
    expect(await duplicateEnvironment(command, copy)).toEqual({ name: "Maze", version: "v2", sourceVersion: "v1" });
    await expect(duplicateEnvironment(command, copy)).rejects.toThrow(/“Maze:v2” is taken/);
    expect(await row()).toMatchObject({ version: "v2", valid: true });
    await deleteEnvironment(command, { name: "Maze", version: "v1" });
    expect(workshop.kept.size).toBe(1);
    expect(await validate()).toMatchObject({ version: "v2", valid: true });
    expect(await deleteEnvironment(command, MAZE)).toMatchObject([{ version: "v2" }]);
    expect(workshop.kept.size).toBe(0);
    await expect(deleteEnvironment(command, MAZE)).rejects.toThrow("Environment 'Maze' not found.");
  });

  test("are at most 200 of an organization, also when many come at once", async () => {
    await opened.database.pool.query(
      `INSERT INTO environment (id, organization_id, name, version, category, observation_type, action_type, algorithms)
       SELECT gen_random_uuid(), $1, 'Many', 'v' || n, 'Custom', '', '', '{}' FROM generate_series(1, 198) AS n`,
      [rows.organizationId],
    );
    const uploads = await Promise.allSettled(["a", "b", "c", "d"].map((name) => upload({ name })));
    expect(uploads.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    await expect(upload({ name: "e" })).rejects.toThrow(/may have 200 versions/);
    const copy = { name: "Many", version: "v1", newVersion: "v999" };
    await expect(duplicateEnvironment(command, copy)).rejects.toThrow(/may have 200 versions/);
    expect(workshop.opened).toBe(0);
  });

  test("that ship with Arena are neither validated, duplicated nor deleted", async () => {
    const shipped = { name: "CartPole-v1", version: null };
    await expect(deleteEnvironment(command, shipped)).rejects.toThrow(/ships with Arena/);
    await expect(duplicateEnvironment(command, { ...shipped, newVersion: "v2" })).rejects.toThrow(/ships with Arena/);
    const input = { ...shipped, entryPoint: null, doRollouts: false };
    await expect(validateEnvironment(command, input, NEVER)).rejects.toThrow(/ships with Arena/);
  });

  test("of others do not exist", async () => {
    await upload();
    const other = (await OrganizationRows.create(opened.database)).command({ workshop });
    expect(await environmentExists(other, MAZE)).toBe(false);
    expect(await faultOf("Maze", undefined, other)).toBe("Environment 'Maze' not found.");
    await expect(deleteEnvironment(other, MAZE)).rejects.toThrow("Environment 'Maze' not found.");
    await expect(entryPointsOf(other, MAZE)).rejects.toThrow("Environment 'Maze' not found.");
  });

  test("are profiled when valid, with numbers", async () => {
    workshop.failing = "broken";
    await upload();
    await expect(profileEnvironment(command, MAZE, NEVER)).rejects.toThrow(/is not valid.*Validate it first/);
    workshop.failing = null;
    await validate();
    for await (const _ of await profileEnvironment(command, MAZE, NEVER));
    expect(await row()).toMatchObject({ profile: { steps_per_second: 1e4 }, profiled_at: expect.any(Date) });
    expect(workshop.opened).toBe(0);
  });
});

describe("Train on a custom environment", () => {
  const create = (name: string, version?: string) =>
    createExperiment(command, {
      projectId: rows.projectId,
      name: `On ${name}`,
      manifest: manifestOf(name, version),
      resourceClassId: null,
    });

  test("is refused with the class of trainer that it needs, though a draft may name it", async () => {
    await upload();
    const { experimentId } = await create("Maze");
    await expect(trainExperiment(command, { experimentId })).rejects.toMatchObject({
      code: "NOT_ALLOWED",
      reason: expect.stringMatching(/custom one, in Python.*resource class whose trainer runs Gymnasium environments/),
    });
    const submitted = { projectId: rows.projectId, name: "S", manifest: manifestOf("Maze"), resourceClassId: null };
    await expect(submitExperiment(command, submitted)).rejects.toThrow(/custom one, in Python/);
  });

  test("says that it is invalid, that its source is missing, or that it is gone", async () => {
    await upload();
    const { experimentId } = await create("Maze", "v1");
    const train = () => trainExperiment(command, { experimentId });
    const kept = [...workshop.kept];
    workshop.kept.clear();
    await expect(train()).rejects.toThrow("The source of Maze:v1 is missing on this server. Upload it again.");
    await expect(validate()).rejects.toThrow(/is missing on this server/);
    for (const [key, archive] of kept) workshop.kept.set(key, archive);
    workshop.failing = "five values";
    await validate();
    await expect(train()).rejects.toThrow(/cannot be trained on. Its validation failed: step_api: five values/);
    await deleteEnvironment(command, MAZE);
    await expect(train()).rejects.toThrow("Environment 'Maze:v1' not found.");
  });

  test("that nobody has uploaded is a fault of the draft already", async () => {
    await expect(create("Nowhere")).rejects.toMatchObject({ fields: [{ path: "manifest.environment.name" }] });
  });
});
