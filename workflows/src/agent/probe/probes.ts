import type { AgentToServer } from "../../contract/agent-protocol.ts";
import { PROBE_WITHIN_MS, type ProbeFacts } from "../../contract/cluster-probe.ts";
import { log } from "../log.ts";
import { echo } from "./echo.ts";
import { lookAtRay, type RayLook } from "./look-at-ray.ts";

export interface ProbeSettings {
  readonly url: string;
  readonly token: string;
  /** Null: this home has no Ray. */
  readonly ray: Pick<RayLook, "python" | "program" | "sharedDirectory"> | null;
}

/** Looks when it is asked, one look at a time; an answer that is lost is asked for again. */
export class Probes {
  readonly #settings: ProbeSettings;
  readonly #epoch: () => number | null;
  readonly #send: (message: AgentToServer) => void;
  readonly #abort = new AbortController();
  #running: string | null = null;
  #answered: { readonly id: string; readonly facts: ProbeFacts } | null = null;

  constructor(settings: ProbeSettings, epoch: () => number | null, send: (message: AgentToServer) => void) {
    this.#settings = settings;
    this.#epoch = epoch;
    this.#send = send;
  }

  probe(id: string): void {
    if (this.#answered?.id === id) return this.#answer(this.#answered);
    if (this.#running === id) return;
    this.#running = id;
    void this.#look(id)
      .then((facts) => {
        this.#answered = { id, facts };
        this.#answer(this.#answered);
      })
      .catch((error: unknown) => log(`probe ${id}: ${(error as Error).message}`))
      .finally(() => {
        if (this.#running === id) this.#running = null;
      });
  }

  dispose(): void {
    this.#abort.abort();
  }

  #answer({ id, facts }: { readonly id: string; readonly facts: ProbeFacts }): void {
    // The clock is the one of the moment when it is said.
    const said = { ...facts, epoch: this.#epoch() ?? facts.epoch, at: new Date().toISOString() };
    this.#send({ type: "probed", id, facts: said });
  }

  async #look(id: string): Promise<ProbeFacts> {
    const { url, token, ray } = this.#settings;
    const { signal } = this.#abort;
    const [echoed, seen] = await Promise.all([
      echo(url, token, signal),
      ray === null ? null : lookAtRay({ ...ray, name: `proof-${id}`, withinMs: PROBE_WITHIN_MS }, signal),
    ]);
    return { epoch: this.#epoch() ?? 0, at: new Date().toISOString(), echo: echoed, ray: seen };
  }
}
