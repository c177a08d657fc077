import pg from "pg";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { listMigrations, migrationsFolder } from "./migration-list.ts";
import { withSchemaEngine } from "./schema-engine.ts";

/** Held while migrating: whoever comes second waits, then finds nothing left to do. Any fixed number will do. */
const MIGRATION_LOCK = 4_270_112_301;

/**
 * Applies what is missing of migrations/ and returns the names applied. Kept in `_prisma_migrations`, so
 * `prisma migrate deploy` goes on from here and the other way round. Safe to run twice, and twice at once.
 */
export async function migrate(url: string): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, application_name: "arena-migrate" });
  try {
    await guard.connect();
  } catch (error) {
    throw new Error(`Cannot reach the database to migrate it: ${messageOf(error)}`, { cause: error });
  }
  try {
    await guard.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await applyMigrations(url);
  } catch (error) {
    throw new Error(`The database was not migrated: ${messageOf(error)}`, { cause: error });
  } finally {
    await guard.end();
  }
}

async function applyMigrations(url: string): Promise<string[]> {
  const migrations = await listMigrations();
  return await withSchemaEngine(url, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: migrationsFolder,
        lockfile: {
          path: "migration_lock.toml",
          content: await readFile(path.join(migrationsFolder, "migration_lock.toml"), "utf8"),
        },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  });
}

function messageOf(error: unknown): string {
  // The engine adds its own stack after the second line.
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.split(/\n\s+0: /)[0]!.trim();
}
