import type { OnPremClassPage, ResourceClassFieldsFragment } from "@arena/sdk";
import { browserClient } from "#lib/graphql/browser-client.ts";

const READ_AT_ONCE = 1_000;
const SHOWN_AT_ONCE = 50;

/** The on-prem resource classes: all are read, those of one page that the filter finds are shown. */
export class ClassList {
  all = $state.raw<readonly ResourceClassFieldsFragment[] | null>(null);
  error = $state.raw<unknown>(null);
  /** A person asked for it. */
  refreshing = $state(false);
  text = $state("");
  #pageIndex = $state(0);
  #reads = 0;

  /** `first`: the classes that the page came with; when they are not all, they are read first. */
  constructor(first: OnPremClassPage | null) {
    if (first !== null && !first.pageInfo.hasNextPage) this.all = first.edges.map(({ node }) => node);
  }

  readonly found = $derived.by(() => {
    const wanted = this.text.trim().toLowerCase();
    return (this.all ?? []).filter(({ name, slug }) => name.toLowerCase().includes(wanted) || slug.includes(wanted));
  });
  readonly pageCount = $derived(Math.max(1, Math.ceil(this.found.length / SHOWN_AT_ONCE)));
  readonly page = $derived(Math.min(this.#pageIndex, this.pageCount - 1));
  readonly firstShown = $derived(this.page * SHOWN_AT_ONCE);
  readonly shown = $derived(this.found.slice(this.firstShown, this.firstShown + SHOWN_AT_ONCE));

  /** What was read stays while it is read again; of two reads at once the later one counts. */
  async read(): Promise<void> {
    const number = (this.#reads += 1);
    try {
      const all: ResourceClassFieldsFragment[] = [];
      for (let after: string | null = null; ;) {
        const page: OnPremClassPage | null = await browserClient().onPremClasses({ first: READ_AT_ONCE, after });
        all.push(...(page?.edges ?? []).map(({ node }) => node));
        after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        if (after === null) break;
      }
      if (number !== this.#reads) return;
      this.all = all;
      this.error = null;
    } catch (error) {
      if (number === this.#reads) this.error = error;
    }
  }

  async refresh(): Promise<void> {
    this.refreshing = true;
    await this.read();
    this.refreshing = false;
  }

  turnTo(page: number): void {
    this.#pageIndex = Math.max(0, Math.min(page, this.pageCount - 1));
  }

  /** To the page that holds it. */
  show(id: string): void {
    this.text = "";
    const index = this.found.findIndex((one) => one.id === id);
    if (index >= 0) this.turnTo(Math.floor(index / SHOWN_AT_ONCE));
  }

  /** A saved class takes its place, a new one the last. */
  put(saved: ResourceClassFieldsFragment): void {
    const all = this.all ?? [];
    this.all = all.some(({ id }) => id === saved.id)
      ? all.map((one) => (one.id === saved.id ? saved : one))
      : [...all, saved];
  }

  remove(id: string): void {
    this.all = (this.all ?? []).filter((one) => one.id !== id);
  }
}
