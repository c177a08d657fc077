export interface Toast {
  readonly id: number;
  readonly kind: "success" | "error";
  readonly text: string;
}

const SHOWN_MS = 8_000;
let nextId = 1;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  success(text: string): void {
    this.#add("success", text);
  }

  error(text: string): void {
    this.#add("error", text);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** While a person reads it (pointer or focus on it), it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  release(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN_MS),
    );
  }

  #add(kind: Toast["kind"], text: string): void {
    const id = nextId++;
    this.list = [...this.list.slice(-3), { id, kind, text }];
    this.release(id);
  }
}

export const toasts = new Toasts();
