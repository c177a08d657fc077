export interface CurvePoints {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}
export interface AlignedCurves {
  readonly steps: number[];
  /** One column a curve: null is a gap, undefined says that the curve has no point at that step. */
  readonly columns: (number | null | undefined)[][];
}

/** Curves with steps of their own over one rising column of steps. */
export function alignCurves(curves: readonly CurvePoints[]): AlignedCurves {
  const [only] = curves;
  if (only && curves.length === 1) return { steps: [...only.steps], columns: [[...only.values]] };
  const steps = unionOf(curves.map((curve) => curve.steps));
  const columns = curves.map((curve) => {
    let next = 0;
    return steps.map((step) => {
      if (curve.steps[next] !== step) return undefined;
      next += 1;
      return curve.values[next - 1] ?? null;
    });
  });
  return { steps, columns };
}

/** All steps of rising columns, once each. */
function unionOf(columns: readonly (readonly number[])[]): number[] {
  const at = columns.map(() => 0);
  const union: number[] = [];
  for (;;) {
    let least = Infinity;
    for (let index = 0; index < columns.length; index += 1)
      least = Math.min(least, columns[index]![at[index]!] ?? Infinity);
    if (least === Infinity) return union;
    union.push(least);
    for (let index = 0; index < columns.length; index += 1) if (columns[index]![at[index]!] === least) at[index]! += 1;
  }
}
