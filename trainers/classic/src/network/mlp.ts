import type { Xoshiro } from "../random/xoshiro.ts";
import { accumulateWeights, affine, backpropagate } from "./kernels.ts";
import { fillOrthogonal } from "./orthogonal.ts";

export type Activation = "Tanh" | "ReLU";

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly w: Float64Array;
  readonly b: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
  readonly y: Float64Array;
  readonly dy: Float64Array;
}

export function countParameters(sizes: readonly number[]): number {
  let count = 0;
  for (let i = 1; i < sizes.length; i += 1) count += (sizes[i - 1]! + 1) * sizes[i]!;
  return count;
}

function activate(y: Float64Array, length: number, activation: Activation): void {
  if (activation === "ReLU") {
    for (let i = 0; i < length; i += 1) if (y[i]! < 0) y[i] = 0;
    return;
  }
  for (let i = 0; i < length; i += 1) y[i] = 1 - 2 / (Math.exp(2 * y[i]!) + 1);
}

function deactivate(y: Float64Array, dy: Float64Array, length: number, activation: Activation): void {
  if (activation === "ReLU") {
    for (let i = 0; i < length; i += 1) if (y[i]! <= 0) dy[i] = 0;
    return;
  }
  for (let i = 0; i < length; i += 1) dy[i]! *= 1 - y[i]! * y[i]!;
}

/** A fully connected network whose weights live in someone else's array. Nothing is allocated after it is made. */
export class Mlp {
  readonly #layers: Layer[] = [];
  readonly #activation: Activation;

  constructor(
    sizes: readonly number[],
    activation: Activation,
    maxRows: number,
    memory: { values: Float64Array; gradients: Float64Array },
  ) {
    this.#activation = activation;
    let at = 0;
    for (let i = 1; i < sizes.length; i += 1) {
      const inputs = sizes[i - 1]!;
      const outputs = sizes[i]!;
      const end = at + inputs * outputs;
      this.#layers.push({
        inputs,
        outputs,
        w: memory.values.subarray(at, end),
        b: memory.values.subarray(end, end + outputs),
        dw: memory.gradients.subarray(at, end),
        db: memory.gradients.subarray(end, end + outputs),
        y: new Float64Array(maxRows * outputs),
        dy: new Float64Array(maxRows * outputs),
      });
      at = end + outputs;
    }
  }

  initialize(outputGain: number, random: Xoshiro): void {
    const last = this.#layers.length - 1;
    this.#layers.forEach((layer, index) => {
      fillOrthogonal(layer.w, layer.outputs, layer.inputs, index === last ? outputGain : Math.SQRT2, random);
      layer.b.fill(0);
    });
  }

  /** The rows of the last layer; overwritten by the next call. */
  forward(input: Float64Array, rows: number): Float64Array {
    let x = input;
    const last = this.#layers.length - 1;
    for (let l = 0; l <= last; l += 1) {
      const layer = this.#layers[l]!;
      affine(x, layer.w, layer.b, layer.y, rows, layer.inputs, layer.outputs);
      if (l < last) activate(layer.y, rows * layer.outputs, this.#activation);
      x = layer.y;
    }
    return x;
  }

  /** Where to put the gradient of the loss with respect to the outputs before `backward`. */
  get outputGradient(): Float64Array {
    return this.#layers[this.#layers.length - 1]!.dy;
  }

  /** Adds to the gradients; `input` and `rows` must be those of the last `forward`. */
  backward(input: Float64Array, rows: number): void {
    for (let l = this.#layers.length - 1; l >= 0; l -= 1) {
      const layer = this.#layers[l]!;
      const before = this.#layers[l - 1];
      accumulateWeights(before?.y ?? input, layer.dy, layer.dw, layer.db, rows, layer.inputs, layer.outputs);
      if (before === undefined) return;
      backpropagate(layer.w, layer.dy, before.dy, rows, layer.inputs, layer.outputs);
      deactivate(before.y, before.dy, rows * before.outputs, this.#activation);
    }
  }
}
