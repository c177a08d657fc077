// What Arena costs, each figure with its floor measured in the same run. Nothing here passes or fails.
import { cpus } from "node:os";
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { ensureChromium } from "./run/chromium.mjs";
import { step } from "./run/step.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);
const { withServers } = await import("./run/servers.mjs");

const rounds = process.argv[2] ?? "20";
const processors = cpus();
console.log(`${processors.length} × ${processors[0]?.model ?? "unknown processor"}, Node ${process.version}`);
await step("Generate", "node", ["scripts/generate.mjs"], { quiet: true });
const chromium = await ensureChromium();
await withServers(async (servers) => {
  const environment = { ...servers, ARENA_CHROMIUM: chromium };
  await step("What a person waits for", "node", ["e2e/bench/latencies.ts", rounds], { environment });
  await step("Scrolling a table of 10,000 experiments", "node", ["e2e/bench/table-scroll.ts"], { environment });
  await step("Listing 1,000 resource classes", "node", ["e2e/bench/list-classes.ts"], { environment });
  await step("A preflight of eight hosts", "node", ["e2e/bench/preflight.ts"], { environment });
  await step("An installation whose control worker is killed", "node", ["e2e/bench/killed-install.ts"], {
    environment,
  });
  await step("Events after a lost link", "node", ["e2e/bench/catch-up.ts"], { environment });
  await step("A run on a warm Ray cluster", "node", ["e2e/bench/ray-runs.ts"], { environment });
  await step("A changed key among the gateway's 10,000 peers", "node", ["workflows/bench/gateway.ts"], { environment });
  await step("Opening the charts of 10 million points", "node", ["prisma/bench/metrics.ts"], { environment });
});
await step("Making and sending bundles", "node", ["api/bench/bundle.ts"]);
await step("Environment steps a second", "node", ["trainers/classic/bench/steps.ts"]);
