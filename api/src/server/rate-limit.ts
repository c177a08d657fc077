export const REQUESTS_PER_MINUTE = 600;
export const RATE_MESSAGE = `Too many requests: at most ${REQUESTS_PER_MINUTE} a minute are allowed.`;
const MAX_KEYS = 50_000;

/** A token bucket a key: bursts up to a minute's worth, refilled evenly. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(perMinute: number = REQUESTS_PER_MINUTE, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  take(key: string): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#perMinute, at: now };
    const tokens = Math.min(this.#perMinute, bucket.tokens + ((now - bucket.at) / 60_000) * this.#perMinute);
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    // Least recently used first: a flood of made-up keys must not fill the memory.
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return tokens >= 1;
  }
}
