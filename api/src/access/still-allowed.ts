import type { Database } from "@arena/database/client";
import type { Viewer } from "../domain/viewer/viewer.ts";

const CHECK_EVERY_MS = 5_000;

/**
 * Whether the viewer is still a member, by a credential that still holds (a key that was revoked, a session that was
 * ended): asked before each batch of a subscription, looked up every few seconds.
 */
export function stillAllowed(
  { pool }: Database,
  viewer: Viewer,
  credentialHolds: () => Promise<boolean>,
): () => Promise<boolean> {
  let checkedAtMs = performance.now();
  let allowed = true;
  return async () => {
    if (!allowed || performance.now() - checkedAtMs < CHECK_EVERY_MS) return allowed;
    checkedAtMs = performance.now();
    const { rowCount } = await pool.query("SELECT FROM membership WHERE organization_id = $1 AND person_id = $2", [
      viewer.organizationId,
      viewer.personId,
    ]);
    allowed = rowCount === 1 && (await credentialHolds());
    return allowed;
  };
}
