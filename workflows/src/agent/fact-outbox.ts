import type { AgentFactMessage } from "../contract/agent-protocol.ts";

const REPEAT_AFTER_MS = 3_000;

/** Says each fact until the server has stored it. */
export class FactOutbox {
  readonly #send: (fact: AgentFactMessage) => boolean;
  readonly #stored = new Set<string>();
  readonly #sentAt = new Map<string, number>();

  constructor(send: (fact: AgentFactMessage) => boolean) {
    this.#send = send;
  }

  offer(facts: readonly AgentFactMessage[]): void {
    const now = performance.now();
    for (const fact of facts) {
      const key = keyOf(fact.source, fact.sourceSequence);
      const sentAt = this.#sentAt.get(key);
      if (this.#stored.has(key) || (sentAt !== undefined && now - sentAt < REPEAT_AFTER_MS)) continue;
      if (this.#send(fact)) this.#sentAt.set(key, now);
    }
  }

  stored(source: string, sourceSequence: number): void {
    this.#stored.add(keyOf(source, sourceSequence));
  }

  holdsNothingOf(facts: readonly AgentFactMessage[]): boolean {
    return facts.every((fact) => this.#stored.has(keyOf(fact.source, fact.sourceSequence)));
  }

  /** A new registration: what was sent may have been lost with the old connection, or with an older database. */
  reset(): void {
    this.#stored.clear();
    this.#sentAt.clear();
  }
}

function keyOf(source: string, sourceSequence: number): string {
  return `${source}/${sourceSequence}`;
}
