import { parseKeyring } from "@arena/database/sealed";
import { describe, expect, it } from "vitest";
import { readEnvironment as readWithoutKeys } from "../../src/environment.ts";

const NEEDED = {
  DATABASE_URL: "postgres://localhost/arena",
  TEMPORAL_ADDRESS: "localhost:7233",
  ARENA_DATA: "/data",
  ARENA_SECRET_FILE: "/data/secret",
};
const KEYS = { ARENA_ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString("base64") };
const readEnvironment = (variables: NodeJS.ProcessEnv) => readWithoutKeys({ ...KEYS, ...variables });

describe("readEnvironment", () => {
  it("has a default for all that can have one", () => {
    expect(readEnvironment(NEEDED)).toEqual({
      databaseUrl: "postgres://localhost/arena",
      temporalAddress: "localhost:7233",
      temporalVersion: "unknown",
      port: 4000,
      host: "127.0.0.1",
      publicUrl: "http://localhost:4000",
      dataDir: "/data",
      cacheDir: expect.stringMatching(/\/arena$/),
      python: null,
      secretFile: "/data/secret",
      webHandler: null,
      components: {},
      gateway: { host: "localhost", port: 51_820 },
      tunnelRange: "172.24.0.0/16",
      rayImage: expect.stringMatching(/^rayproject\/ray:/),
      tunnelImage: expect.any(String),
      kubeconfigPath: null,
      keyring: parseKeyring(KEYS.ARENA_ENCRYPTION_KEYS),
      singleSignOn: null,
      isDevelopment: false,
    });
  });

  it("takes what is empty as not given", () => {
    const given = { ...NEEDED, PORT: "", ARENA_KUBECONFIG: "", ARENA_OIDC_ISSUER: "", ARENA_GATEWAY_HOST: "" };
    expect(readEnvironment(given)).toEqual(readEnvironment(NEEDED));
  });

  it("reads what is given; the public address follows the port unless it is given too", () => {
    const given = { ...NEEDED, PORT: "4100", ARENA_COMPONENTS: '{"agent":"http://localhost:1/healthz"}' };
    expect(readEnvironment(given)).toMatchObject({
      port: 4100,
      publicUrl: "http://localhost:4100",
      components: { agent: "http://localhost:1/healthz" },
    });
    const proxied = readEnvironment({ ...given, ARENA_PUBLIC_URL: "https://arena.test", NODE_ENV: "development" });
    expect(proxied).toMatchObject({ port: 4100, publicUrl: "https://arena.test", isDevelopment: true });
  });

  it("takes single sign-on as a whole or not at all", () => {
    const given = {
      ...NEEDED,
      ARENA_OIDC_ISSUER: "https://id.test/realms/lab",
      ARENA_OIDC_CLIENT_ID: "arena",
      ARENA_OIDC_CLIENT_SECRET: "secret",
    };
    const { singleSignOn } = readEnvironment({ ...given, ARENA_OIDC_NAME: "Lab account" });
    expect(singleSignOn).toEqual({
      name: "Lab account",
      issuer: "https://id.test/realms/lab",
      clientId: "arena",
      clientSecret: "secret",
    });
    expect(() => readEnvironment({ ...given, ARENA_OIDC_CLIENT_ID: undefined })).toThrow("together");
    expect(() => readEnvironment({ ...given, ARENA_OIDC_ISSUER: "no address" })).toThrow("ARENA_OIDC_ISSUER");
  });

  it.each(Object.keys(NEEDED))("names %s when it lacks or is empty", (name) => {
    expect(() => readEnvironment({ ...NEEDED, [name]: undefined })).toThrow(name);
    expect(() => readEnvironment({ ...NEEDED, [name]: "" })).toThrow(name);
  });

  it.each([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["ARENA_PUBLIC_URL", "arena"],
    ["ARENA_COMPONENTS", '{"agent":"not an address"}'],
    ["ARENA_COMPONENTS", "{"],
  ])("refuses %s = %s", (name, value) => {
    expect(() => readEnvironment({ ...NEEDED, [name]: value })).toThrow();
  });

  it("names a variable that is wrong", () => {
    expect(() => readEnvironment({ ...NEEDED, PORT: "http" })).toThrow("PORT");
    expect(() => readEnvironment({ ...NEEDED, ARENA_PUBLIC_URL: "arena" })).toThrow("ARENA_PUBLIC_URL");
    expect(() => readEnvironment({ ...NEEDED, ARENA_COMPONENTS: "{" })).toThrow("ARENA_COMPONENTS");
  });
});
