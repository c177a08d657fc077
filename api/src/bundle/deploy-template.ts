import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DEPLOY = fileURLToPath(new URL("../../../deploy/", import.meta.url));

const read = new Map<string, string>();

/** A file of `deploy/`, read once: templates change with the version only. */
export function deployTemplate(path: string): string {
  const known = read.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(join(DEPLOY, path), "utf8");
  read.set(path, text);
  return text;
}

const listed = new Map<string, readonly string[]>();

/** All files below a folder of `deploy/`, relative to it, in an order that no file system decides. */
export function deployFiles(folder: string): readonly string[] {
  const known = listed.get(folder);
  if (known !== undefined) return known;
  const entries = readdirSync(join(DEPLOY, folder), { recursive: true, withFileTypes: true });
  const root = join(DEPLOY, folder);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  listed.set(folder, paths);
  return paths;
}

/** Text with `{{name}}`, each of which must be known; for formats that have no library. */
export function fillText(path: string, values: Readonly<Record<string, string>>): string {
  return deployTemplate(path).replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path} names ${name}, which has no value`);
    return value;
  });
}
