import type { Role, Plan } from "@arena/database/generated/client/enums";

export type Channel = "WEB" | "SDK" | "CLI";

/** Who asks, in which organization, as what. Made once per request by access/authenticate.ts. */
export interface Viewer {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly organizationId: string;
  readonly role: Role;
  readonly plan: Plan;
  readonly via: Channel;
}
