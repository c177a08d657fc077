import type { InstallerContext } from "./installer-context.ts";
import { removePlace } from "./helm/operation-place.ts";
import { asRoot, operationFolder } from "./host-files.ts";
import { readOrder } from "./operation-records.ts";
import { quote } from "./quote.ts";
import { isLost } from "./run-ssh.ts";

const TIDY_WITHIN_MS = 10_000;
/** Whoever clears a host may be killed there, or lose the connection. */
const TIMES = 3;

/** Keys of the class lie among an operation's files: they go with it. A host that is away keeps what only its root reads. */
export async function tidyHosts({ pool, logins, helm }: InstallerContext, operationId: string): Promise<void> {
  const order = await readOrder(pool, operationId);
  if (order.driver === "HELM") await removePlace(helm, operationId);
  if (order.driver !== "SSH") return;
  await Promise.all(
    order.hosts.map(async (host) => {
      const shell = await logins.shell(order, host);
      const script = asRoot(`rm -rf ${quote(operationFolder(operationId))}`);
      for (let time = 0; time < TIMES; time += 1)
        if (!isLost(await shell.run(script, { withinMs: TIDY_WITHIN_MS }))) return;
    }),
  );
}
