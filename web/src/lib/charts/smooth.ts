/**
 * Exponential moving average with the bias of its start taken out, so that the first points are not drawn towards zero.
 * `weight` 0 leaves the curve as it is, near 1 smooths most. Gaps stay gaps and do not move the average.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  const kept = Math.min(weight, 0.999);
  let average = 0;
  let bias = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = kept * average + (1 - kept) * value;
    bias *= kept;
    return average / (1 - bias);
  });
}
