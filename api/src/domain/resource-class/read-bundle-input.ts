import type { Queryable } from "@arena/database/queryable";
import type { BundleInput } from "../../bundle/bundle-input.ts";
import { openClusterKey } from "../cluster-key/open-cluster-key.ts";
import { gatewayAddress, isInRange } from "../cluster-key/tunnel-range.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import type { Installation } from "../installation.ts";
import type { Viewer } from "../viewer/viewer.ts";

type ClassRow = Pick<
  BundleInput,
  "classId" | "className" | "slug" | "description" | "nodes" | "cpus" | "gpus" | "memoryBytes"
> & {
  readonly gatewayPublicKey: string;
};

/** All that a bundle of the class is made of, secrets included: for Managers alone. The class by its id. */
export async function readBundleInput(
  client: Queryable,
  { organizationId }: Viewer,
  installation: Installation,
  resourceClassId: string | null,
): Promise<BundleInput> {
  const { rows } = await client.query<ClassRow>(
    `SELECT id AS "classId", name AS "className", slug, description, nodes, cpus, gpus, memory_bytes AS "memoryBytes",
       (SELECT public_key FROM gateway) AS "gatewayPublicKey"
     FROM resource_class WHERE id = $1 AND organization_id = $2 AND kind = 'ON_PREM' AND deleted_at IS NULL`,
    [resourceClassId, organizationId],
  );
  if (rows[0] === undefined || resourceClassId === null) throw new NotFoundError("resource class");
  const { gatewayPublicKey, ...shape } = rows[0];
  const { generation: _generation, ...keys } = await openClusterKey(client, installation, resourceClassId);
  if (!isInRange(keys.tunnelAddress, installation.tunnelRange))
    throw new NotAllowedError(
      `The address ${keys.tunnelAddress} of this resource class’s keys is outside of the tunnel range ${installation.tunnelRange}, which has changed since. Rotate them to get new ones.`,
    );
  return {
    ...shape,
    keys,
    gateway: {
      publicKey: gatewayPublicKey,
      host: installation.gateway.host,
      port: installation.gateway.port,
      tunnelAddress: gatewayAddress(installation.tunnelRange),
    },
    range: installation.tunnelRange,
    apiPort: installation.apiPort,
    serverUrl: installation.publicUrl,
    rayImage: installation.rayImage,
    tunnelImage: installation.tunnelImage,
    version: installation.version,
    payload: await installation.bundlePayload(),
  };
}
