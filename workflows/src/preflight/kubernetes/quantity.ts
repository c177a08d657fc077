const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A quantity of Kubernetes: `500m`, `16Gi`, `4`, `2e3`. What is none counts as 0. */
export function quantityOf(text: string | undefined): number {
  const found = /^([+-]?[0-9.]+)(?:([eE][+-]?\d+)|([numkMGTP]i?|Ki)?)$/.exec(text ?? "");
  if (found === null) return 0;
  const factor = FACTORS[found[3] ?? ""];
  const value = Number(`${found[1]}${found[2] ?? ""}`) * (factor ?? NaN);
  return Number.isFinite(value) ? value : 0;
}
