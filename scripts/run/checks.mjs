import { step } from "./step.mjs";

/** Types, lint, format and drift. Returns the number of checks that failed and passed. */
export async function runChecks() {
  const results = [
    await step("Generate", "node", ["scripts/generate.mjs"]),
    await step(
      "Nothing generated has drifted",
      "git",
      ["diff", "--exit-code", "--stat", "--", "api/schema.graphql", "sdk/src/generated"],
      { quiet: true },
    ),
    await step("Types", "turbo", ["run", "typecheck", "--output-logs=errors-only", "--no-update-notifier"], {
      quiet: true,
    }),
    await step("Lint", "eslint", ["."], { quiet: true }),
    await step("Format", "prettier", ["--check", "--log-level=warn", "."], { quiet: true }),
  ];
  const failed = results.filter((result) => result.code !== 0).length;
  return { passed: results.length - failed, failed };
}
