import type { InstallMessage } from "@arena/sdk";
import type { Operation } from "./sdk-cluster.ts";

/** What is known of an operation after a message of its stream; null before the first snapshot. */
export function applyMessage(known: Operation | null, { snapshot, events }: InstallMessage): Operation | null {
  return events.reduce<Operation | null>((operation, event) => {
    if (event.operation !== null) return event.operation;
    const { host } = event;
    if (operation === null || host === null) return operation;
    return { ...operation, hosts: operation.hosts.map((one) => (one.position === host.position ? host : one)) };
  }, snapshot ?? known);
}
