import { migrate } from "./migrate.ts";

const url = process.argv[2] ?? process.env["ARENA_DATABASE_URL"];
if (url === undefined) {
  console.error("Give the database's address: node src/migrate-main.ts postgres://… (or set ARENA_DATABASE_URL)");
  process.exit(2);
}
try {
  const applied = await migrate(url);
  console.log(applied.length === 0 ? "The database is up to date" : `Applied ${applied.join(", ")}`);
  // The engine's adapter leaves an idle connection, which would hold the process for ten seconds more.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
