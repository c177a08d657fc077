import { parseDocument } from "yaml";
import { ValidationError } from "../errors.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;
const ENTRY_POINT = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const MAX_CONFIGURATION_BYTES = 64 * 1024;
const MAX_ALIASES = 50;
const MAX_REQUIREMENTS_BYTES = 64 * 1024;
const MAX_DESCRIPTION_LENGTH = 2_000;

export function checkEnvironmentName(name: string): string {
  return matching(NAME, "name", name, "must have 1 to 100 letters, digits, dots, dashes or underscores");
}

export function checkVersion(version: string, path = "version"): string {
  return matching(VERSION, path, version, "must have 1 to 50 letters, digits, dots, dashes or underscores");
}

export function checkEntryPoint(entryPoint: string): string {
  if (entryPoint.length > 300) refuse("entrypoint", "is too long");
  return matching(ENTRY_POINT, "entrypoint", entryPoint, "must read module:Class, as my_package.my_module:MyEnv");
}

export function checkDescription(description: string): string {
  if (description.length > MAX_DESCRIPTION_LENGTH) {
    refuse("description", `must have at most ${MAX_DESCRIPTION_LENGTH} characters`);
  }
  return description.trim();
}

export function checkRequirements(text: string): string {
  if (Buffer.byteLength(text) > MAX_REQUIREMENTS_BYTES) {
    refuse("requirements", `may have at most ${MAX_REQUIREMENTS_BYTES} bytes`);
  }
  if (/\0/.test(text)) refuse("requirements", "must be text");
  return text.trim();
}

/** YAML or JSON: named arguments of the environment's class. */
export function readConfiguration(text: string): Record<string, unknown> {
  if (Buffer.byteLength(text) > MAX_CONFIGURATION_BYTES) {
    refuse("env_config", `may have at most ${MAX_CONFIGURATION_BYTES} bytes`);
  }
  if (text.trim() === "") return {};
  const value = plainValue(text);
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    refuse("env_config", "must be a mapping of names to values");
  }
  return value as Record<string, unknown>;
}

function plainValue(text: string): unknown {
  let json: string | undefined;
  try {
    const document = parseDocument(text);
    if (document.errors[0] !== undefined) throw document.errors[0];
    json = JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    refuse("env_config", `cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  if (json !== undefined && json.length > MAX_CONFIGURATION_BYTES) refuse("env_config", "becomes too large");
  if (json?.includes("\\u0000")) refuse("env_config", "has a NUL character in it");
  return json === undefined ? null : JSON.parse(json);
}

function matching(pattern: RegExp, path: string, value: string, message: string): string {
  const trimmed = value.trim();
  return pattern.test(trimmed) ? trimmed : refuse(path, message);
}

function refuse(path: string, message: string): never {
  throw new ValidationError([{ path, message }]);
}
