import { describe, expect, test } from "vitest";
import { isWithin, parseTunnelRange } from "../../src/gateway/tunnel-range.ts";

describe("the tunnel range", () => {
  test("gives the gateway its first host", () => {
    expect(parseTunnelRange("172.24.0.0/16")).toEqual({
      text: "172.24.0.0/16",
      prefixLength: 16,
      gatewayAddress: "172.24.0.1",
    });
    expect(parseTunnelRange("192.168.7.248/29").gatewayAddress).toBe("192.168.7.249");
  });

  test.each(["", "172.24.0.0", "172.24.0.1/16", "172.24.0.0/30", "10.0.0.0/7", "300.0.0.0/8", "fd00::/64", "a/16"])(
    "refuses %j",
    (text) => expect(() => parseTunnelRange(text)).toThrow(/tunnel range/),
  );

  test.each([
    ["172.24.0.0/16", true],
    ["172.24.3.0/24", true],
    ["172.24.255.255", true],
    ["172.25.0.0", false],
    // A wider route leaves the range to us, since ours is the closer one.
    ["172.16.0.0/12", false],
    ["default", false],
  ])("holds %s: %s", (network, expected) =>
    expect(isWithin(parseTunnelRange("172.24.0.0/16"), network)).toBe(expected),
  );
});
