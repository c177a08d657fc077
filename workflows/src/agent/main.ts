import { Agent } from "./agent.ts";
import { Home, HomeLockedError } from "./home.ts";
import { log } from "./log.ts";
import { readSettings } from "./settings.ts";

const EXIT_WRONG_SETTINGS = 2;
const EXIT_REFUSED = 3;
const EXIT_HOME_LOCKED = 4;

/** Ends soon and leaves trainers running: the next agent attaches to them. */
function exitOnSignals(agent: Agent): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      void agent.sayFarewell().finally(() => {
        agent.dispose();
        process.exit(0);
      });
    });
  }
}

function start(): void {
  const settings = readSettings(process.env);
  const home = new Home(settings.home);
  const agent = new Agent(settings, home, (refusal) => {
    log(`refused: ${refusal.reason} ${refusal.message}`);
    // A token may become known, and an older program may be replaced; a home that has passed to another agent may not.
    if (refusal.reason !== "UNKNOWN_TOKEN") process.exit(EXIT_REFUSED);
  });
  exitOnSignals(agent);
  agent.start();
}

try {
  start();
} catch (error) {
  log((error as Error).message);
  process.exit(error instanceof HomeLockedError ? EXIT_HOME_LOCKED : EXIT_WRONG_SETTINGS);
}
