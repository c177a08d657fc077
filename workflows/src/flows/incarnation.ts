import { condition, defineSignal, setHandler, upsertMemo } from "@temporalio/workflow";
import { ADOPT_INCARNATION_SIGNAL } from "../contract/incarnation.ts";

/** Stays open: its memo says which database this server's workflows belong to. */
export async function incarnation(): Promise<void> {
  setHandler(defineSignal<[string]>(ADOPT_INCARNATION_SIGNAL), (incarnationId) => upsertMemo({ incarnationId }));
  await condition(() => false);
}
