import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isOutdated, open, parseKeyring, seal } from "@arena/database/sealed";
import { PeerReader } from "../../src/gateway/peer-reader.ts";
import {
  digestOfPeers,
  readGatewayKeys,
  reportGateway,
  revokeReplacedKeys,
  storeHandshakes,
} from "../../src/gateway/peer-records.ts";
import { parseTunnelRange } from "../../src/gateway/tunnel-range.ts";
import { GatewayRows, type ClusterKey } from "./gateway-rows.ts";

const RANGE = parseTunnelRange("172.24.0.0/16");
let rows: GatewayRows;
beforeEach(async () => {
  rows = await GatewayRows.create();
});
afterEach(() => rows?.close());

const pool = () => rows.database.pool;
const newKey = async (): Promise<ClusterKey> => rows.addKey(await rows.addClass());
const read = async (reader = new PeerReader(pool(), rows.keyring, RANGE)) => reader.read(await digestOfPeers(pool()));
const digest = async () => (await digestOfPeers(pool())).text;

describe("peers", () => {
  test("are all keys that are not revoked, of classes that are not deleted", async () => {
    const [kept, revoked, deleted] = [await newKey(), await newKey(), await newKey()];
    await rows.revoke(revoked);
    await pool().query("UPDATE resource_class SET deleted_at = now() WHERE id = $1", [deleted.resourceClassId]);
    const { peers, faults } = await read();
    const { id, resourceClassId, publicKey, presharedKey, tunnelAddress } = kept;
    const peer = { id, resourceClassId, publicKey, presharedKey, tunnelAddress, generation: 1 };
    expect(peers).toEqual(new Map([[publicKey, peer]]));
    expect(faults).toEqual([]);
  });

  test("that cannot be are left out and named; the others stay", async () => {
    const [kept, foreign, moved, broken] = [await newKey(), await newKey(), await newKey(), await newKey()];
    const other = parseKeyring(randomBytes(32).toString("base64"));
    await pool().query("UPDATE cluster_key SET preshared_key_sealed = $2 WHERE id = $1", [
      foreign.id,
      seal(other, foreign.presharedKey, `cluster_key/${foreign.id}/preshared_key`),
    ]);
    await pool().query("UPDATE cluster_key SET tunnel_address = '10.0.0.9' WHERE id = $1", [moved.id]);
    await pool().query("UPDATE cluster_key SET public_key = E'x\\nAllowedIPs = 0.0.0.0/0' WHERE id = $1", [broken.id]);
    const { peers, faults } = await read();
    expect([...peers.keys()]).toEqual([kept.publicKey]);
    expect(faults.toSorted()).toEqual(
      [
        `Generation 1 of resource class ${foreign.resourceClassId} has a pre-shared key that the encryption keys do not open.`,
        `Generation 1 of resource class ${moved.resourceClassId} has the address 10.0.0.9, which is not of the tunnel range 172.24.0.0/16: rotate its keys.`,
        `Generation 1 of resource class ${broken.resourceClassId} has a key that WireGuard does not take.`,
      ].toSorted(),
    );
  });

  test("stay the same when their secrets are sealed by another key of the ring", async () => {
    const key = await newKey();
    const newer = parseKeyring(`${randomBytes(32).toString("base64")} ${rows.encryptionKeys}`);
    const place = `cluster_key/${key.id}/preshared_key`;
    const before = await digest();
    const sealed = seal(newer, key.presharedKey, place);
    expect([isOutdated(newer, sealed), open(newer, sealed, place)]).toEqual([false, key.presharedKey]);
    await pool().query("UPDATE cluster_key SET preshared_key_sealed = $2 WHERE id = $1", [key.id, sealed]);
    expect(await digest()).toBe(before);
    const { peers } = await read(new PeerReader(pool(), newer, RANGE));
    expect(peers.get(key.publicKey)?.presharedKey).toBe(key.presharedKey);
  });

  test("are followed as they come and go, also when the change looks older than it is", async () => {
    const reader = new PeerReader(pool(), rows.keyring, RANGE);
    const keys = async () => [...(await read(reader)).peers.keys()].toSorted();
    const [one, two, three] = [await newKey(), await newKey(), await newKey()];
    const sorted = (...all: ClusterKey[]) => all.map(({ publicKey }) => publicKey).toSorted();
    expect(await keys()).toEqual(sorted(one, two, three));
    await rows.revoke(one);
    const four = await newKey();
    expect(await keys()).toEqual(sorted(two, three, four));
    await pool().query("UPDATE resource_class SET deleted_at = now() WHERE id = $1", [two.resourceClassId]);
    expect(await keys()).toEqual(sorted(three, four));
    const late = await newKey();
    await pool().query("UPDATE cluster_key SET created_at = now() - interval '1 hour' WHERE id = $1", [late.id]);
    await pool().query("UPDATE cluster_key SET revoked_at = now() - interval '1 hour' WHERE id = $1", [three.id]);
    expect(await keys()).toEqual(sorted(four, late));
  });

  test("have another digest whenever another set is valid", async () => {
    const seen = [await digest()];
    const [one, two] = [await newKey(), await newKey()];
    seen.push(await digest());
    await rows.revoke(one);
    seen.push(await digest());
    // One came as another went: their number is the same.
    await newKey();
    await rows.revoke(two);
    seen.push(await digest());
    expect(new Set(seen).size).toBe(4);
  });
});

test("handshakes, revocations and reports are stored", async () => {
  expect(await readGatewayKeys(pool(), rows.keyring)).toBeNull();
  await rows.addGateway();
  expect(await readGatewayKeys(pool(), rows.keyring)).toEqual(rows.gateway);
  const key = await newKey();
  await storeHandshakes(pool(), new Map([[key.id, 1_795_419_003]]));
  expect((await read()).handshakes).toEqual(new Map([[key.id, 1_795_419_003]]));
  await revokeReplacedKeys(pool(), [key.id]);
  expect(await rows.isRevoked(key)).toBe(true);
  // A second gateway that comes to the same end records nothing.
  await revokeReplacedKeys(pool(), [key.id]);
  const { rows: records } = await pool().query(
    "SELECT person_id, via, after->'generation' AS generation FROM activity_record WHERE action = 'resource_class.revoke_replaced_keys'",
  );
  expect(records).toEqual([{ person_id: null, via: "SYSTEM", generation: 1 }]);
  const report = async () =>
    (await pool().query("SELECT applied_at IS NOT NULL AS applied, fault FROM gateway")).rows[0];
  await reportGateway(pool(), false, "no wg");
  expect(await report()).toEqual({ applied: false, fault: "no wg" });
  await reportGateway(pool(), true, null);
  expect(await report()).toEqual({ applied: true, fault: null });
});
