import { describe, expect, test } from "vitest";
import { isFresh, parseHandshakes } from "../../src/gateway/handshakes.ts";
import { outdatedKeys } from "../../src/gateway/outdated-keys.ts";
import type { Peer } from "../../src/gateway/peer.ts";

describe("handshakes", () => {
  test("are read from what wg shows; other lines are passed over", () => {
    expect(parseHandshakes("one=\t1795419003\ntwo=\t0\n\nthree\nfour=\tsoon\n")).toEqual(
      new Map([
        ["one=", 1_795_419_003],
        ["two=", 0],
      ]),
    );
  });

  test.each([
    [0, false],
    [1_000 - 181, false],
    [1_000 - 180, false],
    [1_000 - 179, true],
    [1_000, true],
    // The clock went back since.
    [1_005, true],
  ])("at %d s are fresh at 1000 s: %s", (at, expected) => expect(isFresh(at, 1_000)).toBe(expected));
});

describe("generations", () => {
  const key = (resourceClassId: string, generation: number): Peer => ({
    id: `${resourceClassId}${generation}`,
    resourceClassId,
    generation,
    publicKey: "",
    presharedKey: "",
    tunnelAddress: "",
  });
  const peers = [key("a", 1), key("a", 2), key("a", 3), key("b", 1), key("b", 2)];
  const outdated = (connectedSinceMs: [string, number][]) =>
    outdatedKeys(peers, new Map(connectedSinceMs), 100_000, 10_000).map(({ id }) => id);

  test("all stay as long as no newer one is connected", () => {
    expect(outdated([])).toEqual([]);
    expect(outdated([["a1", 0]])).toEqual([]);
  });

  test("older ones of that class end once a newer has been connected for the overlap", () => {
    expect(outdated([["a2", 90_001]])).toEqual([]);
    expect(outdated([["a2", 90_000]])).toEqual(["a1"]);
    expect(
      outdated([
        ["a1", 0],
        ["a3", 80_000],
        ["b2", 99_000],
      ]),
    ).toEqual(["a1", "a2"]);
  });
});
