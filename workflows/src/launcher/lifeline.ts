import { writeSync } from "node:fs";
import { Socket } from "node:net";

/** Where a launcher that was given the option finds its lifeline. */
export const LIFELINE_DESCRIPTOR = 3;
export const LIFELINE_OPTION = "--lifeline";

/**
 * A socket whose other end one process holds, and whose end the kernel tells however that process dies: the way to learn
 * of the death of one that is not a parent. What holds it need not be signalled to stop this process, only to let go.
 */
export class Lifeline {
  readonly #socket: Socket;
  readonly #descriptor: number;
  #gone = false;
  #onGone: (() => void) | null = null;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    // Half open: what this side holds is closed by its end alone, for that is what the other side takes it for.
    this.#socket = new Socket({ fd: descriptor, readable: true, writable: true, allowHalfOpen: true });
    this.#socket.on("error", () => this.#lost());
    this.#socket.on("end", () => this.#lost());
    this.#socket.resume();
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Calls at once when it is gone already. */
  whenGone(call: () => void): void {
    if (this.#gone) call();
    else this.#onGone = call;
  }

  /** Nobody may listen any more. */
  say(text: string): void {
    try {
      writeSync(this.#descriptor, `${text}\n`);
    } catch {
      // Its files say the same.
    }
  }

  #lost(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#onGone?.();
  }
}
