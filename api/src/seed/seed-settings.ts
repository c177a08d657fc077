import { availableParallelism } from "node:os";
import path from "node:path";
import { keyringOf, type Keyring } from "@arena/database/sealed";
import { isApiKey } from "../domain/api-key/key-format.ts";

import { ENCRYPTION_KEYS_FILE, ensureEncryptionKeys } from "./encryption-keys.ts";

export class SeedSettingError extends Error {}

const PLANS = ["FREE", "PROFESSIONAL", "BUSINESS", "ENTERPRISE"] as const;
export type SeedPlan = (typeof PLANS)[number];

export interface SeedSettings {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly email: string;
  readonly password: string | null;
  readonly apiKey: string | null;
  readonly plan: SeedPlan;
  readonly localCapacity: number;
  readonly keyring: Keyring;
  /** Made by this start, since there was none. */
  readonly madeKeyFile: string | null;
}

/** A setting that cannot be used ends the start, in one sentence that names it and says what it takes. */
export function readSeedSettings(variables: NodeJS.ProcessEnv): SeedSettings {
  const plan = variables.ARENA_PLAN ?? "ENTERPRISE";
  if (!isPlan(plan)) throw new SeedSettingError(`ARENA_PLAN is "${plan}"; it takes one of ${PLANS.join(", ")}.`);
  const apiKey = variables.ARENA_ADMIN_API_KEY || null;
  if (apiKey !== null && !isApiKey(apiKey)) {
    throw new SeedSettingError(
      "ARENA_ADMIN_API_KEY has not the format arena_pat_<uuid>_<secret of 16 to 256 letters, digits, - or _>.",
    );
  }
  const email = variables.ARENA_ADMIN_EMAIL || "admin@arena.local";
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new SeedSettingError(`ARENA_ADMIN_EMAIL is "${email}"; it takes an e-mail address.`);
  const password = variables.ARENA_ADMIN_PASSWORD || null;
  if (password !== null && password.length < 8)
    throw new SeedSettingError("ARENA_ADMIN_PASSWORD needs at least 8 characters.");
  return {
    databaseUrl: required(variables, "DATABASE_URL"),
    dataDir: required(variables, "ARENA_DATA"),
    email: email.toLowerCase(),
    password,
    apiKey,
    plan,
    localCapacity: capacityOf(variables.ARENA_LOCAL_CAPACITY),
    ...readKeyring(required(variables, "ARENA_DATA"), variables),
  };
}

const isPlan = (text: string): text is SeedPlan => (PLANS as readonly string[]).includes(text);

function capacityOf(text: string | undefined): number {
  if (!text) return Math.max(1, availableParallelism() - 1);
  const capacity = Number(text);
  if (Number.isInteger(capacity) && capacity >= 1 && capacity <= 1_000) return capacity;
  throw new SeedSettingError(`ARENA_LOCAL_CAPACITY is "${text}"; it takes a whole number from 1 to 1,000.`);
}

function readKeyring(dataDir: string, variables: NodeJS.ProcessEnv): Pick<SeedSettings, "keyring" | "madeKeyFile"> {
  const madeKeyFile = ensureEncryptionKeys(dataDir, variables);
  try {
    return {
      madeKeyFile,
      keyring: keyringOf({ ARENA_ENCRYPTION_KEYS_FILE: path.join(dataDir, ENCRYPTION_KEYS_FILE), ...variables }),
    };
  } catch (error) {
    throw new SeedSettingError(`The encryption keys cannot be used: ${(error as Error).message}.`);
  }
}

function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (!value) throw new SeedSettingError(`${name} is not set.`);
  return value;
}
