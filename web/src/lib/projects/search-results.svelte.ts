import type { ArenaClient, ExperimentStatus } from "@arena/sdk";
import type { SessionProject } from "../session/session-viewer.ts";

export interface SearchHit {
  readonly id: string;
  readonly label: string;
  /** Where it is. */
  readonly place: string;
  readonly href: string;
  /** Of an experiment. */
  readonly status: ExperimentStatus | null;
}

const TYPING_MS = 180;
const PROJECTS_ASKED = 8;
const HITS_A_PROJECT = 6;
const MOST_PROJECTS_SHOWN = 8;

/** What the search finds: projects at once, experiments of the first projects as the server answers. */
export class SearchResults {
  experiments = $state.raw<readonly SearchHit[]>([]);
  searching = $state(false);
  failed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  projects(projects: readonly SessionProject[], text: string): readonly SearchHit[] {
    return projects
      .filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
      .slice(0, MOST_PROJECTS_SHOWN)
      .map(({ id, name }) => ({ id, label: name, place: "Project", href: `/projects/${id}`, status: null }));
  }

  /** Asks for experiments a moment after the last letter; what was asked before no longer counts. */
  ask(client: ArenaClient, projects: readonly SessionProject[], text: string): void {
    this.cancel();
    if (text.trim() === "") {
      this.experiments = [];
      return;
    }
    this.searching = true;
    const round = this.#round;
    this.#timer = setTimeout(() => void this.#read(client, projects, text.trim(), round), TYPING_MS);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.searching = false;
    this.failed = false;
  }

  async #read(client: ArenaClient, projects: readonly SessionProject[], text: string, round: number): Promise<void> {
    const answers = await Promise.allSettled(
      projects
        .slice(0, PROJECTS_ASKED)
        .map(({ id }) => client.projectExperiments({ id, first: HITS_A_PROJECT, filter: { text } })),
    );
    if (round !== this.#round) return;
    this.experiments = answers.flatMap((answer) => {
      if (answer.status === "rejected" || answer.value === null) return [];
      const { name: place, experiments } = answer.value;
      return experiments.edges.map(({ node: { id, name, status } }) => ({
        id,
        label: name,
        place,
        href: `/experiments/${id}`,
        status,
      }));
    });
    this.failed = answers.some(({ status }) => status === "rejected");
    this.searching = false;
  }
}
