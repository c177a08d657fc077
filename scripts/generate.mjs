// Generates everything that is generated: database client, printed schema, SDK operations, web types.
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";
import { step } from "./run/step.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);

const steps = [
  ["Generate the database client", "npm", ["run", "--silent", "generate", "-w", "prisma"]],
  ["Print the GraphQL schema", "npm", ["run", "--silent", "generate", "-w", "api"]],
  ["Generate the SDK's operations", "graphql-codegen", ["--config", "codegen.ts"]],
  ["Generate the web's types", "svelte-kit", ["sync"], { cwd: `${import.meta.dirname}/../web` }],
];
for (const [title, command, args, options] of steps) {
  const { code } = await step(title, command, args, { quiet: true, ...options });
  if (code !== 0) process.exit(code);
}
