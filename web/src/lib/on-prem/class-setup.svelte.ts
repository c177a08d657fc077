import type { SetupType } from "@arena/sdk";
import type { SetupAnswer } from "#lib/server/setup-answer.ts";

export interface SetupFailure {
  readonly message: string;
  readonly requestId: string | null;
}

/** What a class's Config panel shows, read again when the type changes. */
export class ClassSetup {
  answer = $state.raw<SetupAnswer | null>(null);
  failure = $state.raw<SetupFailure | null>(null);
  type = $state<SetupType>("DOCKER_SWARM");
  /** Of the type that is shown; another one is on its way while they differ. */
  shownType = $state<SetupType | null>(null);
  readonly #id: string;
  #reads = 0;

  constructor(id: string) {
    this.#id = id;
  }

  async read(): Promise<void> {
    const number = (this.#reads += 1);
    const { type } = this;
    const given = await readSetup(this.#id, type);
    if (number !== this.#reads) return;
    if ("answer" in given) {
      this.answer = given.answer;
      this.shownType = type;
      this.failure = null;
    } else this.failure = given.failure;
  }
}

async function readSetup(id: string, type: SetupType): Promise<{ answer: SetupAnswer } | { failure: SetupFailure }> {
  try {
    const response = await fetch(`/on-prem/classes/${encodeURIComponent(id)}/setup?type=${type}`, {
      headers: { accept: "application/json" },
    });
    if (response.redirected)
      return { failure: { message: "You are signed out. Reload the page to sign in.", requestId: null } };
    const body = (await response.json().catch(() => ({}))) as SetupAnswer & { message?: string; requestId?: string };
    if (response.ok) return { answer: body };
    return {
      failure: { message: body.message ?? "The server could not answer.", requestId: body.requestId ?? null },
    };
  } catch {
    return { failure: { message: "The server cannot be reached. Nothing was changed.", requestId: null } };
  }
}
