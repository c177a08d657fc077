import { expect, test } from "vitest";
import { PoolExecution } from "../../src/flows/pool-execution.ts";

const CLASS = { capacity: 2, enabled: true, homeId: "home" };

function asked(runId: string) {
  const request = { runId, projectId: "p", leaseId: runId, workflowId: runId, requestedAt: runId };
  return { kind: "REQUEST", request } as const;
}
function pool(): PoolExecution {
  const execution = new PoolExecution("class", undefined);
  execution.restore([]);
  return execution;
}
const holders = (execution: PoolExecution): string[] => execution.state.leases.map(({ runId }) => runId);

test("who asks while another is told of its grant is looked at before the pool rests", () => {
  const execution = pool();
  execution.signalled(asked("a"));
  execution.looked(CLASS);
  expect(holders(execution)).toEqual(["a"]);
  execution.signalled(asked("b"));
  // Written down with the rest, so that nothing else calls for another look.
  execution.markProjected(execution.shown);
  expect(execution.isDirty).toBe(false);
  expect(execution.mustLook).toBe(true);
  execution.looked(CLASS);
  expect(holders(execution)).toEqual(["a", "b"]);
  expect(execution.mustLook).toBe(false);
});

test("a place that is given back meanwhile is one too", () => {
  const execution = pool();
  for (const runId of ["a", "b", "c"]) execution.signalled(asked(runId));
  execution.looked(CLASS);
  expect(execution.mustLook).toBe(false);
  execution.signalled({ kind: "RELEASE", runId: "a" });
  expect(execution.mustLook).toBe(true);
  execution.looked(CLASS);
  expect(holders(execution)).toEqual(["b", "c"]);
});

test("a class that cannot grant is looked at once for each that comes, and not for ever", () => {
  const execution = pool();
  execution.signalled(asked("a"));
  execution.looked({ ...CLASS, enabled: false });
  expect(execution.mustLook).toBe(false);
});
