import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";
import { giveCommand, lockOpenOperation } from "./command-operation.ts";
import { orderOperation } from "./order-operation.ts";

/** Of an installation that waits since its proof has failed: that one looks again. Else it is an operation of its own. */
export function proveCluster(
  command: Command,
  input: { readonly resourceClassId: string | null },
): Promise<{ operationId: string }> {
  requireOnPremManager(command.viewer);
  return changeOnce(command, "proveCluster", input, async (client) => {
    const { id } = await lockResourceClass(client, command, input.resourceClassId);
    const open = await lockOpenOperation(client, id);
    if (open !== null && open.kind === "INSTALL" && open.status === "WAITING") {
      if (open.failedHosts > 0)
        throw new NotAllowedError("Hosts of the installation have failed: retry or skip them first.");
      return giveCommand(client, command, open, { kind: "PROVE" });
    }
    return orderOperation(client, command, {
      resourceClassId: id,
      kind: "PROOF",
      driver: "EXTERNAL",
      hosts: [],
      options: { gpus: false, leaveSwarm: false, advertiseAddress: null, login: "SERVER_KEY" },
      archives: null,
      payloadSha256: null,
    });
  });
}
