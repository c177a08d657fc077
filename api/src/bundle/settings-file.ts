import type { BundleInput } from "./bundle-input.ts";

/** Values for the scripts, which source it. Single quotes: nothing in them is ever expanded or run. */
export function settingsFile(
  input: Pick<BundleInput, "className" | "classId" | "slug" | "version" | "nodes" | "gpus"> &
    Partial<Pick<BundleInput, "serverUrl">>,
): string {
  const values: Readonly<Record<string, string>> = {
    ARENA_CLASS: input.className,
    ARENA_CLASS_ID: input.classId,
    ARENA_CLUSTER: input.slug,
    ARENA_VERSION: input.version,
    ARENA_NODES: String(input.nodes),
    ARENA_GPUS: input.gpus === null ? "" : String(input.gpus),
    // Scripts on a host report to nobody.
    ...(input.serverUrl === undefined ? {} : { ARENA_SERVER: input.serverUrl.replace(/\/+$/, "") }),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${alwaysQuoted(value)}`);
  return `# shellcheck shell=bash disable=SC2016,SC2034\n# Of this class; sourced by the scripts. ARENA_GPUS: of each worker, empty for what the host has.\n${lines.join("\n")}\n`;
}

/** Also what a shell would take as it is. A shell's word cannot hold a NUL. */
const alwaysQuoted = (text: string): string => `'${text.replaceAll("\0", "").replaceAll("'", `'\\''`)}'`;
