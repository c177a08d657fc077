import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../src/checkpoint.ts";
import { encodeField } from "../src/state-format.ts";
import type { ContentName, StateArray, StateVisitor } from "../src/state-visitor.ts";
import { StateWriter } from "../src/state-writer.ts";
import type { Training } from "../src/training.ts";

/** Passes on all but one content, as if the trainer that saved had not known it. */
class Omitting implements StateVisitor {
  readonly writer = new StateWriter();
  readonly #omitted: ContentName;
  #skips = false;

  constructor(omitted: ContentName) {
    this.#omitted = omitted;
  }
  section(name: ContentName): void {
    this.#skips = name === this.#omitted;
    if (!this.#skips) this.writer.section(name);
  }
  array(name: string, array: StateArray): void {
    if (!this.#skips) this.writer.array(name, array);
  }
  fits(): boolean {
    return true;
  }
  fields<T extends object>(name: string, object: T, keys: readonly (keyof T & string)[]): void {
    if (!this.#skips) this.writer.fields(name, object, keys);
  }
}

/** Copies a checkpoint of this training's present state to `folder`, without one content. */
export function savePartial(training: Training, checkpoint: string, folder: string, omitted: ContentName): void {
  const omitting = new Omitting(omitted);
  training.visit(omitting);
  const data = omitting.writer.finish();
  const manifest = JSON.parse(readFileSync(join(checkpoint, "manifest.json"), "utf8")) as Record<string, unknown>;
  const hash = sha256(data);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "state.bin"), data);
  const facts = { contents: omitting.writer.contents, sha256: sha256(`${hash}  state.bin\n`) };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, ...facts }));
}

/** What a training holds, by content, to be compared. */
export function holdings(training: Training): Map<ContentName, string[]> {
  const found = new Map<ContentName, string[]>();
  let current: string[] = [];
  training.visit({
    section(name) {
      current = found.get(name) ?? [];
      found.set(name, current);
    },
    array(name, array) {
      current.push(`${name} ${array.join(" ")}`);
    },
    fits: () => true,
    fields(name, object, keys) {
      current.push(`${name} ${JSON.stringify(keys.map((key) => encodeField(object[key])))}`);
    },
  });
  return found;
}
