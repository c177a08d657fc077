import type { Role } from "@arena/database/generated/client/enums";

const MEMBER_PERMISSIONS = [
  "project:create",
  "project:read",
  "experiment:create",
  "experiment:read",
  "experiment:update",
  "experiment:delete",
  "experiment:train",
  "experiment:halt",
  "experiment:resume",
  "checkpoint:delete",
  "resource_class:read",
  "member:read",
  "api_key:manage",
] as const;
const MANAGER_PERMISSIONS = [...MEMBER_PERMISSIONS, "activity:read", "member:manage", "resource_class:manage"] as const;

export type Permission = (typeof MANAGER_PERMISSIONS)[number];

/** The one table of who may do what. */
export const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  MEMBER: MEMBER_PERMISSIONS,
  MANAGER: MANAGER_PERMISSIONS,
};

export function isAllowed(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission);
}
