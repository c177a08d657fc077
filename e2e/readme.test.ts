import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSystem, type System } from "./system.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);

let system: System;
beforeAll(async () => {
  system = await startSystem();
}, 300_000);
afterAll(async () => {
  await system?.stop();
});

test("the curl commands of the README run as they stand, one after the other", async () => {
  const curls = commands.filter((text) => text.startsWith("curl"));
  const variables: Record<string, string> = { ARENA_API_KEY: system.apiKey };
  const ask = async (curl: string): Promise<unknown> => {
    const env = { ...process.env, ...variables };
    const { stdout } = await run("sh", ["-c", curl.replaceAll("http://localhost:4000", system.address)], { env });
    const answer = JSON.parse(stdout) as { errors?: unknown; data?: unknown };
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  expect(curls).toHaveLength(3);
  const read = (await ask(curls[0]!)) as {
    viewer: { currentOrganization: { projects: { id: string; name: string }[] } };
  };
  const project = read.viewer.currentOrganization.projects[0]!;
  expect(project.name).toBe("First project");
  variables["PROJECT_ID"] = project.id;
  const { createExperiment } = (await ask(curls[1]!)) as {
    createExperiment: { __typename: string; experiment: { id: string } };
  };
  expect(createExperiment.__typename).toBe("CreateExperimentSuccess");
  variables["EXPERIMENT_ID"] = createExperiment.experiment.id;
  expect(await ask(curls[2]!)).toMatchObject({
    trainExperiment: { __typename: "TrainExperimentSuccess", experiment: { status: "PENDING" }, run: { number: 1 } },
  });
});

test("every file that README, CONTRIBUTING and docs link to is there", () => {
  for (const document of ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "sdk/README.md"]) {
    const text = readFileSync(path.join(root, document), "utf8");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(
        () => readFileSync(path.join(root, path.dirname(document), target!)),
        `${document} → ${target}`,
      ).not.toThrow(/ENOENT/);
    }
  }
});
