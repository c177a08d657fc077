import { createDatabase } from "@arena/database/client";
import { readSeedSettings, SeedSettingError } from "./seed/seed-settings.ts";
import { seed } from "./seed/seed.ts";

/** First start: organization, Manager, project, class. Every start: the local class's capacity, the agent's token. */
try {
  const settings = readSeedSettings(process.env);
  const database = createDatabase(settings.databaseUrl, { maxConnections: 2 });
  try {
    console.log(JSON.stringify(await seed(database.pool, settings)));
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof SeedSettingError ? error.message : error);
  process.exitCode = 1;
}
