import { SvelteSet } from "svelte/reactivity";
import { browserClient } from "../graphql/browser-client.ts";
import { formatCount } from "../runs/format-number.ts";
import { toasts } from "../ui/toasts.svelte.ts";
import type { ExperimentList } from "./experiment-list.svelte.ts";
import type { ExperimentRow } from "./experiment-row.ts";
import { messageOf } from "./message-of.ts";
import type { RowCommands } from "./row-commands.ts";
import { scheduleTraining } from "./schedule-training.ts";

type Asked = "stop" | "resume" | "edit" | "delete" | "checkpoint";

/** What rows of a list ask for: some at once, some through a dialog (`row-dialogs.svelte`). */
export class RowActions implements RowCommands {
  /** The dialog that is open. */
  asked = $state<Asked | null>(null);
  checkpoint = $state.raw<{ readonly id: string; readonly step: number } | null>(null);
  /** Rises when a checkpoint was deleted. */
  round = $state(0);
  /** Experiments whose Train is under way. */
  readonly busy = new SvelteSet<string>();
  #chosen = $state.raw<ExperimentRow | null>(null);
  readonly #list: ExperimentList;
  readonly #onchange: () => void;

  constructor(list: ExperimentList, onchange: () => void) {
    this.#list = list;
    this.#onchange = onchange;
  }

  /** As it is now: a run may begin to stop while its dialog is open. */
  get subject(): ExperimentRow | null {
    return this.#list.rows.find(({ id }) => id === this.#chosen?.id) ?? this.#chosen;
  }

  train(row: ExperimentRow): void {
    if (!this.busy.has(row.id)) void this.#train(row);
  }
  copy(row: ExperimentRow): void {
    void this.#copy(row);
  }
  resume(row: ExperimentRow): void {
    this.#ask("resume", row);
  }
  edit(row: ExperimentRow): void {
    this.#ask("edit", row);
  }
  stop(row: ExperimentRow): void {
    this.#ask("stop", row);
  }
  remove(row: ExperimentRow): void {
    this.#ask("delete", row);
  }
  removeCheckpoint(row: ExperimentRow, checkpoint: { readonly id: string; readonly step: number }): void {
    this.checkpoint = checkpoint;
    this.#ask("checkpoint", row);
  }

  /** Of the dialogs: rejects with what the server says. */
  async performDelete(): Promise<void> {
    const { subject } = this;
    if (subject === null) return;
    await browserClient().deleteExperiment({ id: subject.id });
    this.#list.drop(subject.id);
    toasts.success(`Experiment ${subject.name} deleted.`);
    this.#onchange();
  }

  async performDeleteCheckpoint(): Promise<void> {
    if (this.checkpoint === null) return;
    await browserClient().deleteCheckpoint({ id: this.checkpoint.id });
    toasts.success(`Checkpoint at step ${formatCount(this.checkpoint.step)} deleted.`);
    this.round += 1;
  }

  edited(row: ExperimentRow): void {
    this.#list.put(row);
  }

  resumed(row: ExperimentRow): void {
    this.#list.put(row);
    this.#onchange();
  }

  #ask(asked: Asked, row: ExperimentRow): void {
    this.#chosen = row;
    this.asked = asked;
  }

  async #train(row: ExperimentRow): Promise<void> {
    this.busy.add(row.id);
    const fresh = await scheduleTraining(row.id);
    if (fresh) this.#list.put(fresh);
    this.busy.delete(row.id);
    this.#onchange();
  }

  async #copy(row: ExperimentRow): Promise<void> {
    try {
      const made = await browserClient().copyExperiment({ id: row.id });
      this.#list.put(made);
      toasts.success(`Experiment ${row.name} copied to ${made.name}.`);
      this.#onchange();
    } catch (error) {
      toasts.error(`Failed to copy experiment: ${messageOf(error)}`);
    }
  }
}
