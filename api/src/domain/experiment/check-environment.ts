import type pg from "pg";
import type { Command } from "../command.ts";
import { readImplementationFault } from "../environment/implementation-fault.ts";
import { NotAllowedError } from "../errors.ts";

/** What has no valid implementation, or none that a trainer here can run, is not trained on. */
export async function checkEnvironment(
  client: pg.Pool | pg.PoolClient,
  command: Command,
  manifest: unknown,
): Promise<void> {
  const fault = await readImplementationFault(client, command, manifest);
  if (fault !== null) throw new NotAllowedError(fault);
}
