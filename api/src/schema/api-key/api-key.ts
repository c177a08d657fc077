import { builder } from "../builder/builder.ts";

export interface ApiKeyRow {
  readonly id: string;
  readonly lastFour: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}
export const ApiKeyType = builder.objectRef<ApiKeyRow>("ApiKey");

builder.node(ApiKeyType, {
  description: "A key for scripts. Stored hashed; shown once, when it is made.",
  id: { resolve: (key) => key.id },
  fields: (t) => ({
    lastFour: t.exposeString("lastFour"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    lastUsedAt: t.expose("lastUsedAt", { type: "DateTime", nullable: true, description: "To the minute." }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true }),
  }),
});
