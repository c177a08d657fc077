export interface Points {
  readonly steps: number[];
  readonly values: (number | null)[];
}

/**
 * At most about `maxPoints` points, in order: of each bucket of neighbours its minimum and maximum, so that no spike is
 * lost; the first and the last point stay.
 */
export function thinPoints(points: Points, maxPoints: number): Points {
  const count = points.steps.length;
  if (count <= maxPoints || maxPoints < 4) return points;
  const buckets = Math.floor((maxPoints - 2) / 2);
  const steps: number[] = [];
  const values: (number | null)[] = [];
  const keep = (index: number): void => {
    steps.push(points.steps[index]!);
    values.push(points.values[index]!);
  };
  keep(0);
  const inner = count - 2;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    for (const index of extremes(points.values, from, to)) keep(index);
  }
  keep(count - 1);
  return { steps, values };
}

/** Where the least and the greatest of a bucket are, in order; a bucket of nulls gives one of them. */
function extremes(values: readonly (number | null)[], from: number, to: number): number[] {
  let [least, greatest] = [-1, -1];
  for (let index = from; index < to; index += 1) {
    const value = values[index];
    if (value == null) continue;
    if (least < 0 || value < values[least]!) least = index;
    if (greatest < 0 || value > values[greatest]!) greatest = index;
  }
  if (least < 0) return from < to ? [from] : [];
  return least === greatest ? [least] : least < greatest ? [least, greatest] : [greatest, least];
}
