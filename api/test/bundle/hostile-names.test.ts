import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { marked } from "marked";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { installCommands } from "../../src/bundle/install-commands.ts";
import { readme } from "../../src/bundle/readme.ts";
import { stackFile } from "../../src/bundle/stack-file.ts";
import { chartValues } from "../../src/bundle/chart-values.ts";
import { mustRun } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle } from "./unpack-bundle.ts";

const NAMES = [
  "Robots of the cellar",
  "it's",
  'say "hello"',
  "$(touch MARK)",
  "`touch MARK`",
  "; touch MARK #",
  "a\ntouch MARK\n",
  "${HOME} $HOME $$",
  "a' ; touch MARK ; '",
  "\\",
  "!! !$",
  "--help",
  "*",
  "~root",
  "日本語 🤖",
  "{{ .Values.agent.token }}",
  "key: value # comment",
  "<script>alert(1)</script>",
  "```\n# title",
];

let payload: ReturnType<typeof samplePayload>;
let mark: string;
let directory: string;
beforeAll(() => {
  payload = samplePayload();
  directory = mkdtempSync(join(tmpdir(), "arena-names-"));
  mark = join(directory, "mark");
});
afterAll(() => {
  payload.dispose();
  rmSync(directory, { recursive: true });
});

describe.each(NAMES)("a class called %j", (pattern) => {
  const named = (): string => pattern.replaceAll("MARK", mark);

  test("reaches a script as it is, and runs nothing", async () => {
    const bundle = await unpackBundle(
      sampleInput(payload, { className: named(), description: named() }),
      "dockerSwarm",
    );
    try {
      const said = await mustRun("bash", ["-c", `. ./config.env; printf %s "$ARENA_CLASS"`], { cwd: bundle.root });
      expect(said).toBe(named());
      expect(existsSync(mark)).toBe(false);
    } finally {
      bundle.dispose();
    }
  });

  test("is one word of the commands", async () => {
    for (const setupType of ["dockerSwarm", "helm"] as const) {
      const { install, teardown } = installCommands(named(), setupType);
      for (const command of [install, teardown]) {
        const words = await mustRun("bash", [
          "-c",
          `arena() { printf '%s\\0' "$@"; }\n${command.replaceAll(/<host(,host)?>/g, "host")}`,
        ]);
        const list = words.split("\0");
        expect(list).toContain(named());
        expect(list.slice(0, 1)).toEqual(["on-prem"]);
      }
      expect(existsSync(mark)).toBe(false);
    }
  });

  test("is a text in the YAML of stack and chart, and nothing is interpolated", () => {
    const input = sampleInput(payload, { className: named() });
    const stack = parse(stackFile(input), { version: "1.1" }) as {
      services: Record<string, { deploy: { labels: Record<string, string> } }>;
    };
    expect(Object.keys(stack.services)).toEqual(["tunnel", "ray-head", "ray-worker"]);
    expect(stack.services["ray-head"]!.deploy.labels["arena.class"]).toBe(named().replaceAll("$", "$$$$"));
    expect((parse(chartValues(input)) as { className: string }).className).toBe(named());
  });

  test("is a title in the README, and its commands stay code", async () => {
    const html = await marked.parse(
      readme(sampleInput(payload, { className: named(), description: named() }), "dockerSwarm"),
    );
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).not.toContain("<script>");
    expect(html.match(/<h2>/g)).toHaveLength(7);
  });
});
