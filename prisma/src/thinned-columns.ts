/** A row of POINTS_QUERY: columns as they are, or (with `buckets`) what each bucket keeps. */
export interface PointsRow {
  name: string;
  steps: number[];
  values: number[] | null;
  buckets: (number | string)[] | null;
  low_steps: (number | null)[];
  low_values: (number | null)[];
  high_steps: (number | null)[];
  high_values: (number | null)[];
}

export interface Columns {
  steps: number[];
  values: (number | null)[];
}

/** Puts buckets into order, and within each its minimum and maximum by step. */
export function columnsOf(row: PointsRow): Columns {
  if (row.buckets === null)
    return { steps: row.steps, values: (row.values ?? []).map((value) => (Number.isNaN(value) ? null : value)) };
  const numbers = row.buckets.map(Number);
  const order = [...numbers.keys()].sort((a, b) => numbers[a]! - numbers[b]!);
  const columns: Columns = { steps: [], values: [] };
  for (const index of order) addBucket(columns, row, index);
  return columns;
}

function addBucket(columns: Columns, row: PointsRow, index: number): void {
  const low = { step: row.low_steps[index], value: row.low_values[index] };
  const high = { step: row.high_steps[index], value: row.high_values[index] };
  const add = (step: number, value: number | null): void => {
    columns.steps.push(step);
    columns.values.push(value);
  };
  if (low.step == null || low.value == null || high.step == null || high.value == null)
    return add(row.steps[index]!, null);
  if (low.step === high.step && low.value === high.value) return add(low.step, low.value);
  const [first, second] = low.step <= high.step ? [low, high] : [high, low];
  add(first.step!, first.value!);
  add(second.step!, second.value!);
}
