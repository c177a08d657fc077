import { randomUUID } from "node:crypto";
import pg from "pg";
import { migrate } from "./migrate.ts";
import { hashMigrations } from "./migration-list.ts";

/** Held while a template is made or cloned: PostgreSQL refuses to clone a database that someone is connected to. */
const TEMPLATE_LOCK = 4_270_112_302;

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

function serverUrl(): string {
  const url = process.env["ARENA_TEST_DATABASE_URL"];
  if (!url) throw new Error("Set ARENA_TEST_DATABASE_URL to a superuser's address of a PostgreSQL server to test on");
  return url;
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ensureTemplate(client: pg.Client, server: string): Promise<string> {
  const template = `arena_template_${(await hashMigrations()).slice(0, 16)}`;
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [template]);
  if (rowCount === 1) return template;
  // Migrated under another name first: a half-made template must not be taken for a whole one.
  const draft = `${template}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await migrate(urlOf(server, draft));
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [draft]);
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  return template;
}

/** A migrated database of its own, cloned from a template that is made once per state of migrations/. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `arena_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const template = await ensureTemplate(client, server);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(server, name),
    async drop() {
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** An empty database of its own, for tests of the migration itself. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `arena_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  return {
    url: urlOf(server, name),
    async drop() {
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}
