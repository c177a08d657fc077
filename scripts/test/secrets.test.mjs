import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { componentEnvironment } from "../up/component-environment.mjs";
import { ensureEncryptionKeys } from "../up/secrets.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();

describe("encryption keys", () => {
  it("are made once, for their owner only", () => {
    const dataDir = temporaryFolder();
    const { ARENA_ENCRYPTION_KEYS_FILE: file } = ensureEncryptionKeys({ dataDir });
    const made = readFileSync(file, "utf8");
    expect(file).toBe(join(dataDir, "secrets", "encryption-keys"));
    expect(Buffer.from(made, "base64")).toHaveLength(32);
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    ensureEncryptionKeys({ dataDir });
    expect(readFileSync(file, "utf8")).toBe(made);
  });

  it("are not made where they are given", () => {
    const dataDir = temporaryFolder();
    const encryptionKeys = { ARENA_ENCRYPTION_KEYS: Buffer.alloc(32).toString("base64") };
    expect(ensureEncryptionKeys({ dataDir, encryptionKeys })).toBe(encryptionKeys);
    expect(statSync(join(dataDir, "secrets"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("are in the environment of those only that are given them by name", () => {
    const base = {
      ARENA_ENCRYPTION_KEYS: "one",
      ARENA_ENCRYPTION_KEYS_FILE: "two",
      DATABASE_URL: "three",
      OTHER: "four",
    };
    const plain = componentEnvironment("/checkout", {}, base);
    expect(plain).toMatchObject({ OTHER: "four" });
    for (const name of ["ARENA_ENCRYPTION_KEYS", "ARENA_ENCRYPTION_KEYS_FILE", "DATABASE_URL"])
      expect(plain).not.toHaveProperty(name);
    expect(componentEnvironment("/checkout", { ARENA_ENCRYPTION_KEYS: "one" }, base)).toMatchObject({
      ARENA_ENCRYPTION_KEYS: "one",
    });
  });
});
