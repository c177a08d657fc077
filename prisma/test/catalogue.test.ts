import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalogue } from "../src/catalogue.ts";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

let home: TestDatabase;
beforeAll(async () => void (home = await createTestDatabase()));
afterAll(() => home?.drop());

test("a migrated database is what catalogue.txt says (npm run catalogue -w prisma writes it anew)", async () => {
  const committed = await readFile(path.join(import.meta.dirname, "..", "catalogue.txt"), "utf8");
  expect(await readCatalogue(home.url)).toBe(committed);
});

/** PostgreSQL's name of a column's type for each that the models use. */
const SCALARS: Record<string, string> = {
  "String @db.Uuid": "uuid",
  String: "text",
  Boolean: "boolean",
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  "String @db.Inet": "inet",
  Json: "jsonb",
  "DateTime @db.Timestamptz(3)": "timestamp(3) with time zone",
};
const snake = (name: string): string => name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

async function columnsOfModels(): Promise<Map<string, string[]>> {
  const folder = path.join(import.meta.dirname, "..", "schema");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".prisma"));
  const text = (await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")))).join("\n");
  const enums = new Set([...text.matchAll(/^enum (\w+)/gm)].map((match) => match[1]!));
  const models = new Map<string, string[]>();
  for (const [, body = ""] of text.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)) {
    const columns: string[] = [];
    for (const line of body.split("\n")) {
      const field = /^\s+(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line);
      if (field === null) continue;
      const [, name = "", type = "", mark, attributes = ""] = field;
      const native = /@db\.\S+/.exec(attributes)?.[0];
      const base = enums.has(type) ? snake(type) : SCALARS[native === undefined ? type : `${type} ${native}`];
      // Neither a column's type nor an enum: a relation.
      if (base === undefined) continue;
      const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
      columns.push(`${column} ${base}${mark === "[]" ? "[]" : ""}${mark === "?" ? "" : " not null"}`);
    }
    models.set(/@@map\("(\w+)"\)/.exec(body)![1]!, columns.sort());
  }
  return models;
}

test("the models agree with the tables in columns, types and nullability", async () => {
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  try {
    const models = await columnsOfModels();
    expect(models.size).toBeGreaterThan(20);
    for (const [table, columns] of models) {
      const { rows } = await client.query<{ line: string }>(
        `SELECT format('%s %s%s', attname, format_type(atttypid, atttypmod),
           CASE WHEN attnotnull THEN ' not null' ELSE '' END) AS line
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
        [table],
      );
      expect({ table, columns: rows.map((row) => row.line).sort() }).toEqual({ table, columns });
    }
  } finally {
    await client.end();
  }
});
