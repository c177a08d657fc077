import { findAlgorithm, findEnvironment } from "./catalogue.ts";
import type { AlgorithmName, EnvironmentName } from "./catalogue.ts";
import { DEFAULTS } from "./default-table.ts";
import type { DefaultRow } from "./default-table.ts";
import { checkAcross } from "./manifest-cross-checks.ts";
import {
  ALGORITHM_RULES,
  ALIASES,
  FREE_SECTIONS,
  HIDDEN_SIZE,
  REFUSED_KEY,
  REFUSED_KEY_MESSAGE,
  SECTION_RULES,
  TOP_LEVEL_RULES,
  faultOf,
} from "./manifest-rules.ts";
import type { SectionRules } from "./manifest-rules.ts";

export interface ManifestFault {
  /** Where, with dots: `training.max_steps`, `network.hidden_size.0`; empty for the manifest as a whole. */
  readonly path: string;
  readonly message: string;
}
export type Section = Record<string, unknown>;
export interface ResolvedManifest extends Section {
  readonly algorithm: Section & { readonly name: AlgorithmName };
  readonly environment: Section & { readonly name: EnvironmentName; readonly num_envs: number };
  readonly training: Section;
  readonly network: Section & { readonly hidden_size: number[] };
}
export interface ManifestResolution {
  /** Complete, whenever there are no errors: every value the trainer uses is in it. Null when there are. */
  readonly manifest: ResolvedManifest | null;
  readonly warnings: readonly ManifestFault[];
  readonly errors: readonly ManifestFault[];
}

/** Collects faults while a manifest is read. */
export class Findings {
  readonly warnings: ManifestFault[] = [];
  readonly errors: ManifestFault[] = [];
  warn(path: string, message: string): void {
    this.warnings.push({ path, message });
  }
  refuse(path: string, message: string): void {
    this.errors.push({ path, message });
  }
}

const SECTIONS = ["algorithm", ...Object.keys(SECTION_RULES), ...FREE_SECTIONS];

export function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Applies the defaults to what is absent, and says what is wrong. Pure; the manifest given is not changed. */
export function resolveManifest(given: unknown): ManifestResolution {
  const findings = new Findings();
  if (!isSection(given)) {
    findings.refuse("", "The manifest must be an object.");
    return { manifest: null, warnings: [], errors: findings.errors };
  }
  const source = structuredClone(given);
  checkTopLevel(source, findings);
  const algorithm = sectionOf(source, "algorithm", findings);
  const environment = sectionOf(source, "environment", findings);
  const names = readNames(algorithm, environment, findings);
  const known = findAlgorithm(algorithm.name);
  const row = names === null ? undefined : DEFAULTS[names.algorithm][names.environment];
  const manifest: Section = { ...source, algorithm, environment };
  applyRules(
    "algorithm",
    algorithm,
    known === undefined ? null : ALGORITHM_RULES[known.name],
    row?.algorithm,
    findings,
  );
  applyRules("environment", environment, SECTION_RULES.environment, row?.environment, findings);
  for (const name of ["training", "network", "replay_buffer"] as const) {
    const section = sectionOf(source, name, findings);
    if (name === "network") resolveHiddenSize(section, row, findings);
    applyRules(name, section, SECTION_RULES[name], row?.[name], findings);
    if (name !== "replay_buffer" || row?.replay_buffer !== undefined || Object.keys(section).length > 0)
      manifest[name] = section;
    else delete manifest[name];
  }
  checkAcross(manifest, given, names?.algorithm ?? null, findings);
  const refused = findings.errors.length > 0 || row === undefined;
  return {
    manifest: refused ? null : (manifest as ResolvedManifest),
    warnings: findings.warnings,
    errors: findings.errors,
  };
}

function checkTopLevel(source: Section, findings: Findings): void {
  for (const [key, value] of Object.entries(source)) {
    const rule = Object.hasOwn(TOP_LEVEL_RULES, key) ? TOP_LEVEL_RULES[key] : undefined;
    if (value === null) delete source[key];
    else if (key === REFUSED_KEY) findings.refuse(key, REFUSED_KEY_MESSAGE);
    else if (rule !== undefined) {
      const fault = faultOf(value, rule);
      if (fault !== null) findings.refuse(key, fault);
    } else if (!SECTIONS.includes(key)) findings.warn(key, "Unknown key; kept, without effect.");
  }
  for (const key of FREE_SECTIONS) {
    if (source[key] !== undefined && !isSection(source[key])) findings.refuse(key, "must be an object");
  }
}

