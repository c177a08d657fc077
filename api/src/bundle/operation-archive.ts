import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { buildBundle } from "./build-bundle.ts";
import type { BundleFile } from "./bundle-file.ts";
import type { BundleInput } from "./bundle-input.ts";
import { deployFiles, deployTemplate } from "./deploy-template.ts";
import { packArchive } from "./pack-archive.ts";
import { settingsFile } from "./settings-file.ts";

/** What of a bundle scripts on a host need: the class's settings and the scripts, no secret. */
export function hostArchive(input: Parameters<typeof settingsFile>[0]): Promise<Buffer> {
  const scripts = deployFiles("swarm")
    .filter((path) => path.startsWith("remote/"))
    .map((path): BundleFile => ({ path, mode: 0o755, content: Buffer.from(deployTemplate(`swarm/${path}`)) }));
  return packed([{ path: "config.env", mode: 0o644, content: Buffer.from(settingsFile(input)) }, ...scripts]);
}

/** The whole bundle but its programs, which are the same for all classes of a version: for the manager alone. */
export function managerArchive(input: BundleInput): Promise<Buffer> {
  // The number of hosts was held against the class's nodes when the operation was ordered.
  const bundle = buildBundle({ ...input, hasHostPerWorker: true }, "dockerSwarm");
  return packed(bundle.filter(isForOperation));
}

/** The chart and what hands over the programs, for this server's own folder. */
export function helmArchive(input: BundleInput): Promise<Buffer> {
  return packed(buildBundle(input, "helm").filter(isForOperation));
}

/** Programs are sent apart, and what this server does itself it need not be told. */
const isForOperation = ({ path }: BundleFile): boolean => !path.startsWith("payload/") && !path.startsWith("report.d/");

async function packed(files: readonly BundleFile[]): Promise<Buffer> {
  return gzipSync(await buffer(packArchive(files, "tar")));
}
