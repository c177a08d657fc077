import type { ArenaClient, ClusterOperationFieldsFragment } from "@arena/sdk";

export type Operation = ClusterOperationFieldsFragment;

/** Follows an operation until the condition holds; fails with its last state. */
export async function followUntil(
  client: ArenaClient,
  id: string,
  what: string,
  holds: (operation: Operation) => boolean,
  withinMs = 90_000,
): Promise<Operation> {
  const signal = AbortSignal.timeout(withinMs);
  let last: Operation | null = null;
  for await (const _message of client.followInstall(id, { signal })) {
    last = await client.clusterOperation(id);
    if (last !== null && holds(last)) return last;
  }
  last = await client.clusterOperation(id);
  if (last !== null && holds(last)) return last;
  throw new Error(`not in time: ${what}; it is ${JSON.stringify(last, null, 1)}`);
}