function sectionOf(source: Section, name: string, findings: Findings): Section {
  const value = source[name] ?? {};
  if (isSection(value)) return applyAliases(name, value, findings);
  findings.refuse(name, "must be an object");
  return {};
}

/** Null means absent (clients send null for what is unset); aliases take their own names. */
function applyAliases(name: string, section: Section, findings: Findings): Section {
  for (const key of Object.keys(section)) if (section[key] === null) delete section[key];
  for (const [alias, key] of Object.entries(ALIASES[name] ?? {})) {
    if (section[alias] === undefined) continue;
    if (section[key] === undefined) section[key] = section[alias];
    else if (section[key] !== section[alias]) findings.warn(`${name}.${alias}`, `Ignored: ${name}.${key} is set too.`);
    delete section[alias];
  }
  return section;
}

function readNames(algorithm: Section, environment: Section, findings: Findings) {
  const foundAlgorithm = findAlgorithm(algorithm.name);
  const foundEnvironment = findEnvironment(environment.name);
  nameFault("algorithm", algorithm.name, foundAlgorithm !== undefined, findings);
  nameFault("environment", environment.name, foundEnvironment !== undefined, findings);
  if (foundAlgorithm === undefined || foundEnvironment === undefined) return null;
  if (!foundEnvironment.algorithms.includes(foundAlgorithm.name)) {
    const actions = foundEnvironment.actionType.toLowerCase();
    findings.refuse(
      "algorithm.name",
      `${foundAlgorithm.name} does not fit ${foundEnvironment.name}, whose actions are ${actions}.`,
    );
    return null;
  }
  return { algorithm: foundAlgorithm.name, environment: foundEnvironment.name };
}

function nameFault(what: string, name: unknown, known: boolean, findings: Findings): void {
  const path = `${what}.name`;
  if (name === undefined) findings.refuse(path, "is required");
  else if (typeof name !== "string") findings.refuse(path, "must be text");
  else if (!known) findings.refuse(path, `No trainer can run the ${what} '${name.slice(0, 100)}'.`);
}

function applyRules(
  name: string,
  section: Section,
  rules: SectionRules | null,
  defaults: object | undefined,
  findings: Findings,
): void {
  for (const [key, value] of Object.entries(section)) {
    const path = `${name}.${key}`;
    const rule = rules !== null && Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (key === REFUSED_KEY) findings.refuse(path, REFUSED_KEY_MESSAGE);
    else if (rule !== undefined) {
      const fault = faultOf(value, rule);
      if (fault !== null) findings.refuse(path, fault);
    } else if (rules !== null && !isCheckedElsewhere(path)) findings.warn(path, "Unknown key; kept, without effect.");
  }
  for (const [key, value] of Object.entries(defaults ?? {})) section[key] ??= structuredClone(value);
}

function isCheckedElsewhere(path: string): boolean {
  return ["algorithm.name", "environment.name", "network.hidden_size"].includes(path);
}

function resolveHiddenSize(network: Section, row: DefaultRow | undefined, findings: Findings): void {
  const sizes = network.hidden_size;
  if (sizes === undefined) {
    if (row !== undefined) network.hidden_size = [...row.network.hidden_size];
    return;
  }
  if (!Array.isArray(sizes) || sizes.length < HIDDEN_SIZE.minLayers || sizes.length > HIDDEN_SIZE.maxLayers) {
    const { minLayers, maxLayers } = HIDDEN_SIZE;
    findings.refuse("network.hidden_size", `must be a list of ${minLayers} to ${maxLayers} layer sizes`);
    return;
  }
  sizes.forEach((size: unknown, index) => {
    const fault = faultOf(size, HIDDEN_SIZE.layer);
    if (fault !== null) findings.refuse(`network.hidden_size.${index}`, fault);
  });
}
