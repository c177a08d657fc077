/**
 * The geometry of a stored series. Level 0 holds the points as they came, in chunks of CHUNK_POINTS. A chunk that fills
 * up is rolled up once: each bucket of BUCKET_POINTS becomes two points of the level above, its minimum and its maximum.
 * Both numbers are fixed, so how many points each level holds follows from the length of level 0 alone.
 */
export const CHUNK_POINTS = 512;
export const BUCKET_POINTS = 8;
const ROLLED_UP_POINTS = (CHUNK_POINTS / BUCKET_POINTS) * 2;

export interface Points {
  steps: number[];
  /** NaN where the trainer sent none. */
  values: number[];
}

/** What one append adds to one chunk: a new chunk, or more at the end of the open one. */
export interface ChunkPart extends Points {
  level: number;
  chunk: number;
}

/** Points of each level, level 0 first, for a series of `pointCount` points. */
export function countsByLevel(pointCount: number): number[] {
  const counts = [pointCount];
  for (let count = pointCount; count >= CHUNK_POINTS;) {
    count = Math.floor(count / CHUNK_POINTS) * ROLLED_UP_POINTS;
    counts.push(count);
  }
  return counts;
}

/** Started chunks that `added` more points would fill up: rolling up needs what they hold. */
export function chunksToClose(pointCount: number, added: number): { level: number; chunk: number }[] {
  const closing: { level: number; chunk: number }[] = [];
  const before = countsByLevel(pointCount);
  const after = countsByLevel(pointCount + added);
  for (const [level, count] of before.entries()) {
    const chunk = Math.floor(count / CHUNK_POINTS);
    if (count % CHUNK_POINTS > 0 && (after[level] ?? 0) >= (chunk + 1) * CHUNK_POINTS) closing.push({ level, chunk });
  }
  return closing;
}

/** Splits an append into parts of chunks on every level that it reaches. `held` answers for `chunksToClose`. */
export function planAppend(
  pointCount: number,
  added: Points,
  held: (level: number, chunk: number) => Points,
): ChunkPart[] {
  const parts: ChunkPart[] = [];
  const counts = countsByLevel(pointCount);
  let pending = added;
  for (let level = 0; pending.steps.length > 0; level++) {
    let count = counts[level] ?? 0;
    const rolledUp: Points = { steps: [], values: [] };
    for (let taken = 0; taken < pending.steps.length;) {
      const chunk = Math.floor(count / CHUNK_POINTS);
      const fill = count % CHUNK_POINTS;
      const take = Math.min(CHUNK_POINTS - fill, pending.steps.length - taken);
      const part = slice(pending, taken, taken + take);
      parts.push({ level, chunk, ...part });
      if (fill + take === CHUNK_POINTS) rollUp(fill > 0 ? join(held(level, chunk), part) : part, rolledUp);
      count += take;
      taken += take;
    }
    pending = rolledUp;
  }
  return parts;
}

function slice(points: Points, from: number, to: number): Points {
  return { steps: points.steps.slice(from, to), values: points.values.slice(from, to) };
}

function join(first: Points, second: Points): Points {
  return { steps: first.steps.concat(second.steps), values: first.values.concat(second.values) };
}

function rollUp(chunk: Points, target: Points): void {
  for (let start = 0; start < CHUNK_POINTS; start += BUCKET_POINTS) {
    for (const index of extremesOf(chunk.values, start, start + BUCKET_POINTS)) {
      target.steps.push(chunk.steps[index]!);
      target.values.push(chunk.values[index]!);
    }
  }
}

/** Two different indices in order: always two, so that counts stay computable. */
function extremesOf(values: readonly number[], start: number, end: number): [number, number] {
  let lowest = -1;
  let highest = -1;
  for (let index = start; index < end; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    if (lowest === -1 || value < values[lowest]!) lowest = index;
    if (highest === -1 || value >= values[highest]!) highest = index;
  }
  if (lowest === -1) return [start, end - 1];
  // One number among NaNs: a neighbour fills the second place and shows the gap.
  if (lowest === highest) return lowest === start ? [start, start + 1] : [start, lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}
