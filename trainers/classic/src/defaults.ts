/** Public entry for the api and the web: the table of defaults and the one function that applies it. */
export { DEFAULTS, type DefaultRow } from "./default-table.ts";
export {
  resolveManifest,
  type ManifestFault,
  type ManifestResolution,
  type ResolvedManifest,
} from "./resolve-manifest.ts";
