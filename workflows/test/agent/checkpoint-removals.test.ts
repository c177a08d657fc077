import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckpointRemoval } from "../../src/contract/agent-protocol.ts";
import { until } from "../launcher/run-on-disk.ts";
import { AgentOnDisk } from "./agent-on-disk.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 20_000 });
let disk: AgentOnDisk;
beforeEach(async () => {
  disk = await new AgentOnDisk().open();
});
afterEach(() => disk.dispose());

function writeCheckpoint(runId: string, path: string): CheckpointRemoval {
  const directory = join(disk.files(runId).checkpoints, path);
  mkdirSync(join(directory, "inner"), { recursive: true });
  for (const name of ["state.bin", "manifest.json", "inner/part"]) writeFileSync(join(directory, name), "x".repeat(99));
  return { id: randomUUID(), runId, path };
}
const namesOf = (runId: string): string[] => readdirSync(disk.files(runId).checkpoints).sort();
const untilAnswered = () => until(`answers\n${disk.log}`, () => disk.server.removals.size === 0);

describe("deleted checkpoints", () => {
  it("are removed with all that is in them, and nothing beside them is", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const [runId, other] = [randomUUID(), randomUUID()];
    const removals = ["step-1", "step-2"].map((path) => writeCheckpoint(runId, path));
    writeCheckpoint(runId, "step-3");
    writeCheckpoint(other, "step-1");
    disk.server.wantRemoved(...removals);
    await untilAnswered();
    expect(namesOf(runId)).toEqual(["step-3"]);
    expect(namesOf(other)).toEqual(["step-1"]);
  });

  it("are answered for when they are gone already, and when their run never was here", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const removal = writeCheckpoint(randomUUID(), "step-1");
    rmSync(join(disk.files(removal.runId).checkpoints, "step-1"), { recursive: true });
    disk.server.wantRemoved(removal, { id: randomUUID(), runId: randomUUID(), path: "step-9" });
    await untilAnswered();
    expect(namesOf(removal.runId)).toEqual([]);
  });

  it("are removed by an agent that was away when they were deleted", async () => {
    const removal = writeCheckpoint(randomUUID(), "step-1");
    disk.server.wantRemoved(removal);
    disk.startAgent();
    await untilAnswered();
    expect(namesOf(removal.runId)).toEqual([]);
  });

  it("are removed to the end by the next agent, when one dies between the two names", async () => {
    const [begun, both] = [writeCheckpoint(randomUUID(), "step-1"), writeCheckpoint(randomUUID(), "step-2")];
    const trashOf = ({ id, runId }: CheckpointRemoval) => join(disk.files(runId).checkpoints, `.trash-${id}`);
    renameSync(join(disk.files(begun.runId).checkpoints, begun.path), trashOf(begun));
    mkdirSync(trashOf(both));
    writeFileSync(join(trashOf(both), "left"), "");
    disk.server.wantRemoved(begun, both);
    disk.startAgent();
    await untilAnswered();
    expect([...namesOf(begun.runId), ...namesOf(both.runId)]).toEqual([]);
  });

  it("are answered for again when the answer was lost", async () => {
    const first = disk.startAgent();
    await disk.untilRegistered();
    disk.server.deafToRemovals = true;
    const removal = writeCheckpoint(randomUUID(), "step-1");
    disk.server.wantRemoved(removal);
    await until("removed", () => namesOf(removal.runId).length === 0);
    first.kill("SIGKILL");
    disk.server.deafToRemovals = false;
    disk.startAgent();
    await untilAnswered();
  });
});

describe("what is not a checkpoint's directory", () => {
  it.each(["..", "../../other", "/etc", ".tmp-step-1", "a/b", ""])("the name %j removes nothing", async (path) => {
    disk.startAgent();
    await disk.untilRegistered();
    const runId = randomUUID();
    writeCheckpoint(runId, "step-1");
    writeCheckpoint(runId, ".tmp-step-1");
    const next = writeCheckpoint(runId, "step-2");
    const bad = { id: randomUUID(), runId, path };
    disk.server.wantRemoved(bad, next);
    await until("the good one", () => !disk.server.removals.has(next.id));
    expect([...disk.server.removals.keys()]).toEqual([bad.id]);
    expect(namesOf(runId)).toEqual([".tmp-step-1", "step-1"]);
    expect(disk.log).toContain("not a checkpoint's name");
  });

  it("links are not followed: neither a checkpoint's nor the folder's", async () => {
    disk.startAgent();
    await disk.untilRegistered();
    const kept = randomUUID();
    writeCheckpoint(kept, "step-1");
    const [linked, within] = [randomUUID(), randomUUID()];
    mkdirSync(disk.files(linked).directory);
    symlinkSync(disk.files(kept).checkpoints, disk.files(linked).checkpoints);
    mkdirSync(disk.files(within).checkpoints, { recursive: true });
    symlinkSync(join(disk.files(kept).checkpoints, "step-1"), join(disk.files(within).checkpoints, "step-2"));
    const [refused, link] = [
      { id: randomUUID(), runId: linked, path: "step-1" },
      { id: randomUUID(), runId: within, path: "step-2" },
    ];
    disk.server.wantRemoved(refused, link);
    await until("the link itself", () => !disk.server.removals.has(link.id));
    expect(disk.server.removals.has(refused.id)).toBe(true);
    expect(namesOf(within)).toEqual([]);
    expect(existsSync(join(disk.files(kept).checkpoints, "step-1", "state.bin"))).toBe(true);
  });
});
