import type { BundleFile } from "./bundle-file.ts";
import type { BundleInput, SetupType } from "./bundle-input.ts";
import { chartFile, chartValues } from "./chart-values.ts";
import { checkBundleInput } from "./check-bundle-input.ts";
import { deployFiles, deployTemplate } from "./deploy-template.ts";
import { payloadFiles } from "./payload-files.ts";
import { rayAuthToken } from "./ray-auth-token.ts";
import { readme } from "./readme.ts";
import { reportKey } from "./report-key.ts";
import { settingsFile } from "./settings-file.ts";
import { stackFile } from "./stack-file.ts";
import { tunnelConfiguration } from "./tunnel-configuration.ts";

/** Files that are filled, and so not taken as they are. */
const FILLED = new Set(["README.md", "arena-stack.yaml", "tun0.conf", "chart/values.yaml", "chart/Chart.yaml"]);

/** Every file of a class's bundle, sorted by path. A pure function of its input and of `deploy/`. */
export function buildBundle(input: BundleInput, setupType: SetupType): BundleFile[] {
  checkBundleInput(input);
  const own = setupType === "helm" ? helmFiles(input) : swarmFiles(input);
  const common = [
    text("README.md", readme(input, setupType)),
    text("config.env", settingsFile(input)),
    ...deployFiles("setup").map((name) => text(`lib/${name}`, deployTemplate(`setup/${name}`))),
    secret("report.d/key", reportKey(input)),
    ...payloadFiles(input.payload),
  ];
  return [...common, ...own].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function swarmFiles(input: BundleInput): BundleFile[] {
  return [
    ...templates("swarm"),
    ...containerScripts("containers"),
    text("arena-stack.yaml", stackFile(input)),
    secret("config.d/tun0.conf", tunnelConfiguration(input)),
    secret("config.d/agent-token", input.keys.agentToken),
    secret("config.d/ray-auth-token", rayAuthToken(input)),
  ];
}

function helmFiles(input: BundleInput): BundleFile[] {
  return [
    ...templates("helm"),
    ...containerScripts("chart/files"),
    secret("chart/values.yaml", chartValues(input)),
    text("chart/Chart.yaml", chartFile(input)),
  ];
}

const templates = (folder: string): BundleFile[] =>
  deployFiles(folder)
    .filter((path) => !FILLED.has(path))
    .map((path) => text(path, deployTemplate(`${folder}/${path}`)));

const containerScripts = (folder: string): BundleFile[] =>
  deployFiles("shared")
    .filter((name) => name.endsWith(".sh"))
    .map((name) => text(`${folder}/${name}`, deployTemplate(`shared/${name}`)));

const text = (path: string, content: string): BundleFile => ({
  path,
  mode: path.endsWith(".sh") ? 0o755 : 0o644,
  content: Buffer.from(content),
});

const secret = (path: string, content: string): BundleFile => ({ path, mode: 0o600, content: Buffer.from(content) });
