// npm run up: everything on this machine, from one command. Runs on any Node from 20 on, and goes on under the pinned one.
import { readSettings } from "./up/settings.mjs";
import { continueUnderPinnedNode, ensureDependencies, isPinnedNode } from "./up/install.mjs";
import { explain } from "./up/explain.mjs";
import { createSay } from "./up/say.mjs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const checkoutDir = dirname(dirname(fileURLToPath(import.meta.url)));
const say = createSay();
try {
  const settings = readSettings(process.argv.slice(2), process.env, checkoutDir);
  const installed = await ensureDependencies(checkoutDir, say);
  if (installed || !isPinnedNode(checkoutDir)) continueUnderPinnedNode(checkoutDir, fileURLToPath(import.meta.url));
  else {
    const { up } = await import("./up/up.mjs");
    await up({ settings, checkoutDir, say });
  }
} catch (error) {
  say.line(explain(error));
  process.exit(1);
}
