/** What `preflight.sh` says of a host: texts by name. What it could not find out is absent or empty. */
export class HostFacts {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  text(name: string): string | null {
    const value = this.#values.get(name) ?? "";
    return value === "" ? null : value;
  }

  number(name: string): number | null {
    const text = this.text(name);
    return text !== null && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  }

  /** Facts of many, such as `peer_7946 10.0.0.3`: by what comes after the name. */
  group(name: string): ReadonlyMap<string, string> {
    const found = [...this.#values].filter(([key]) => key.startsWith(`${name} `));
    return new Map(found.map(([key, value]) => [key.slice(name.length + 1), value]));
  }
}

/** Null: the script did not come to its end. A host may greet whoever logs in; that comes first, and is left out. */
export function parseFacts(output: string): HostFacts | null {
  const values = new Map<string, string>();
  for (const line of output.split("\n")) {
    const match = /^([a-z][a-z0-9_]*(?: [\w.:[\]%-]+)?)=(.*?)\r?$/.exec(line);
    if (match !== null) values.set(match[1]!, match[2]!.trim());
  }
  return values.get("complete") === "1" ? new HostFacts(values) : null;
}
