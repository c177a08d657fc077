import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { filterRules } from "../../src/gateway/filter-rules.ts";
import { createPacketFilter } from "../../src/gateway/packet-filter.ts";
import { CommandError } from "../../src/gateway/run-command.ts";

const plan = { name: "arena-0a1b2c3d", address: "172.24.0.1", port: 4_000 };

test("the rules let the api, pings and answers in, and nothing through", () => {
  expect(filterRules(plan)).toBe(`table inet arena-0a1b2c3d
delete table inet arena-0a1b2c3d
table inet arena-0a1b2c3d {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname != "arena-0a1b2c3d" accept
    ct state established ct direction reply accept
    ct state related meta l4proto icmp accept
    ip daddr 172.24.0.1 tcp dport 4000 accept
    ip daddr 172.24.0.1 icmp type echo-request accept
    drop
  }

  chain forward {
    type filter hook forward priority 0; policy accept;
    iifname "arena-0a1b2c3d" drop
    oifname "arena-0a1b2c3d" drop
  }
}
`);
});

describe("the filter", () => {
  /** What nft has: null for no table. */
  let table: string | null;
  let failure: CommandError | null;
  let commands: string[];

  const nft = (_: string, args: readonly string[], input = ""): Promise<string> => {
    commands.push(args.join(" "));
    if (failure !== null) return Promise.reject(failure);
    if (args[0] === "-f") table = `shown: ${input}`;
    if (table === null) return Promise.reject(new CommandError("nft list: No such file or directory", false));
    if (args[0] === "delete") table = null;
    return Promise.resolve(table ?? "");
  };
  const later = () => vi.advanceTimersByTime(5_000);

  beforeEach(() => {
    vi.useFakeTimers();
    [table, failure, commands] = [null, null, []];
  });
  afterEach(() => vi.useRealTimers());

  test("replaces what a predecessor left, is set once, and looks again after a while", async () => {
    table = "a predecessor's";
    const filter = createPacketFilter(plan, nft);
    expect(await filter.ensure()).toBeNull();
    expect(table).toBe(`shown: ${filterRules(plan)}`);
    await filter.ensure();
    expect(commands).toEqual(["-f -", "list table inet arena-0a1b2c3d"]);
    later();
    await filter.ensure();
    expect(commands.slice(2)).toEqual(["list table inet arena-0a1b2c3d"]);
  });

  test.each([null, "changed"])("is set again when others left %j of it", async (left) => {
    const filter = createPacketFilter(plan, nft);
    await filter.ensure();
    table = left;
    later();
    expect(await filter.ensure()).toBeNull();
    expect(table).toBe(`shown: ${filterRules(plan)}`);
  });

  test("is taken away with the interface, and set again with the next", async () => {
    const filter = createPacketFilter(plan, nft);
    await filter.remove();
    expect(commands).toEqual([]);
    await filter.ensure();
    await filter.remove();
    expect(table).toBeNull();
    await filter.ensure();
    expect(table).not.toBeNull();
  });

  test("names the package that is missing, and works once it is there", async () => {
    const filter = createPacketFilter(plan, nft);
    failure = new CommandError("nft -f: spawn nft ENOENT", true);
    const fault = await filter.ensure();
    expect(fault).toBe(
      "The program nft is not installed. Install the package nftables: until then clusters reach every service of this machine that listens on all addresses.",
    );
    failure = null;
    expect(await filter.ensure()).toBe(fault);
    later();
    expect(await filter.ensure()).toBeNull();
  });

  test("says what nft said", async () => {
    failure = new CommandError("nft -f: Operation not supported", false);
    expect(await createPacketFilter(plan, nft).ensure()).toMatch(/\(nft -f: Operation not supported\).*every service/);
  });
});
