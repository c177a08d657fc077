import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export interface Migration {
  name: string;
  sql: string;
}

export const migrationsFolder = path.join(import.meta.dirname, "..", "migrations");

/** The folders of migrations/, in the order in which they apply. */
export async function listMigrations(): Promise<Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return await Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(path.join(migrationsFolder, name, "migration.sql"), "utf8"),
    })),
  );
}

/** Changes when any migration does. */
export async function hashMigrations(): Promise<string> {
  const hash = createHash("sha256");
  for (const { name, sql } of await listMigrations()) hash.update(`${name}\0${sql}\0`);
  return hash.digest("hex");
}
