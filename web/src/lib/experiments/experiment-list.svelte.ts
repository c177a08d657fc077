import type { ArenaClient, ExperimentFilter, ProjectMessage } from "@arena/sdk";
import { failedState, LOADING, READY, type PanelState } from "../runs/panel-state.ts";
import type { ExperimentRow } from "./experiment-row.ts";
import type { ListView } from "./list-address.ts";
import { appendRows, refreshRows } from "./merge-rows.ts";

/** Of the first page, which the server renders. */
export const FIRST_PAGE = 100;
const LARGEST_PAGE = 1_000;

export interface ListPage {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: ExperimentRow }[];
}

export interface ExperimentListOptions {
  /** A status has changed: counts are to be read anew. */
  readonly onchange?: () => void;
  readonly newOnTop?: boolean;
}

/** What the server is asked for a view. */
export function pageVariables(projectId: string, view: ListView, first: number, after: string | null) {
  const filter: ExperimentFilter = {
    ...(view.statuses.length > 0 ? { status: [...view.statuses] } : {}),
    ...(view.text === "" ? {} : { text: view.text }),
  };
  return { id: projectId, first, after, filter, ...(view.order === null ? {} : { orderBy: view.order }) };
}

/**
 * The experiments of one view of a project: pages as far as a person has scrolled, and changes as they happen. A row
 * that changes stays where it is, even if it no longer fits filter or order, so that nothing moves under the pointer.
 */
export class ExperimentList {
  rows = $state.raw<readonly ExperimentRow[]>([]);
  total = $state(0);
  /** Of the pages that are still to come. */
  more = $state.raw<PanelState>(READY);
  readonly #projectId: string;
  readonly #view: ListView;
  readonly #onchange: () => void;
  /** New ones appear on top; where another order holds, they wait for the next visit. */
  readonly #newOnTop: boolean;
  #endCursor: string | null;
  #hasNext: boolean;
  #wanted = 0;

  constructor(projectId: string, view: ListView, page: ListPage, options: ExperimentListOptions = {}) {
    this.#projectId = projectId;
    this.#view = view;
    this.#onchange = options.onchange ?? (() => undefined);
    this.#newOnTop = options.newOnTop ?? view.order === null;
    this.rows = rowsOf(page);
    this.total = page.totalCount;
    this.#endCursor = page.pageInfo.endCursor;
    this.#hasNext = page.pageInfo.hasNextPage;
  }

  /** Reads on until the row at `index` is there, or there are no more. */
  async want(client: ArenaClient, index: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, index);
    if (this.more.kind === "loading") return;
    while (this.#hasNext && this.rows.length <= this.#wanted) {
      this.more = LOADING;
      const first = this.#wanted - this.rows.length > FIRST_PAGE ? LARGEST_PAGE : FIRST_PAGE;
      try {
        const page = await this.#read(client, first, this.#endCursor);
        if (page === null) break;
        this.rows = appendRows(this.rows, rowsOf(page));
        this.#take(page);
      } catch (error) {
        this.more = failedState(error);
        return;
      }
    }
    this.more = READY;
  }

  /** Follows the project; returns how to stop. `fail` hears what a repeat cannot mend. */
  follow(client: ArenaClient, fail: (error: unknown) => void): () => void {
    const stopping = new AbortController();
    const { signal } = stopping;
    void (async () => {
      try {
        for await (const message of client.watchProject(this.#projectId, { signal })) {
          if (signal.aborted) return;
          await this.#receive(client, message);
        }
      } catch (error) {
        if (!signal.aborted) fail(error);
      }
    })();
    return () => stopping.abort();
  }

  /** An answer of a change that this page asked for: shown without waiting for the stream. */
  put(row: ExperimentRow): void {
    const at = this.rows.findIndex(({ id }) => id === row.id);
    if (at >= 0) this.rows = this.rows.with(at, row);
    else if (this.#belongsOnTop(row)) {
      this.rows = [row, ...this.rows];
      this.total += 1;
    }
  }

  drop(id: string): void {
    const left = this.rows.filter((row) => row.id !== id);
    if (left.length === this.rows.length) return;
    this.total -= 1;
    this.rows = left;
  }

  async #receive(client: ArenaClient, { snapshot, events }: ProjectMessage): Promise<void> {
    // What changed between the page's reading and this subscription is in no event: read the shown rows again.
    if (snapshot !== null) await this.#readAgain(client);
    let counted = snapshot !== null;
    for (const { experiment, experimentId } of events) {
      const before = this.rows.find(({ id }) => id === experimentId)?.status;
      counted ||= experiment?.status !== before;
      if (experiment === null) this.drop(experimentId);
      else this.put(experiment);
    }
    if (counted) this.#onchange();
  }

  async #readAgain(client: ArenaClient): Promise<void> {
    const first = Math.min(LARGEST_PAGE, Math.max(FIRST_PAGE, this.rows.length));
    const page = await this.#read(client, first, null).catch(() => null);
    if (page === null) return;
    this.rows = refreshRows(this.rows, rowsOf(page), this.#newOnTop);
    this.total = page.totalCount;
  }

  async #read(client: ArenaClient, first: number, after: string | null): Promise<ListPage | null> {
    const project = await client.projectExperiments(pageVariables(this.#projectId, this.#view, first, after));
    return project?.experiments ?? null;
  }

  #take({ totalCount, pageInfo }: ListPage): void {
    this.total = totalCount;
    this.#endCursor = pageInfo.endCursor;
    this.#hasNext = pageInfo.hasNextPage;
  }

  /** Of newest first, an older one that changes belongs further down, on a page that is not read yet. */
  #belongsOnTop(row: ExperimentRow): boolean {
    const { statuses, text, order } = this.#view;
    const [top] = this.rows;
    const newer = order !== null || top === undefined || row.createdAt >= top.createdAt;
    const fits =
      (statuses.length === 0 || (statuses as readonly string[]).includes(row.status)) &&
      row.name.toLowerCase().includes(text.toLowerCase());
    return this.#newOnTop && newer && fits;
  }
}

function rowsOf(page: ListPage): readonly ExperimentRow[] {
  return page.edges.map(({ node }) => node);
}
