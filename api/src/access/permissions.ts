import type { Plan, Role } from "@arena/database/generated/client/enums";

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
const MANAGER_PERMISSIONS = [
  ...MEMBER_PERMISSIONS,
  "activity:read",
  "member:manage",
  "on_prem:manage",
  "place:release",
] as const;

export type Permission = (typeof MANAGER_PERMISSIONS)[number];

/** The one table of who may do what. */
export const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  MEMBER: MEMBER_PERMISSIONS,
  MANAGER: MANAGER_PERMISSIONS,
};

/** What an organization must have paid for; any plan where none is named. */
const PLAN_OF: Readonly<Partial<Record<Permission, Plan>>> = { "on_prem:manage": "ENTERPRISE" };

export interface Standing {
  readonly role: Role;
  readonly plan: Plan;
}

export function isAllowed({ role, plan }: Standing, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission) && (PLAN_OF[permission] ?? plan) === plan;
}

export function permissionsOf(standing: Standing): Permission[] {
  return PERMISSIONS[standing.role].filter((permission) => isAllowed(standing, permission));
}
