import type { KubeFailure } from "../../preflight/kubernetes/cluster-facts.ts";
import { readKubeFailure } from "../../preflight/kubernetes/read-kube-failure.ts";
import { runProgram } from "./run-program.ts";
import type { OperationPlace } from "./operation-place.ts";

export type KubeAnswer<Content> =
  { readonly content: Content; readonly failure: null } | { readonly content: null; readonly failure: KubeFailure };

const WITHIN_MS = 15_000;

/** The API server of an operation, asked through kubectl, which knows every way to log in. */
export class Kube {
  readonly #place: OperationPlace;
  readonly #signal: AbortSignal;

  constructor(place: OperationPlace, signal: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
  }

  /** A path of the API: `/api/v1/nodes`. */
  get<Content>(path: string): Promise<KubeAnswer<Content>> {
    return this.#ask(["get", "--raw", path]);
  }

  /** An object of a kind that answers at once, and is kept nowhere. */
  review<Content>(path: string, body: object): Promise<KubeAnswer<Content>> {
    return this.#ask(["create", "--raw", path, "-f", "-"], JSON.stringify(body));
  }

  async #ask<Content>(args: readonly string[], input?: string): Promise<KubeAnswer<Content>> {
    const end = await runProgram(this.#place.kubectl, {
      args: [...args, "--request-timeout=10s"],
      env: this.#place.environment,
      withinMs: WITHIN_MS,
      signal: this.#signal,
      ...(input === undefined ? {} : { input }),
    });
    if (end.code !== 0) return { content: null, failure: readKubeFailure(end) };
    try {
      return { content: JSON.parse(end.output) as Content, failure: null };
    } catch {
      return { content: null, failure: { kind: "OTHER", text: "What answers there is no API server of Kubernetes." } };
    }
  }
}
