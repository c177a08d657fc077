import type { Xoshiro } from "../random/xoshiro.ts";

/** Fills W (rows × columns) with an orthogonal matrix times `gain`: Gram-Schmidt over normal draws, on the shorter side. */
export function fillOrthogonal(w: Float64Array, rows: number, columns: number, gain: number, random: Xoshiro): void {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  for (let k = 0; k < count; k += 1) {
    const vector = Float64Array.from({ length }, () => random.normal());
    // Twice, because once leaves rounding errors behind.
    for (let pass = 0; pass < 2; pass += 1) {
      for (const other of basis) {
        let dot = 0;
        for (let i = 0; i < length; i += 1) dot += vector[i]! * other[i]!;
        for (let i = 0; i < length; i += 1) vector[i]! -= dot * other[i]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < length; i += 1) vector[i]! /= norm;
    basis.push(vector);
  }
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = rows >= columns ? basis[column]![row]! : basis[row]![column]!;
      w[row * columns + column] = gain * value;
    }
  }
}
