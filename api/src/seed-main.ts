import { rmSync } from "node:fs";
import { createDatabase } from "@arena/database/client";
import { UnknownKeyError } from "@arena/database/sealed";
import { whereKeysAre } from "./seed/encryption-keys.ts";
import { readSeedSettings, SeedSettingError, type SeedSettings } from "./seed/seed-settings.ts";
import { seed } from "./seed/seed.ts";

/** First start: organization, Manager, project, class. Every start: the local class's capacity, the agent's token. */
async function main(settings: SeedSettings): Promise<void> {
  const database = createDatabase(settings.databaseUrl, { maxConnections: 2 });
  try {
    console.log(JSON.stringify(await seed(database.pool, settings)));
  } catch (error) {
    if (!(error instanceof UnknownKeyError)) throw error;
    // A key that opens nothing would hide that the right one is lost.
    if (settings.madeKeyFile !== null) rmSync(settings.madeKeyFile);
    throw new SeedSettingError(`${error.message}, ${whereKeysAre(process.env)}.`);
  } finally {
    await database.close();
  }
}

try {
  await main(readSeedSettings(process.env));
} catch (error) {
  console.error(error instanceof SeedSettingError ? error.message : error);
  process.exitCode = 1;
}
