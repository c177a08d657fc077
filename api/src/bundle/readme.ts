import type { BundleInput, SetupType } from "./bundle-input.ts";
import { fillText } from "./deploy-template.ts";
import { bareHost, endpointOf } from "./endpoint.ts";
import { installCommands } from "./install-commands.ts";
import { setupNotices } from "./setup-notices.ts";

const GIB = 1024 ** 3;

export function readme(input: BundleInput, setupType: SetupType): string {
  const commands = installCommands(input.className, setupType);
  return fillText(setupType === "helm" ? "helm/README.md" : "swarm/README.md", {
    className: asMarkdownText(input.className),
    description: input.description.trim() === "" ? "" : `${asMarkdownText(input.description)}\n\n`,
    slug: input.slug,
    nodes: input.nodes === 1 ? "1 worker" : `${input.nodes} workers`,
    gateway: bareHost(input.gateway),
    endpoint: endpointOf(input.gateway),
    tunnelAddress: input.keys.tunnelAddress,
    version: input.version,
    resources: resources(input, setupType),
    notices: setupNotices(input, setupType)
      .map((notice) => `> ${asMarkdownText(notice)}\n\n`)
      .join(""),
    installCommand: commands.install,
    teardownCommand: commands.teardown,
    fence: fenceFor(`${commands.install}\n${commands.teardown}`),
  });
}

function resources({ cpus, gpus, memoryBytes }: BundleInput, setupType: SetupType): string {
  const whole = "all of the host's";
  const wholeGpus = setupType === "helm" ? "none" : whole;
  const memory = memoryBytes === null ? whole : `${Number((memoryBytes / GIB).toFixed(2))} GiB`;
  return `CPUs: ${cpus ?? whole}. GPUs: ${gpus ?? wholeGpus}. Memory: ${memory}.`;
}

/** One line in which nothing is markup. */
function asMarkdownText(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, " ").trim();
  return line.replace(/[\\`*_{}[\]<>()#+\-.!|~&]/g, "\\$&");
}

/** A fence that no line of the text can end. */
function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(3, longest + 1));
}
