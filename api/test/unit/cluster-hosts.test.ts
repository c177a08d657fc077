import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkHosts } from "../../src/domain/cluster/check-hosts.ts";
import { newOpensshPair } from "../../src/domain/cluster/openssh-key.ts";
import { parseHost } from "../../src/domain/cluster/parse-host.ts";
import { ValidationError, type FieldFault } from "../../src/domain/errors.ts";
import { connectionOf, type ClusterState } from "../../src/domain/resource-class/connection-of.ts";

describe("a host as people type it", () => {
  test.each([
    ["rack-1", { login: "", address: "rack-1", port: 22 }],
    [" ada@Rack-1.example ", { login: "ada", address: "rack-1.example", port: 22 }],
    ["10.0.0.7:2222", { login: "", address: "10.0.0.7", port: 2222 }],
    ["root@[fe80::1%eth0]:22", { login: "root", address: "fe80::1%eth0", port: 22 }],
    ["fe80::1", { login: "", address: "fe80::1", port: 22 }],
  ])("%s", (text, host) => {
    expect(parseHost(text, "manager")).toEqual(host);
  });

  test.each([
    "",
    "-oProxyCommand=touch x",
    "ada@-rack",
    "rack 1",
    "rack;reboot",
    "$(reboot)",
    "rack`id`",
    "a|b",
    "rack:0",
    "rack:70000",
    "[::1",
    "ada@x@rack",
    "-ada@rack",
    "a$(id)@rack",
    "rack\nrm",
    "häst",
    "x".repeat(300),
  ])("no host: %j", (text) => {
    expect(parseHost(text, "workers.0")).toMatchObject({ path: "workers.0", message: expect.any(String) });
  });
});

describe("the hosts of a class", () => {
  const faultsOf = (manager: string, workers: readonly string[], nodes: number): readonly FieldFault[] => {
    try {
      checkHosts({ manager, workers }, nodes);
      return [];
    } catch (error) {
      if (error instanceof ValidationError) return error.fields;
      throw error;
    }
  };

  test("are as many as its nodes, or one more, whose manager only manages", () => {
    expect(checkHosts({ manager: "a", workers: ["b", "c"] }, 3).map(({ role }) => role)).toEqual([
      "MANAGER",
      "WORKER",
      "WORKER",
    ]);
    expect(faultsOf("a", ["b", "c"], 2)).toEqual([]);
    expect(faultsOf("a", ["b"], 3)).toEqual([
      {
        path: "workers",
        message:
          "makes 2 hosts, and the class has 3 nodes: name 2 workers beside a manager that works too, or 3 beside one that only manages",
      },
    ]);
    expect(faultsOf("a", ["b", "c", "d"], 2)[0]!.message).toMatch(/^makes 4 hosts/);
    expect(faultsOf("a", ["b", "c"], 1)[0]!.message).toContain("name the manager alone, or one worker beside it");
  });

  test("are each named once, however they are written", () => {
    expect(faultsOf("ada@Rack", ["eve@rack:22", "b", "B"], 4)).toEqual([
      { path: "workers.0", message: "is the manager: name it once" },
      { path: "workers.2", message: "is named twice" },
    ]);
    expect(faultsOf("rack:22", ["rack:2222"], 2)).toEqual([]);
  });

  test("all faults are said at once, and no more hosts are taken than can be watched", () => {
    expect(faultsOf("-x", ["a b", "c"], 3).map(({ path: at }) => at)).toEqual(["manager", "workers.0"]);
    expect(
      faultsOf(
        "a",
        Array.from({ length: 64 }, (_, index) => `w${index}`),
        65,
      ),
    ).toEqual([{ path: "workers", message: "may be 63 at most" }]);
  });
});

test.skipIf(!existsSync("/usr/bin/ssh-keygen"))(
  "OpenSSH reads the key that is made, and finds its public half in it",
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), "arena-key-"));
    try {
      for (let time = 0; time < 5; time += 1) {
        const pair = newOpensshPair("arena-rack");
        const file = path.join(folder, `key-${time}`);
        writeFileSync(file, pair.privateKey, { mode: 0o600 });
        expect(execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" }).trim()).toBe(pair.publicKey);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

describe("the connection of a class", () => {
  const NOW = Date.parse("2026-01-01T12:00:00.000Z");
  const ago = (ms: number): Date => new Date(NOW - ms);
  const cluster: ClusterState = {
    connection: "CONNECTED",
    reason: null,
    readyWorkers: 2,
    isInstalling: false,
    tornDownAt: null,
  };
  test.each<[string, Date | null, Partial<ClusterState>]>([
    ["NOT_INSTALLED", null, {}],
    ["INSTALLING", null, { isInstalling: true }],
    ["INSTALLING", ago(60_000), { isInstalling: true }],
    ["CONNECTED", ago(1_000), { isInstalling: true }],
    ["CONNECTED", ago(1_000), {}],
    ["DEGRADED", ago(1_000), { connection: "DEGRADED" }],
    ["UNREACHABLE", ago(60_000), { connection: "DEGRADED" }],
    ["NOT_INSTALLED", ago(60_000), { tornDownAt: ago(30_000) }],
    ["CONNECTED", ago(1_000), { tornDownAt: ago(30_000) }],
  ])("%s", (state, heardAt, more) => {
    expect(connectionOf(heardAt, { ...cluster, ...more }, NOW)).toBe(state);
  });
  test("of this machine's own class is its agent's", () => {
    expect(connectionOf(ago(0), null, NOW)).toBe("CONNECTED");
  });
});
