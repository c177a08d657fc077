export interface Sequenced {
  readonly sequence: number;
}

/** Where a tail reads from. `after` answers null when what was missed is not kept any more. */
export interface TailSource<Event extends Sequenced> {
  newest(): Promise<number>;
  after(sequence: number): Promise<readonly Event[] | null>;
}

const RING_EVENTS = 1_000;

/** What is new of one subject, read once for all of its subscribers, and the last events of it in a ring. */
export class Tail<Event extends Sequenced> {
  readonly #source: TailSource<Event>;
  #ring: Event[] = [];
  #last = 0;
  #target = 0;
  #reading = false;
  #waiters = new Set<() => void>();
  #started: Promise<void> | null = null;

  constructor(source: TailSource<Event>) {
    this.#source = source;
  }

  get last(): number {
    return this.#last;
  }

  /** Registered for notifications before this reads where the subject stands, so nothing falls between. */
  start(): Promise<void> {
    this.#started ??= this.#source.newest().then((newest) => {
      this.#last = Math.max(this.#last, newest);
      this.#target = Math.max(this.#target, newest);
      void this.#read();
    });
    return this.#started;
  }

  /** A notification said that the subject has reached `sequence`; Infinity when notifications were lost. */
  reached(sequence: number): void {
    this.#target = Math.max(this.#target, sequence);
    void this.#read();
  }

  /** Events after `sequence` that are at hand; null when the ring does not reach back so far. */
  ringAfter(sequence: number): readonly Event[] | null {
    const first = this.#ring[0];
    if (sequence >= this.#last) return [];
    if (first === undefined || first.sequence > sequence + 1) return null;
    return this.#ring.slice(sequence + 1 - first.sequence);
  }

  /** Resolves at the next event after `sequence`, or when `release` is called. */
  waitBeyond(sequence: number): { promise: Promise<void>; release: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const release = (): void => {
      this.#waiters.delete(release);
      resolve();
    };
    if (this.#last > sequence) release();
    else this.#waiters.add(release);
    return { promise, release };
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#started === null) return;
    this.#reading = true;
    try {
      await this.#started;
      while (this.#last < this.#target) {
        const events = await this.#source.after(this.#last);
        if (events === null) await this.#skipTrimmed();
        else if (events.length > 0) this.#append(events);
        // A rolled-back or foreign notification, or the end after a reconnection: nothing more is there.
        if (events?.length === 0) this.#target = this.#last;
        for (const release of [...this.#waiters]) release();
      }
    } catch {
      // The database is away; the listener's reconnection or the next notification reads again.
      this.#target = this.#last;
    } finally {
      this.#reading = false;
    }
  }

  #append(events: readonly Event[]): void {
    this.#ring = [...this.#ring, ...events].slice(-RING_EVENTS);
    this.#last = events.at(-1)?.sequence ?? this.#last;
  }

  async #skipTrimmed(): Promise<void> {
    this.#ring = [];
    this.#last = Math.max(await this.#source.newest(), this.#last);
  }
}
