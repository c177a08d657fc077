import type { ArenaClient } from "@arena/sdk";

export interface FollowedExperiment {
  readonly projectId: string;
  readonly experimentId: string;
  /** Number of the newest run that is known; 0 when there is none. */
  readonly newest: number;
  readonly onnewrun: () => void;
}

/** Says when an experiment has been given a newer run; returns how to stop. */
export function followExperiment(client: ArenaClient, followed: FollowedExperiment): () => void {
  const stopping = new AbortController();
  let known = followed.newest;
  void (async () => {
    for await (const { events } of client.watchProject(followed.projectId, { signal: stopping.signal })) {
      for (const { experimentId, experiment } of events) {
        if (experimentId !== followed.experimentId) continue;
        const number = experiment?.latestRun?.number ?? 0;
        if (number <= known) continue;
        known = number;
        followed.onnewrun();
      }
    }
  })().catch(() => undefined);
  return () => stopping.abort();
}
