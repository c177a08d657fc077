import { SvelteMap } from "svelte/reactivity";
import { messageOf } from "#lib/experiments/message-of.ts";
import { browserClient } from "#lib/graphql/browser-client.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import type { Host } from "./sdk-cluster.ts";

type Verb = "retry" | "skip";

/** What somebody chose for hosts that failed: a button is busy until its host has moved. */
export class HostCommands {
  readonly #operationId: string;
  readonly #given = new SvelteMap<number, { readonly verb: Verb; readonly attempts: number }>();

  constructor(operationId: string) {
    this.#operationId = operationId;
  }

  busyWith(host: Host): Verb | null {
    const given = this.#given.get(host.position);
    return given !== undefined && host.state === "FAILED" && given.attempts === attemptsOf(host) ? given.verb : null;
  }

  async give(verb: Verb, host: Host): Promise<void> {
    if (this.busyWith(host) !== null) return;
    this.#given.set(host.position, { verb, attempts: attemptsOf(host) });
    const input = { id: this.#operationId, position: host.position };
    try {
      if (verb === "retry") await browserClient().retryInstallHost(input);
      else await browserClient().skipInstallHost(input);
    } catch (error) {
      this.#given.delete(host.position);
      toasts.error(`Failed to ${verb} ${host.name}: ${messageOf(error)}`);
    }
  }
}

const attemptsOf = ({ stages }: Host): number => stages.reduce((sum, { attempt }) => sum + attempt, 0);
