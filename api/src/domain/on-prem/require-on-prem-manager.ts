import { isAllowed } from "../../access/permissions.ts";
import { ForbiddenError } from "../errors.ts";
import type { Viewer } from "../viewer/viewer.ts";

export const ON_PREM_REFUSAL = "The on-prem training cluster requires a Manager on an Enterprise organization.";

/** The one rule of sections 6 to 9, whatever the way in: GraphQL, the command-line surface or a page. */
export function requireOnPremManager(viewer: Viewer): void {
  if (!isAllowed(viewer, "on_prem:manage")) throw new ForbiddenError(ON_PREM_REFUSAL);
}
