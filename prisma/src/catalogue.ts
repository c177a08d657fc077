import pg from "pg";

const COLUMNS = `
  SELECT c.relname AS owner, format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations' ORDER BY c.relname, a.attnum`;
// Not-null constraints are columns' business above, and PostgreSQL 18 lists them here while 17 does not.
const CONSTRAINTS = `
  SELECT c.relname AS owner, format('  constraint %s: %s', k.conname, pg_get_constraintdef(k.oid)) AS line
  FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND k.contype <> 'n'
    AND c.relname <> '_prisma_migrations' ORDER BY c.relname, k.conname`;
const INDEXES = `
  SELECT c.relname AS owner, format('  %s', pg_get_indexdef(i.indexrelid)) AS line
  FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
    AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)
  ORDER BY c.relname, i.indexrelid::regclass::text`;
const TRIGGERS = `
  SELECT c.relname AS owner, format('  %s', pg_get_triggerdef(t.oid)) AS line
  FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal ORDER BY c.relname, t.tgname`;
const PARTITIONS = `
  SELECT p.relname AS owner, format('  partition %s %s', c.relname, pg_get_expr(c.relpartbound, c.oid)) AS line
  FROM pg_inherits AS h JOIN pg_class AS c ON c.oid = h.inhrelid JOIN pg_class AS p ON p.oid = h.inhparent
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY p.relname, c.relname`;
const TYPES = `
  SELECT format('enum %s (%s)', t.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)) AS line
  FROM pg_type AS t JOIN pg_enum AS e ON e.enumtypid = t.oid
  WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname ORDER BY t.typname`;
const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS line FROM pg_proc AS p
  WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname`;

/** What a database holds, as text that is the same for the same migrations: whatever differs is drift. */
export async function readCatalogue(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = new Map<string, string[]>();
    for (const query of [COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, PARTITIONS]) {
      const { rows } = await client.query<{ owner: string; line: string }>(query);
      for (const { owner, line } of rows) tables.set(owner, [...(tables.get(owner) ?? []), line]);
    }
    const types = (await client.query<{ line: string }>(TYPES)).rows.map((row) => row.line);
    const functions = (await client.query<{ line: string }>(FUNCTIONS)).rows.map((row) => row.line.trim());
    const blocks = [...tables].map(([table, lines]) => `table ${table}\n${lines.join("\n")}`);
    return `${[types.join("\n"), ...blocks, ...functions].join("\n\n")}\n`;
  } finally {
    await client.end();
  }
}
