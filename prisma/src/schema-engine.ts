import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";

// Node has WebAssembly; the libraries that the workspaces compile against do not declare it.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};
type Bindings = {
  __wbg_set_wasm(exports: Record<string, unknown>): void;
  SchemaEngine: { "new"(options: object, onLog: () => void, adapter: object): Promise<SchemaEngine> };
};

let loaded: Promise<Bindings> | undefined;

/** Node does not import the engine's .wasm file as a module, so it is instantiated here by hand. */
async function load(): Promise<Bindings> {
  const engine = bindings as unknown as Bindings;
  const script = fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const code = await readFile(script.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": { ...bindings } });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return engine;
}

/** The adapter cuts a script at every semicolon, also inside functions and comments; PostgreSQL itself takes it whole. */
class WholeScriptPg extends PrismaPg {
  readonly opened: Awaited<ReturnType<PrismaPg["connect"]>>[] = [];

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    this.opened.push(adapter);
    return adapter;
  }
}

/** Runs `work` with Prisma's own schema engine on a pg connection: nothing is downloaded. */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= load();
  const bindings = await loaded;
  const factory = new WholeScriptPg({ connectionString: url, max: 1 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    // The engine leaves its connections, and with them its own advisory lock, to the pool's idle timeout of ten seconds.
    for (const adapter of factory.opened) {
      const pool = adapter.underlyingDriver();
      if (!pool.ended) await pool.end();
    }
  }
}
