import { createHmac } from "node:crypto";
import type { BundleInput } from "./bundle-input.ts";

/**
 * With which the bundle's scripts ask for a token to report with: made from the class's tunnel key, so that it lasts as
 * long, and the same at each download (docs/decisions/0009-reported-installations.md).
 */
export function reportKey({
  classId,
  keys,
}: {
  classId: string;
  keys: Pick<BundleInput["keys"], "privateKey">;
}): string {
  const proof = createHmac("sha256", keys.privateKey).update(`arena/setup-report/${classId}`).digest("hex");
  return `arena_setup_${classId}_${proof}`;
}
