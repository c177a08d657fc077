import type { ViewerQuery } from "@arena/sdk";

export type SessionViewer = NonNullable<ViewerQuery["viewer"]>;
export type SessionProject = NonNullable<SessionViewer["currentOrganization"]>["projects"][number];
