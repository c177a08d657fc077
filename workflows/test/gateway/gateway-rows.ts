import { randomBytes, randomUUID } from "node:crypto";
import { createDatabase, type Database } from "@arena/database/client";
import { parseKeyring, seal, type Keyring } from "@arena/database/sealed";
import { createTestDatabase } from "@arena/database/test-database";
import { newPair, newPresharedKey, type WireguardPair } from "./wireguard-keys.ts";

export interface ClusterKey extends WireguardPair {
  readonly id: string;
  readonly resourceClassId: string;
  readonly presharedKey: string;
  readonly tunnelAddress: string;
}

/** An installation's database with a gateway, classes and their keys, as the api makes them. */
export class GatewayRows {
  readonly encryptionKeys = randomBytes(32).toString("base64");
  readonly keyring: Keyring = parseKeyring(this.encryptionKeys);
  readonly gateway = newPair();
  readonly database: Database;
  readonly url: string;
  readonly #drop: () => Promise<void>;
  readonly #organizationId = randomUUID();
  #addresses = 1;
  /** The first two octets of the addresses that are given. */
  network = "172.24";

  private constructor(url: string, drop: () => Promise<void>) {
    this.url = url;
    this.#drop = drop;
    this.database = createDatabase(url, { maxConnections: 2 });
  }

  static async create(): Promise<GatewayRows> {
    const { url, drop } = await createTestDatabase();
    const rows = new GatewayRows(url, drop);
    const { pool } = rows.database;
    await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'Lab', 'ENTERPRISE')", [
      rows.#organizationId,
    ]);
    return rows;
  }

  async addGateway(): Promise<void> {
    await this.database.pool.query("INSERT INTO gateway (public_key, private_key_sealed) VALUES ($1, $2)", [
      this.gateway.publicKey,
      seal(this.keyring, this.gateway.privateKey, "gateway/private_key"),
    ]);
  }

  async addClass(): Promise<string> {
    const [id] = await this.addClasses(1);
    if (id === undefined) throw new Error("no class was made");
    return id;
  }

  async addClasses(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await this.database.pool.query(
      `INSERT INTO resource_class (id, organization_id, name, slug, kind)
       SELECT id, $2, 'c' || id, 'c' || id, 'ON_PREM' FROM unnest($1::uuid[]) AS n (id)`,
      [ids, this.#organizationId],
    );
    return ids;
  }

  /** The next generation of the class. */
  async addKey(resourceClassId: string): Promise<ClusterKey> {
    const [key] = await this.addKeys([resourceClassId]);
    if (key === undefined) throw new Error("no key was made");
    return key;
  }

  /** One for each class, all in one statement: a bench wants thousands. */
  async addKeys(resourceClassIds: readonly string[]): Promise<ClusterKey[]> {
    const keys = resourceClassIds.map((resourceClassId): ClusterKey => {
      this.#addresses += 1;
      const tunnelAddress = `${this.network}.${this.#addresses >> 8}.${this.#addresses & 255}`;
      return { id: randomUUID(), resourceClassId, ...newPair(), presharedKey: newPresharedKey(), tunnelAddress };
    });
    const sealed = (key: ClusterKey, column: string, plain: string) =>
      seal(this.keyring, plain, `cluster_key/${key.id}/${column}`);
    await this.database.pool.query(
      `INSERT INTO cluster_key (id, resource_class_id, generation, public_key, private_key_sealed, preshared_key_sealed,
         agent_token_hash, agent_token_sealed, tunnel_address)
       SELECT n.id, n.class, 1 + (SELECT count(*) FROM cluster_key o WHERE o.resource_class_id = n.class), n.public, n.private,
         n.preshared, n.id::text, 'none', n.address
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::inet[]) AS n (id, class, public, private, preshared, address)`,
      [
        keys.map(({ id }) => id),
        resourceClassIds,
        keys.map(({ publicKey }) => publicKey),
        keys.map((key) => sealed(key, "private_key", key.privateKey)),
        keys.map((key) => sealed(key, "preshared_key", key.presharedKey)),
        keys.map(({ tunnelAddress }) => tunnelAddress),
      ],
    );
    return keys;
  }

  async revoke(key: ClusterKey): Promise<void> {
    await this.database.pool.query("UPDATE cluster_key SET revoked_at = now() WHERE id = $1", [key.id]);
  }

  async isRevoked(key: ClusterKey): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ revoked: boolean }>(
      "SELECT revoked_at IS NOT NULL AS revoked FROM cluster_key WHERE id = $1",
      [key.id],
    );
    return rows[0]?.revoked === true;
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#drop();
  }
}
