import { browserClient } from "#lib/graphql/browser-client.ts";
import { subjectsOf, type ActivityRecord } from "./activity-words.ts";

const READ_AT_ONCE = 30;

/** Newest first; older ones on demand. */
export class ActivityList {
  records = $state.raw<readonly ActivityRecord[] | null>(null);
  names = $state.raw<Readonly<Record<string, string>>>({});
  error = $state.raw<unknown>(null);
  hasOlder = $state(false);
  busy = $state(false);
  #cursor: string | null = null;

  /** From the start. */
  async read(): Promise<void> {
    await this.#readAfter(null);
  }

  async readOlder(): Promise<void> {
    await this.#readAfter(this.#cursor);
  }

  async #readAfter(after: string | null): Promise<void> {
    this.busy = true;
    try {
      const client = browserClient();
      const page = await client.activity({ first: READ_AT_ONCE, after });
      const records = (page?.edges ?? []).map(({ node }) => node);
      const names = await client.subjectNames(subjectsOf(records));
      this.records = after === null ? records : [...(this.records ?? []), ...records];
      this.names = { ...this.names, ...Object.fromEntries(names) };
      this.#cursor = page?.pageInfo.endCursor ?? null;
      this.hasOlder = page?.pageInfo.hasNextPage ?? false;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
  }
}
