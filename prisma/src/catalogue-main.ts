/** Writes prisma/catalogue.txt anew from a freshly migrated database: run it with every migration. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { readCatalogue } from "./catalogue.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase();
try {
  await writeFile(path.join(import.meta.dirname, "..", "catalogue.txt"), await readCatalogue(database.url));
} finally {
  await database.drop();
}
