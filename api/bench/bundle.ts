// What a person waits for who downloads a bundle: made from the class's keys, packed and sent over HTTP on loopback. The
// floor is sending the same bytes of a ready file.
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  ARCHIVE_TYPES,
  SETUP_TYPES,
  type ArchiveType,
  type BundleInput,
  type SetupType,
} from "../src/bundle/bundle-input.ts";
import { buildBundle } from "../src/bundle/build-bundle.ts";
import { archiveSizeBytes, packArchive } from "../src/bundle/pack-archive.ts";
import { realPayload } from "../test/bundle/real-payload.ts";
import { sampleInput } from "../test/bundle/sample-input.ts";

export interface BundleFigure {
  readonly setupType: SetupType;
  readonly archiveType: ArchiveType;
  readonly sizeBytes: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly floorP50Ms: number;
  readonly floorP95Ms: number;
}

/** `rounds` downloads of each kind, the floor's in turn with them, so that both meet the same machine. */
export async function measureBundles(rounds: number): Promise<BundleFigure[]> {
  const payload = await realPayload();
  const directory = mkdtempSync(join(tmpdir(), "arena-bundles-"));
  const input = sampleInput(payload);
  const server = await serve(input, directory);
  try {
    const figures: BundleFigure[] = [];
    for (const setupType of SETUP_TYPES)
      for (const archiveType of ARCHIVE_TYPES) {
        const ready = join(directory, `${setupType}.${archiveType}`);
        await pipeline(packArchive(buildBundle(input, setupType), archiveType), createWriteStream(ready));
        figures.push(await measure(server, setupType, archiveType, rounds, statSync(ready).size));
      }
    return figures;
  } finally {
    server.close();
    payload.dispose();
    rmSync(directory, { recursive: true });
  }
}

async function measure(
  server: Server,
  setupType: SetupType,
  archiveType: ArchiveType,
  rounds: number,
  sizeBytes: number,
): Promise<BundleFigure> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: number[] = [];
  const floor: number[] = [];
  // The first round warms up both.
  for (let round = 0; round <= rounds; round += 1) {
    const [ofMade, ofFloor] = [
      await download(`${url}/made/${setupType}/${archiveType}`, sizeBytes),
      await download(`${url}/ready/${setupType}/${archiveType}`, sizeBytes),
    ];
    if (round > 0) {
      made.push(ofMade);
      floor.push(ofFloor);
    }
  }
  return {
    ...{ setupType, archiveType, sizeBytes },
    ...{ p50Ms: quantile(made, 0.5), p95Ms: quantile(made, 0.95) },
    ...{ floorP50Ms: quantile(floor, 0.5), floorP95Ms: quantile(floor, 0.95) },
  };
}

async function serve(input: BundleInput, directory: string): Promise<Server> {
  const server = createServer((request, response) => {
    const [, how, setupType, archiveType] = (request.url ?? "").split("/") as [string, string, SetupType, ArchiveType];
    if (how === "ready") {
      const path = join(directory, `${setupType}.${archiveType}`);
      response.setHeader("Content-Length", statSync(path).size);
      createReadStream(path, { highWaterMark: 1024 * 1024 }).pipe(response);
      return;
    }
    const files = buildBundle(input, setupType);
    response.setHeader("Content-Length", archiveSizeBytes(files, archiveType));
    packArchive(files, archiveType).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Milliseconds until the last byte is here. */
function download(url: string, sizeBytes: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let received = 0;
      response.on("data", (chunk: Buffer) => (received += chunk.byteLength));
      response.once("error", reject).once("end", () => {
        if (received === sizeBytes) resolve(performance.now() - startedAt);
        else reject(new Error(`${url}: ${received} bytes of ${sizeBytes}`));
      });
    }).once("error", reject);
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

if (import.meta.main) {
  for (const figure of await measureBundles(Number(process.argv[2] ?? 50))) {
    const size = (figure.sizeBytes / 1e6).toFixed(1);
    const numbers = [figure.p50Ms, figure.p95Ms, figure.floorP50Ms, figure.floorP95Ms].map((ms) => ms.toFixed(0));
    console.log(
      `${figure.setupType} ${figure.archiveType}, ${size} MB: made and sent p50 ${numbers[0]} ms, p95 ${numbers[1]} ms; ` +
        `floor (a ready file) p50 ${numbers[2]} ms, p95 ${numbers[3]} ms`,
    );
  }
}
