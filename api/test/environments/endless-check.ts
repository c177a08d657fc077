import { createWorkshop } from "../../src/environments/create-workshop.ts";
import { tarOfSources } from "./tar-of.ts";

/** A program of its own, so that a test can kill it: checks an environment that never comes back. Argument: folders. */
const { dataDir, cacheDir } = JSON.parse(process.argv[2] ?? "{}") as { dataDir: string; cacheDir: string };
const workshop = createWorkshop({ dataDir, cacheDir, python: null });
const source = await workshop.unpack(await tarOfSources("good.py", "bad.py"));
const order = { mode: "validate", entryPoint: "bad:EndlessStep", configuration: {}, doRollouts: false } as const;
for await (const event of workshop.check(source, order, new AbortController().signal)) {
  console.log(JSON.stringify(event));
}
