import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "./create-schema.ts";

const path = new URL("../schema.graphql", import.meta.url);
const printed = `${printSchema(lexicographicSortSchema(createSchema()))}\n`;

// `--check` is for the drift check: it writes nothing.
if (process.argv.includes("--check")) {
  const committed = await readFile(path, "utf8").catch(() => "");
  if (committed !== printed) {
    console.error("api/schema.graphql is not what the schema prints. Run: node api/src/print-schema.ts");
    process.exitCode = 1;
  }
} else {
  await writeFile(path, printed);
}
