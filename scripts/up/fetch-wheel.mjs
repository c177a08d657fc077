import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configuredIndexUrl } from "./python-index.mjs";
import { thisPlatform } from "./pinned-tools.mjs";
import { runTool } from "./run-tool.mjs";

/**
 * The program out of a tool's wheel, checked against its pinned hashes. By pip or uv, which know the index, its certificates
 * and its mirrors; without either from the index that pip's settings name.
 */
export async function fetchFromWheel(tool, note) {
  const folder = mkdtempSync(join(tmpdir(), "arena-wheel-"));
  try {
    return await firstThatWorks(wheelSources(tool, folder, note));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstThatWorks(sources) {
  const failures = [];
  for (const [name, fetchWheel] of sources) {
    try {
      return await fetchWheel();
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  throw new Error(failures.join("; "));
}

function wheelSources(tool, folder, note) {
  const pip = (command, args) => async () => {
    note(`${command} fetches ${tool.requirement}`);
    const fetched = await runTool(command, [...args, tool.requirement], { timeoutMs: 180_000 });
    if (!fetched.ok) throw new Error(fetched.stderr.trim().split("\n").at(-1));
    const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
    return checkedWheel(tool, readFileSync(join(folder, wheel)));
  };
  const download = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder];
  return [
    ["pip", pip("pip", download)],
    ["python3 -m pip", pip("python3", ["-m", "pip", ...download])],
    ["uv", pip("uv", ["tool", "run", "pip", ...download])],
    ["index of pip's settings", async () => checkedWheel(tool, await fetchFromIndex(tool, note))],
  ];
}

function checkedWheel(tool, wheel) {
  if (sha256(wheel) !== tool.wheels[thisPlatform()]) throw new Error("the wheel has not the pinned hash");
  return wheel;
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function fetchFromIndex(tool, note) {
  const index = configuredIndexUrl();
  if (index === null) throw new Error("pip is not installed and its settings name no index");
  note(`fetching ${tool.requirement}`);
  const page = await get(new URL(`${tool.requirement.split("==")[0]}/`, index.endsWith("/") ? index : `${index}/`));
  const wanted = tool.wheels[thisPlatform()];
  const links = [...(await page.text()).matchAll(/href="([^"]+)"/g)].map(([, link]) => link.replaceAll("&amp;", "&"));
  const link = links.find((candidate) => candidate.includes(`sha256=${wanted}`));
  if (link === undefined) throw new Error("the index does not list the pinned wheel");
  return Buffer.from(await (await get(new URL(link, page.url))).arrayBuffer());
}

async function get(url) {
  const answer = await fetch(url, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(180_000) });
  if (!answer.ok) throw new Error(`the index answered ${answer.status}`);
  return answer;
}
