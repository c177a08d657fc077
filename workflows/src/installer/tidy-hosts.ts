import type { InstallerContext } from "./installer-context.ts";
import { removePlace } from "./helm/operation-place.ts";
import { asRoot, operationFolder } from "./host-files.ts";
import { readOrder } from "./operation-records.ts";
import { quote } from "./quote.ts";

const TIDY_WITHIN_MS = 10_000;

/** Keys of the class lie among an operation's files: they go with it. A host that is away keeps what only its root reads. */
export async function tidyHosts({ pool, logins, helm }: InstallerContext, operationId: string): Promise<void> {
  const order = await readOrder(pool, operationId);
  if (order.driver === "HELM") await removePlace(helm, operationId);
  if (order.driver !== "SSH") return;
  await Promise.all(
    order.hosts.map(async (host) => {
      const shell = await logins.shell(order, host);
      await shell.run(asRoot(`rm -rf ${quote(operationFolder(operationId))}`), { withinMs: TIDY_WITHIN_MS });
    }),
  );
}
