/** y = x·Wᵀ + b for each row; W is (outputs × inputs), row-major. Two rows by four outputs at a time save most of the loads. */
export function affine(
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
  y: Float64Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  const blockedOutputs = outputs - (outputs % 4);
  const blockedRows = rows - (rows % 2);
  for (let row = 0; row < blockedRows; row += 2) {
    for (let o = 0; o < blockedOutputs; o += 4) affineBlock(x, w, b, y, row, o, inputs, outputs);
  }
  if (blockedRows < rows) affineRow(x, w, b, y, blockedRows, inputs, outputs);
  for (let row = 0; row < rows; row += 1) {
    for (let o = blockedOutputs; o < outputs; o += 1) {
      let sum = b[o]!;
      for (let i = 0; i < inputs; i += 1) sum += x[row * inputs + i]! * w[o * inputs + i]!;
      y[row * outputs + o] = sum;
    }
  }
}

/** One row, all its outputs but the last few that do not make four. */
function affineRow(
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
  y: Float64Array,
  row: number,
  inputs: number,
  outputs: number,
): void {
  const xAt = row * inputs;
  for (let o = 0; o + 4 <= outputs; o += 4) {
    const w0 = o * inputs;
    const w1 = w0 + inputs;
    const w2 = w1 + inputs;
    const w3 = w2 + inputs;
    let s0 = b[o]!;
    let s1 = b[o + 1]!;
    let s2 = b[o + 2]!;
    let s3 = b[o + 3]!;
    for (let i = 0; i < inputs; i += 1) {
      const value = x[xAt + i]!;
      s0 += value * w[w0 + i]!;
      s1 += value * w[w1 + i]!;
      s2 += value * w[w2 + i]!;
      s3 += value * w[w3 + i]!;
    }
    const yAt = row * outputs + o;
    y[yAt] = s0;
    y[yAt + 1] = s1;
    y[yAt + 2] = s2;
    y[yAt + 3] = s3;
  }
}

function affineBlock(
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
  y: Float64Array,
  row: number,
  o: number,
  inputs: number,
  outputs: number,
): void {
  const x0 = row * inputs;
  const x1 = x0 + inputs;
  const w0 = o * inputs;
  const w1 = w0 + inputs;
  const w2 = w1 + inputs;
  const w3 = w2 + inputs;
  let s00 = b[o]!;
  let s01 = b[o + 1]!;
  let s02 = b[o + 2]!;
  let s03 = b[o + 3]!;
  let s10 = s00;
  let s11 = s01;
  let s12 = s02;
  let s13 = s03;
  for (let i = 0; i < inputs; i += 1) {
    const v0 = x[x0 + i]!;
    const v1 = x[x1 + i]!;
    const c0 = w[w0 + i]!;
    const c1 = w[w1 + i]!;
    const c2 = w[w2 + i]!;
    const c3 = w[w3 + i]!;
    s00 += v0 * c0;
    s01 += v0 * c1;
    s02 += v0 * c2;
    s03 += v0 * c3;
    s10 += v1 * c0;
    s11 += v1 * c1;
    s12 += v1 * c2;
    s13 += v1 * c3;
  }
  const y0 = row * outputs + o;
  const y1 = y0 + outputs;
  y[y0] = s00;
  y[y0 + 1] = s01;
  y[y0 + 2] = s02;
  y[y0 + 3] = s03;
  y[y1] = s10;
  y[y1 + 1] = s11;
  y[y1 + 2] = s12;
  y[y1 + 3] = s13;
}

/** dW += dyᵀ·x, db += Σ dy. Four rows at a time, so that dW is read and written once for them. */
export function accumulateWeights(
  x: Float64Array,
  dy: Float64Array,
  dw: Float64Array,
  db: Float64Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  const blocked = rows - (rows % 4);
  for (let row = 0; row < rows; row += row < blocked ? 4 : 1) {
    const x0 = row * inputs;
    const y0 = row * outputs;
    const four = row < blocked;
    for (let o = 0; o < outputs; o += 1) {
      const wAt = o * inputs;
      const g0 = dy[y0 + o]!;
      if (!four) {
        db[o]! += g0;
        for (let i = 0; i < inputs; i += 1) dw[wAt + i]! += g0 * x[x0 + i]!;
        continue;
      }
      const g1 = dy[y0 + outputs + o]!;
      const g2 = dy[y0 + 2 * outputs + o]!;
      const g3 = dy[y0 + 3 * outputs + o]!;
      db[o]! += g0 + g1 + g2 + g3;
      const x1 = x0 + inputs;
      const x2 = x1 + inputs;
      const x3 = x2 + inputs;
      for (let i = 0; i < inputs; i += 1) {
        dw[wAt + i]! += g0 * x[x0 + i]! + g1 * x[x1 + i]! + g2 * x[x2 + i]! + g3 * x[x3 + i]!;
      }
    }
  }
}

/** dx = dy·W. */
export function backpropagate(
  w: Float64Array,
  dy: Float64Array,
  dx: Float64Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  const blocked = outputs - (outputs % 4);
  for (let row = 0; row < rows; row += 1) {
    const xAt = row * inputs;
    const yAt = row * outputs;
    for (let i = 0; i < inputs; i += 1) dx[xAt + i] = 0;
    for (let o = 0; o < blocked; o += 4) {
      const g0 = dy[yAt + o]!;
      const g1 = dy[yAt + o + 1]!;
      const g2 = dy[yAt + o + 2]!;
      const g3 = dy[yAt + o + 3]!;
      const w0 = o * inputs;
      const w1 = w0 + inputs;
      const w2 = w1 + inputs;
      const w3 = w2 + inputs;
      for (let i = 0; i < inputs; i += 1) {
        dx[xAt + i]! += g0 * w[w0 + i]! + g1 * w[w1 + i]! + g2 * w[w2 + i]! + g3 * w[w3 + i]!;
      }
    }
    for (let o = blocked; o < outputs; o += 1) {
      const g = dy[yAt + o]!;
      for (let i = 0; i < inputs; i += 1) dx[xAt + i]! += g * w[o * inputs + i]!;
    }
  }
}
