// Generates everything that is generated: database client, printed schema, SDK operations, web types.
import { existsSync } from "node:fs";
import path from "node:path";
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { root, step } from "./run/step.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);

/** In this order: each reads what the one before wrote. */
const steps = [
  ["Generate the database client", "npm", ["run", "--silent", "generate", "-w", "prisma"], "prisma/schema"],
  ["Print the GraphQL schema", "npm", ["run", "--silent", "generate", "-w", "api"], "api/src/main.ts"],
  ["Generate the SDK's operations", "graphql-codegen", ["--config", "codegen.ts"], "codegen.ts"],
  ["Generate the web's types", "svelte-kit", ["sync"], "web/vite.config.ts", path.join(root, "web")],
];
for (const [title, command, args, needs, cwd] of steps) {
  if (!existsSync(path.join(root, needs))) continue;
  const { code } = await step(title, command, args, { quiet: true, ...(cwd ? { cwd } : {}) });
  if (code !== 0) process.exit(code);
}
