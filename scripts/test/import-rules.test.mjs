import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { ZONES } from "../../eslint-zones.js";

const root = path.resolve(import.meta.dirname, "../..");
const eslint = new ESLint({ cwd: root });

/** A file of the zone that the linter accepts as a path; it need not exist. */
function fileOf(zone) {
  return path.join(
    root,
    zone.files
      .replace("{agent,launcher}", "agent")
      .replace("**/*.{ts,svelte}", "probe.ts")
      .replace("**/*.ts", "probe.ts"),
  );
}

async function messagesFor(file, source) {
  const [result] = await eslint.lintText(source, { filePath: file });
  return result.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

/** A folder's first file, since the rule resolves what is imported. */
const FILE_OF_FOLDER = {
  "workflows/src/flows": "train-run-state.ts",
  "workflows/src/activities": "project-run.ts",
  "workflows/src/worker": "control-main.ts",
  "workflows/src/agent": "main.ts",
  "workflows/src/launcher": "main.ts",
  "api/src/schema": "builder.ts",
  "api/src/server": "http-server.ts",
  "api/src/orchestration": "orchestration.ts",
  "api/src/ingest": "ingest.ts",
};

describe.each(ZONES)("$name", (zone) => {
  const file = fileOf(zone);

  it.each(zone.packages.length > 0 ? zone.packages : ["-"])("refuses %s", async (pattern) => {
    if (pattern === "-") return expect(zone.folders.length).toBeGreaterThan(0);
    const specifier = pattern.replace("/*", "/anything").replace(":*", ":fs");
    expect(
      (await messagesFor(file, `import { thing } from "${specifier}";\nexport const kept = thing;\n`)).join("\n"),
    ).toContain(zone.name);
  });

  it.each(zone.folders)("refuses the folder %s", async (folder) => {
    const { readdirSync } = await import("node:fs");
    const entry = FILE_OF_FOLDER[folder];
    const directory = path.join(root, folder);
    const target =
      entry && readdirSync(directory).includes(entry)
        ? entry
        : firstModule(readdirSync(directory, { recursive: true }));
    const relative = path.relative(path.dirname(file), path.join(directory, target)).replaceAll(path.sep, "/");
    const specifier = relative.startsWith(".") ? relative : `./${relative}`;
    const messages = await messagesFor(file, `import { thing } from "${specifier}";\nexport const kept = thing;\n`);
    expect(messages.join("\n")).toMatch(/no-restricted-paths/);
  });
});

function firstModule(names) {
  const name = names
    .map(String)
    .find((candidate) => /^[^.].*\.ts$/.test(candidate) && !candidate.includes("node_modules"));
  if (!name) throw new Error("the folder has no module");
  return name;
}
