// Checks, unit tests, and the suites on a real PostgreSQL, a real Temporal server and a real browser.
import { runChecks } from "./run/checks.mjs";
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { runVitest } from "./run/vitest.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);
const { runSuites } = await import("./run/suites.mjs");

await runSuites(
  [
    ["Suites on real servers", "servers"],
    ["Trainers", "trainers"],
    ["End to end", "end-to-end"],
  ],
  [await runChecks(), await runVitest("Unit tests", ["unit"], {})],
);
