/**
 * Exponential moving average with the bias of its start taken out, so that the first points are not drawn towards zero.
 * `weight` 0 leaves the curve as it is, near 1 smooths most. Gaps stay gaps, and what is no point stays none;
 * neither moves the average.
 */
export function smooth<Gap extends null | undefined>(
  values: readonly (number | Gap)[],
  weight: number,
): (number | Gap)[] {
  if (weight <= 0) return [...values];
  const kept = Math.min(weight, 0.999);
  let average = 0;
  let bias = 1;
  return values.map((value) => {
    if (value == null) return value;
    average = kept * average + (1 - kept) * value;
    bias *= kept;
    return average / (1 - bias);
  });
}
