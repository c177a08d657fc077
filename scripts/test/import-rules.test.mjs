import { existsSync, readdirSync } from "node:fs";
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
      .replace(/\{(\w+),[\w,]+\}(?=\/)/, "$1")
      .replace("**/*.{ts,svelte}", "probe.ts")
      .replace("**/*.ts", "probe.ts"),
  );
}

async function messagesFor(file, source) {
  const [result] = await eslint.lintText(source, { filePath: file });
  return result.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

/** A rule is broken by importing a real module of the folder, since the rule resolves what is imported. */
function moduleOf(folder) {
  const directory = path.join(root, folder);
  if (!existsSync(directory)) return null;
  const names = readdirSync(directory, { recursive: true }).map(String);
  const name = names.find((candidate) => /^[^.].*\.ts$/.test(candidate) && !candidate.includes("node_modules"));
  return name ? path.join(directory, name) : null;
}

describe.each(ZONES)("$name", (zone) => {
  const file = fileOf(zone);

  it.each(zone.packages.length > 0 ? zone.packages : ["-"])("refuses %s", async (pattern) => {
    if (pattern === "-") return expect(zone.folders.length).toBeGreaterThan(0);
    const specifier = pattern.replace("/*", "/anything").replace(":*", ":fs");
    expect(
      (await messagesFor(file, `import { thing } from "${specifier}";\nexport const kept = thing;\n`)).join("\n"),
    ).toContain(zone.name);
  });

  it.each(zone.folders.filter((folder) => moduleOf(folder) !== null))("refuses the folder %s", async (folder) => {
    const relative = path.relative(path.dirname(file), moduleOf(folder)).replaceAll(path.sep, "/");
    const specifier = relative.startsWith(".") ? relative : `./${relative}`;
    const messages = await messagesFor(file, `import { thing } from "${specifier}";\nexport const kept = thing;\n`);
    expect(messages.join("\n")).toMatch(/no-restricted-paths/);
  });
});
