// Types, lint, format, drift and unit tests: what to run before every commit. Starts no server.
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { runChecks } from "./run/checks.mjs";
import { runVitest } from "./run/vitest.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);

const checks = await runChecks();
const units = await runVitest("Unit tests", ["unit"], {});
const failed = checks.failed + units.failed;
console.log(`${checks.passed + units.passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
