import type { Operation } from "./follow-until.ts";

/** What tests wait for in an operation of a cluster. */
export const areReady = ({ hosts }: Operation): boolean => hosts.every(({ state }) => state === "READY");
export const isWaiting = ({ status }: Operation): boolean => status === "WAITING";
export const hasEnded = ({ endedAt }: Operation): boolean => endedAt !== null;
export const isAt =
  (position: number, stage: string, state = "RUNNING") =>
  ({ hosts }: Operation): boolean =>
    hosts[position]!.stages.some((one) => one.name === stage && one.state === state);

/** Each stage that is done, with all that is told of it: a stage that is repeated differs. */
export const doneIn = ({ hosts }: Operation): string[] =>
  hosts.flatMap(({ stages, name: host }) =>
    stages.filter(({ state }) => state === "DONE").map((stage) => JSON.stringify({ host, ...stage })),
  );
