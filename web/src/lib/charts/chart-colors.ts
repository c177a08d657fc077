/** Resolves tokens to what a canvas takes: `light-dark()` has to be asked of an element in the theme of the day. */
export class ChartColors {
  readonly #probe: HTMLElement;
  #known = new Map<string, string>();

  constructor(host: HTMLElement) {
    this.#probe = document.createElement("i");
    this.#probe.hidden = true;
    host.append(this.#probe);
  }

  of(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    this.#probe.style.color = `var(${token})`;
    const color = getComputedStyle(this.#probe).color;
    this.#known.set(token, color);
    return color;
  }

  /** A colour as faint as the raw curve behind a smoothed one. */
  faint(token: string): string {
    return `color-mix(in srgb, ${this.of(token)} 28%, transparent)`;
  }

  /** Calls when the theme has changed, by the system or by the reader; returns how to stop. */
  onChange(listener: () => void): () => void {
    const changed = (): void => {
      this.#known = new Map();
      listener();
    };
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", changed);
    const chosen = new MutationObserver(changed);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", changed);
      chosen.disconnect();
    };
  }
}
