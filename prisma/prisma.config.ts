import { defineConfig } from "prisma/config";

const url = process.env["ARENA_DATABASE_URL"];

export default defineConfig({
  schema: "schema",
  migrations: { path: "migrations" },
  // Only `prisma migrate deploy` elsewhere needs an address; the client is generated without one.
  ...(url === undefined ? {} : { datasource: { url } }),
});
