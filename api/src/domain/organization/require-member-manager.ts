import { isAllowed } from "../../access/permissions.ts";
import { ForbiddenError } from "../errors.ts";
import type { Viewer } from "../viewer/viewer.ts";

export function requireMemberManager(viewer: Viewer): void {
  if (!isAllowed(viewer, "member:manage"))
    throw new ForbiddenError("Only Managers may change who belongs to the organization.");
}
