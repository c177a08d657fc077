/** Rows that are drawn, and the space of those that are not. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly beforePx: number;
  readonly afterPx: number;
}

export interface RowWindowInput {
  readonly count: number;
  readonly rowPx: number;
  /** What open rows need on top, by their index. */
  readonly extraPx: ReadonlyMap<number, number>;
  /** Of the view, from the top of the first row; negative while that is below it. */
  readonly scrollPx: number;
  readonly viewPx: number;
}

const OVERSCAN_ROWS = 10;

/** Which of many rows of one height, some of them opened, are worth drawing. */
export function rowWindow(input: RowWindowInput): RowWindow {
  const { count, rowPx, scrollPx, viewPx } = input;
  const opened = [...input.extraPx].filter(([index]) => index < count).sort(([a], [b]) => a - b);
  const first = Math.max(0, indexAt(scrollPx, rowPx, opened, count) - OVERSCAN_ROWS);
  const end = Math.min(count, indexAt(scrollPx + viewPx, rowPx, opened, count) + 1 + OVERSCAN_ROWS);
  const beforePx = offsetOf(first, rowPx, opened);
  return { first, end, beforePx, afterPx: offsetOf(count, rowPx, opened) - offsetOf(end, rowPx, opened) };
}

/** Where a row begins, from the top of the first. */
export function rowOffset(index: number, rowPx: number, extraPx: ReadonlyMap<number, number>): number {
  return offsetOf(index, rowPx, [...extraPx]);
}

function offsetOf(index: number, rowPx: number, opened: readonly (readonly [number, number])[]): number {
  return opened.reduce((sum, [at, extra]) => (at < index ? sum + extra : sum), index * rowPx);
}

function indexAt(px: number, rowPx: number, opened: readonly (readonly [number, number])[], count: number): number {
  let left = px;
  let passed = 0;
  for (const [at, extra] of opened) {
    const until = (at - passed + 1) * rowPx;
    if (left < until) break;
    left -= until;
    passed = at + 1;
    if (left < extra) return at;
    left -= extra;
  }
  return Math.min(Math.max(0, count - 1), Math.max(0, passed + Math.floor(left / rowPx)));
}
