import { describe, expect, test } from "vitest";
import { configurationOf, peerSections } from "../../src/gateway/configuration.ts";
import { difference } from "../../src/gateway/difference.ts";
import { interfaceName } from "../../src/gateway/interface-name.ts";
import { isWireguardKey, type Peer } from "../../src/gateway/peer.ts";
import { newPair, newPresharedKey } from "./wireguard-keys.ts";

const peer = (tunnelAddress: string): Peer => ({
  id: tunnelAddress,
  resourceClassId: "class",
  generation: 1,
  publicKey: `public ${tunnelAddress}`,
  presharedKey: `preshared ${tunnelAddress}`,
  tunnelAddress,
});
const byKey = (...peers: Peer[]) => new Map(peers.map((one) => [one.publicKey, one]));
const [one, two, three] = [peer("172.24.0.2"), peer("172.24.0.3"), peer("172.24.0.4")];

describe("the configuration", () => {
  test("is what wg syncconf takes, each peer with its own address alone", () => {
    expect(configurationOf({ privateKey: "private", listenPort: 51_820 }, [one, two])).toBe(`[Interface]
PrivateKey = private
ListenPort = 51820

# class class, generation 1
[Peer]
PublicKey = public 172.24.0.2
PresharedKey = preshared 172.24.0.2
AllowedIPs = 172.24.0.2/32

# class class, generation 1
[Peer]
PublicKey = public 172.24.0.3
PresharedKey = preshared 172.24.0.3
AllowedIPs = 172.24.0.3/32
`);
  });

  test("of added peers has no interface", () => {
    expect(peerSections([one])).not.toContain("[Interface]");
    expect(peerSections([])).toBe("");
  });
});

describe("the difference", () => {
  test("names who came and who went, and nobody else", () => {
    const change = difference(new Set([one.publicKey, two.publicKey]), byKey(two, three));
    expect(change).toEqual({ added: [three], removed: [one.publicKey] });
  });

  test("of the same peers is nothing", () => {
    expect(difference(new Set([one.publicKey]), byKey(one))).toEqual({ added: [], removed: [] });
  });
});

test("the interface's name fits Linux, and differs by directory and by key", () => {
  const names = [interfaceName("/a", "k"), interfaceName("/b", "k"), interfaceName("/a", "l")];
  expect(new Set(names).size).toBe(3);
  expect(interfaceName("/a", "k")).toBe(names[0]);
  for (const name of names) expect(name).toMatch(/^arena-[0-9a-f]{8}$/);
});

test.each([
  [newPair().publicKey, true],
  [newPresharedKey(), true],
  ["", false],
  ["short=", false],
  [`${newPair().publicKey}\nAllowedIPs = 0.0.0.0/0`, false],
])("%j is a key: %s", (text, expected) => expect(isWireguardKey(text)).toBe(expected));
