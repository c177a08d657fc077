import type { ArenaClient } from "@arena/sdk";
import type { Operation } from "./follow-until.ts";

/** What the panel of a class shows first: the newest that was done to its cluster. */
export async function newestOperation(client: ArenaClient, className: string): Promise<Operation> {
  const classes = await client.onPremClasses({ first: 100 });
  const found = classes?.edges.find(({ node }) => node.name === className);
  if (found === undefined) throw new Error(`There is no class ${className}`);
  const [newest] = (await client.classCluster(found.node.id))?.operations ?? [];
  if (newest === undefined) throw new Error(`Nothing is known of the cluster of ${className}`);
  return newest;
}

/** What the stages of all hosts said, host by host. */
export async function logsOf(client: ArenaClient, operationId: string): Promise<string[]> {
  const logs = await client.clusterHostLog(operationId, 1_000);
  return [...logs.values()].map((lines) => lines.map(({ text }) => text).join("\n"));
}
