import { expect, test } from "vitest";
import { ReplayBuffer } from "../src/agents/replay-buffer.ts";
import { StateReader } from "../src/state-reader.ts";
import { StateWriter } from "../src/state-writer.ts";

function add(buffer: ReplayBuffer, from: number, to: number): void {
  for (let value = from; value <= to; value += 1) {
    buffer.observations[buffer.next] = value;
    buffer.rewards[buffer.next] = value;
    buffer.commit();
  }
}

function restored(from: ReplayBuffer, capacity: number): ReplayBuffer {
  const writer = new StateWriter();
  from.visit(writer);
  const buffer = new ReplayBuffer(capacity, 1);
  buffer.visit(new StateReader(writer.finish()));
  buffer.fitCapacity();
  return buffer;
}

test("a full ring goes on in a larger one, oldest first, and is overwritten in its order", () => {
  const small = new ReplayBuffer(4, 1);
  add(small, 1, 6);
  const large = restored(small, 6);
  expect([...large.rewards]).toEqual([3, 4, 5, 6, 0, 0]);
  expect([...large.observations]).toEqual([3, 4, 5, 6, 0, 0]);
  add(large, 7, 9);
  expect([...large.rewards]).toEqual([9, 4, 5, 6, 7, 8]);
  expect(large.size).toBe(6);
});

test("a ring that just fills a smaller one begins again at its oldest", () => {
  const large = new ReplayBuffer(8, 1);
  add(large, 1, 4);
  const small = restored(large, 4);
  add(small, 5, 5);
  expect([...small.rewards]).toEqual([5, 2, 3, 4]);
});

test("in a ring of the same size nothing moves", () => {
  const ring = new ReplayBuffer(4, 1);
  add(ring, 1, 6);
  expect([...restored(ring, 4).rewards]).toEqual([5, 6, 3, 4]);
});
