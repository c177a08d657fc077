import { describe, expect, it } from "vitest";
import { readSettings } from "../up/settings.mjs";

const read = (args = [], env = {}) => readSettings(args, env, "/checkout");

describe("settings of npm run up", () => {
  it("has a default for everything", () => {
    expect(read()).toEqual({
      port: 4000,
      host: "127.0.0.1",
      publicUrl: "http://localhost:4000",
      dataDir: "/checkout/.arena",
      stopRuns: false,
      databaseUrl: undefined,
      temporalAddress: undefined,
      gateway: {
        ARENA_GATEWAY_HOST: "localhost",
        ARENA_GATEWAY_PORT: "51820",
        ARENA_TUNNEL_RANGE: "172.24.0.0/16",
      },
      encryptionKeys: undefined,
      seed: { ARENA_ADMIN_EMAIL: "admin@arena.local", ARENA_PLAN: "ENTERPRISE" },
    });
  });

  it("takes a flag before its variable, in both spellings", () => {
    const settings = read(["--port", "4100", "--data=/srv/arena", "--stop-runs"], { PORT: "9", ARENA_DATA: "/other" });
    expect(settings).toMatchObject({ port: 4100, dataDir: "/srv/arena", stopRuns: true });
  });

  it("stops runs when a flag or a variable says so", () => {
    const stopRuns = (args, env) => read(args, env).stopRuns;
    expect([stopRuns([], { ARENA_STOP_RUNS: "1" }), stopRuns([], { ARENA_STOP_RUNS: "true" })]).toEqual([true, true]);
    expect([stopRuns([], { ARENA_STOP_RUNS: "0" }), stopRuns([], { ARENA_STOP_RUNS: "" })]).toEqual([false, false]);
    expect(stopRuns(["--stop-runs"], { ARENA_STOP_RUNS: "0" })).toBe(true);
  });

  it.each([
    ["ARENA_PROOF_WAIT_SECONDS", "abc"],
    ["ARENA_HEAD_WAIT_SECONDS", "-1"],
    ["ARENA_ROLLOUT_SECONDS", "1.5"],
    ["ARENA_POD_TROUBLE_SECONDS", "123456"],
    ["ARENA_STACK_NAME", "x; touch y"],
    ["ARENA_RESOLVE_IMAGE", "sometimes"],
    ["ARENA_KUBECONFIG", "rel/path"],
  ])("refuses what clusters cannot be installed with: %s=%s", (name, text) => {
    expect(() => read([], { [name]: text })).toThrow(`${name} is ${text}.`);
    expect(() => read([], { [name]: "" })).not.toThrow();
  });

  it("takes an empty variable for none", () => {
    expect(read([], { PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 4000, databaseUrl: undefined });
  });

  it.each([
    [["--port", "0"], {}, /port is 0.*1 to 65535/],
    [["--port", "4e3"], {}, /port is 4e3/],
    [["--port"], {}, /--port needs a value.*Usage/],
    [["--prot", "1"], {}, /Unknown argument --prot.*Usage/],
    [["--host", "example"], {}, /not an IP address.*--host/],
    [["--host", "0.0.0.0"], {}, /other machines.*ARENA_PUBLIC_URL/],
    [[], { ARENA_PUBLIC_URL: "arena.example.org" }, /ARENA_PUBLIC_URL is arena.*http/],
    [[], { ARENA_PUBLIC_URL: "https://arena.example.org/path" }, /without a path/],
    [[], { ARENA_ADMIN_EMAIL: "nobody" }, /e-mail/],
    [[], { ARENA_ADMIN_PASSWORD: "short" }, /8 to 128/],
    [[], { ARENA_ADMIN_API_KEY: "arena_pat_1" }, /arena_pat_<uuid>_<secret>/],
    [[], { ARENA_PLAN: "GOLD" }, /FREE, PROFESSIONAL, BUSINESS, ENTERPRISE/],
    [[], { ARENA_LOCAL_CAPACITY: "0" }, /1 to 9999/],
    [[], { ARENA_GATEWAY_HOST: "gateway.example.org:51820" }, /ARENA_GATEWAY_HOST is gateway.*without a port/],
    [[], { ARENA_GATEWAY_HOST: "$(id)" }, /ARENA_GATEWAY_HOST/],
    [[], { ARENA_GATEWAY_PORT: "70000" }, /ARENA_GATEWAY_PORT is 70000.*1 to 65535/],
    [[], { ARENA_TUNNEL_RANGE: "172.24.0.1/16" }, /ARENA_TUNNEL_RANGE is 172.*172\.24\.0\.0\/16/],
    [[], { ARENA_TUNNEL_RANGE: "10.0.0.0/30" }, /ARENA_TUNNEL_RANGE/],
    [[], { ARENA_TUNNEL_RANGE: "here" }, /ARENA_TUNNEL_RANGE/],
    [[], { ARENA_ENCRYPTION_KEYS: "c2hvcnQ=" }, /ARENA_ENCRYPTION_KEYS is not.*32 bytes.*openssl/],
    [[], { ARENA_STOP_RUNS: "yes" }, /ARENA_STOP_RUNS is yes.*1 or 0/],
    [[], { TEMPORAL_ADDRESS: "http://here" }, /host:port/],
  ])("refuses %j with %j in one line that says how to mend it", (args, env, message) => {
    expect(() => read(args, env)).toThrow(message);
    expect(catchMessage(() => read(args, env))).not.toContain("\n");
  });

  it("takes the gateway's host from the public address, and its settings from their variables", () => {
    const given = { ARENA_PUBLIC_URL: "https://arena.example.org:8443" };
    expect(read([], given).gateway.ARENA_GATEWAY_HOST).toBe("arena.example.org");
    const gateway = {
      ARENA_GATEWAY_HOST: "203.0.113.7",
      ARENA_GATEWAY_PORT: "443",
      ARENA_TUNNEL_RANGE: "10.99.0.0/20",
    };
    expect(read([], { ...given, ...gateway }).gateway).toEqual(gateway);
  });

  it("takes encryption keys, several with the newest first, or the file that has them", () => {
    const keys = `${Buffer.alloc(32, 1).toString("base64")},${Buffer.alloc(32, 2).toString("base64url")}`;
    expect(read([], { ARENA_ENCRYPTION_KEYS: keys }).encryptionKeys).toEqual({ ARENA_ENCRYPTION_KEYS: keys });
    expect(read([], { ARENA_ENCRYPTION_KEYS_FILE: "/etc/arena/keys" }).encryptionKeys).toEqual({
      ARENA_ENCRYPTION_KEYS_FILE: "/etc/arena/keys",
    });
  });

  it("never repeats a secret", () => {
    const env = { DATABASE_URL: "mysql://me:hunter22@here/db" };
    expect(catchMessage(() => read([], env))).not.toContain("hunter22");
    expect(catchMessage(() => read([], { ARENA_ADMIN_API_KEY: "hunter22" }))).not.toContain("hunter22");
    expect(catchMessage(() => read([], { ARENA_ENCRYPTION_KEYS: "hunter22" }))).not.toContain("hunter22");
  });

  it("takes a key of the right format", () => {
    const key = "arena_pat_0198c0de-1234-7abc-8def-0123456789ab_abcdefghijklmnop";
    expect(read([], { ARENA_ADMIN_API_KEY: key }).seed.ARENA_ADMIN_API_KEY).toBe(key);
  });
});

function catchMessage(work) {
  try {
    work();
  } catch (error) {
    return error.message;
  }
  throw new Error("it did not throw");
}
