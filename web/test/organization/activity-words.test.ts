import { describe, expect, test } from "vitest";
import { activityCsvLine } from "../../src/lib/organization/activity-csv.ts";
import {
  activityActor,
  activityChanges,
  activityChannel,
  activitySentence,
  type ActivityRecord,
} from "../../src/lib/organization/activity-words.ts";

const record = (given: Partial<ActivityRecord>): ActivityRecord => ({
  id: "1",
  at: "2026-11-23T08:00:00.000Z",
  action: "project.create",
  via: "WEB",
  ipAddress: "10.0.0.7",
  subjectType: "Project",
  subjectId: "UHJvamVjdDox",
  before: null,
  after: null,
  person: { id: "p", name: "Ana", email: "ana@acme.test" },
  ...given,
});

test("who did it: a person, who runs scripts as they say, or the system", () => {
  expect(activityActor(record({}))).toBe("Ana");
  expect(activityActor(record({ person: null, after: { reportedBy: "ada@laptop" } }))).toBe("ada@laptop");
  expect(activityActor(record({ person: null }))).toBe("The system");
});

describe("what was done, in words", () => {
  test.each([
    [
      "invitation.create",
      { after: { email: "ben@acme.test", role: "MANAGER" } },
      undefined,
      "invited ben@acme.test as Manager",
    ],
    ["member.change_role", { before: { role: "MEMBER" }, after: { role: "MANAGER" } }, "Ben", "made Ben a Manager"],
    ["experiment.halt", { after: { runNumber: 2, mode: "SAVE" } }, "cartpole", "stopped training cartpole, run 2"],
    [
      "run.release_place",
      { after: { runNumber: 2 } },
      "cartpole",
      "released the place that was held for cartpole, run 2",
    ],
    [
      "run.release_place",
      { subjectType: "Experiment", after: { runNumber: 2 } },
      undefined,
      "released the place that was held for a deleted experiment, run 2",
    ],
    [
      "run.release_place",
      { subjectType: "Experiment", before: { name: "cartpole", heldPlace: "Why." }, after: { runNumber: 2 } },
      undefined,
      "released the place that was held for cartpole, run 2",
    ],
    [
      "experiment.halt",
      { subjectType: "Experiment", after: { runNumber: 1, mode: "SAVE" } },
      undefined,
      "stopped training a deleted experiment, run 1",
    ],
    ["resource_class.delete", { before: { name: "gpu" } }, undefined, "deleted the resource class gpu"],
    ["api_key.create", { after: { lastFour: "ab12" } }, undefined, "created a CLI API key that ends in ab12"],
    [
      "cluster.install",
      { after: { driver: "SSH", hosts: ["rack-1:22", "rack-2:2222"] } },
      "Rack",
      "began to install the cluster of Rack over SSH on rack-1, rack-2:2222",
    ],
    ["cluster.abort", { after: { operationId: "1" } }, "Rack", "aborted what was done to the cluster of Rack"],
    ["something.new_here", {}, "thing", "something new here thing"],
  ])("%s", (action, given, name, expected) => {
    expect(activitySentence(record({ action, ...given }), name)).toBe(expected);
  });

  test("a subject that is gone is named by its record", () => {
    expect(activitySentence(record({ after: { name: "Arms" } }), undefined)).toBe("created the project Arms");
  });

  test("a change names what it changed, without ids", () => {
    const before = { nodes: 2, memoryBytes: 2 ** 34, enabled: true, id: "x" };
    const after = { nodes: 4, memoryBytes: null, enabled: false, id: "y" };
    expect(activityChanges(record({ action: "resource_class.update", before, after }))).toEqual([
      "Number of nodes: 2 → 4",
      "Memory: 16 GiB → whole host",
      "Enabled: yes → no",
    ]);
    expect(activityChanges(record({ after: { name: "Arms" } }))).toEqual([]);
  });

  test("from where", () => {
    expect(activityChannel({ via: "CLI", ipAddress: null })).toBe("by the command line");
    expect(activityChannel({ via: "WEB", ipAddress: "10.0.0.7" })).toBe("in the browser from 10.0.0.7");
  });
});

test("a line of the export is quoted, and no formula", () => {
  const line = activityCsvLine(record({ after: { name: "=1+1" } }), "=1+1");
  expect(line).toBe(
    '2026-11-23T08:00:00.000Z,Ana,ana@acme.test,created the project =1+1,project.create,\'=1+1,,"{""name"":""=1+1""}",WEB,10.0.0.7\r\n',
  );
});
