import { isIP } from "node:net";
import { resolve } from "node:path";
import { checkClusterSettings } from "./cluster-settings.mjs";
import { RemedyError } from "./remedy-error.mjs";

const PLANS = ["FREE", "PROFESSIONAL", "BUSINESS", "ENTERPRISE"];
const API_KEY = /^arena_pat_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}_[A-Za-z0-9_-]{16,}$/i;
const VALUE_FLAGS = { "--port": "PORT", "--host": "HOST", "--data": "ARENA_DATA" };
export const USAGE = "Usage: npm run up -- [--port N] [--host A] [--data DIR] [--stop-runs]";

/** Reads and checks everything that `npm run up` may be told. A flag wins over its variable; an empty variable is none. */
export function readSettings(args, env, checkoutDir) {
  const flags = readFlags(args);
  const value = (name) => flags.values[name] ?? (env[name] ? env[name] : undefined);
  const port = readPort(value("PORT") ?? "4000");
  const host = readHost(value("HOST") ?? "127.0.0.1");
  const publicUrl = readPublicUrl(value("ARENA_PUBLIC_URL"), host, port);
  checkClusterSettings(value);
  return {
    port,
    host,
    publicUrl,
    dataDir: resolve(checkoutDir, value("ARENA_DATA") ?? ".arena"),
    stopRuns: flags.stopRuns || readSwitch("ARENA_STOP_RUNS", value("ARENA_STOP_RUNS")),
    databaseUrl: readDatabaseUrl(value("DATABASE_URL")),
    temporalAddress: readTemporalAddress(value("TEMPORAL_ADDRESS")),
    gateway: readGateway(value, publicUrl),
    encryptionKeys: readEncryptionKeys(value),
    seed: readSeed(value),
  };
}

function readFlags(args) {
  const values = {};
  let stopRuns = false;
  for (let index = 0; index < args.length; index += 1) {
    const [flag, inline] = splitFlag(args[index]);
    if (flag === "--stop-runs") stopRuns = true;
    else if (flag in VALUE_FLAGS) {
      const value = inline ?? args[(index += 1)];
      if (value === undefined || value === "") throw new RemedyError(`${flag} needs a value.`, USAGE);
      values[VALUE_FLAGS[flag]] = value;
    } else throw new RemedyError(`Unknown argument ${args[index]}.`, USAGE);
  }
  return { values, stopRuns };
}

function splitFlag(argument) {
  const at = argument.indexOf("=");
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function readSwitch(name, text) {
  if (text === undefined || ["0", "false"].includes(text)) return false;
  if (["1", "true"].includes(text)) return true;
  throw new RemedyError(`${name} is ${text}.`, "Give 1 or 0, or unset it.");
}

function readPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new RemedyError(`The port is ${text}.`, "Give a whole number from 1 to 65535 with --port or PORT.");
}

function readHost(host) {
  if (isIP(host) !== 0 || host === "localhost") return host;
  throw new RemedyError(
    `The host ${host} is not an IP address.`,
    "Give the address to listen on with --host or HOST, such as 127.0.0.1 or 0.0.0.0.",
  );
}

export const isLoopback = (host) => host === "localhost" || host === "::1" || host.startsWith("127.");

function readPublicUrl(text, host, port) {
  if (text === undefined) {
    if (isLoopback(host)) return `http://localhost:${port}`;
    throw new RemedyError(
      `Listening on ${host} makes Arena reachable from other machines.`,
      "Set ARENA_PUBLIC_URL to the address that browsers and clients use.",
    );
  }
  const url = parseUrl(text);
  if (
    url !== null &&
    ["http:", "https:"].includes(url.protocol) &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === ""
  )
    return url.origin;
  throw new RemedyError(
    `ARENA_PUBLIC_URL is ${text}.`,
    "Give an http or https address without a path, such as https://arena.example.org.",
  );
}

function readDatabaseUrl(text) {
  if (text === undefined) return undefined;
  if (["postgres:", "postgresql:"].includes(parseUrl(text)?.protocol)) return text;
  // The value may hold a password, so it is not repeated.
  throw new RemedyError(
    "DATABASE_URL is not a PostgreSQL address.",
    "Give postgresql://user:password@host:port/database, or unset it to use the embedded server.",
  );
}

function readTemporalAddress(text) {
  if (text === undefined || /^[^\s/:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i.test(text)) return text;
  throw new RemedyError(`TEMPORAL_ADDRESS is ${text}.`, "Give host:port, or unset it to use the embedded server.");
}

function readGateway(value, publicUrl) {
  const host = value("ARENA_GATEWAY_HOST") ?? new URL(publicUrl).hostname;
  if (!/^[A-Za-z0-9.-]+$|^\[[0-9a-f:]+\]$/i.test(host))
    throw new RemedyError(
      `ARENA_GATEWAY_HOST is ${host}.`,
      "Give the name or address under which clusters reach this machine, without a port.",
    );
  const port = value("ARENA_GATEWAY_PORT") ?? "51820";
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65535)
    throw new RemedyError(`ARENA_GATEWAY_PORT is ${port}.`, "Give a whole number from 1 to 65535.");
  const range = value("ARENA_TUNNEL_RANGE") ?? "172.24.0.0/16";
  if (!isTunnelRange(range))
    throw new RemedyError(
      `ARENA_TUNNEL_RANGE is ${range}.`,
      "Give an IPv4 network between /8 and /29, such as 172.24.0.0/16.",
    );
  return { ARENA_GATEWAY_HOST: host, ARENA_GATEWAY_PORT: port, ARENA_TUNNEL_RANGE: range };
}

function isTunnelRange(text) {
  const [address, length] = text.split("/");
  if (isIP(address) !== 4 || !/^\d{1,2}$/.test(length ?? "") || length < 8 || length > 29) return false;
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return number % 2 ** (32 - length) === 0;
}

/** As the variables of those that open secrets; undefined when none is given, and the data directory has them. */
function readEncryptionKeys(value) {
  const keys = value("ARENA_ENCRYPTION_KEYS");
  if (keys === undefined) {
    const file = value("ARENA_ENCRYPTION_KEYS_FILE");
    return file === undefined ? undefined : { ARENA_ENCRYPTION_KEYS_FILE: resolve(file) };
  }
  const isKey = (text) => /^[A-Za-z0-9+/_-]+=?$/.test(text) && Buffer.from(text, "base64url").length === 32;
  const all = keys.split(/[\s,]+/).filter((text) => text !== "");
  if (all.length > 0 && all.every(isKey)) return { ARENA_ENCRYPTION_KEYS: keys };
  throw new RemedyError(
    "ARENA_ENCRYPTION_KEYS is not a list of keys.",
    "Give keys of 32 bytes in base64 (openssl rand -base64 32), newest first, or unset it to have one made.",
  );
}

function readSeed(value) {
  const seed = {
    ARENA_ADMIN_EMAIL: value("ARENA_ADMIN_EMAIL") ?? "admin@arena.local",
    ARENA_ADMIN_PASSWORD: value("ARENA_ADMIN_PASSWORD"),
    ARENA_ADMIN_API_KEY: value("ARENA_ADMIN_API_KEY"),
    ARENA_PLAN: value("ARENA_PLAN") ?? "ENTERPRISE",
    ARENA_LOCAL_CAPACITY: value("ARENA_LOCAL_CAPACITY"),
  };
  if (!/^[^\s@]+@[^\s@]+$/.test(seed.ARENA_ADMIN_EMAIL))
    throw new RemedyError(`ARENA_ADMIN_EMAIL is ${seed.ARENA_ADMIN_EMAIL}.`, "Give an e-mail address.");
  const password = seed.ARENA_ADMIN_PASSWORD;
  if (password !== undefined && (password.length < 8 || password.length > 128))
    throw new RemedyError(
      `ARENA_ADMIN_PASSWORD has ${password.length} characters.`,
      "Give 8 to 128, or unset it to have one generated.",
    );
  if (seed.ARENA_ADMIN_API_KEY !== undefined && !API_KEY.test(seed.ARENA_ADMIN_API_KEY))
    throw new RemedyError(
      "ARENA_ADMIN_API_KEY has the wrong format.",
      "Give arena_pat_<uuid>_<secret>, the secret of 16 or more letters and digits, or unset it.",
    );
  if (!PLANS.includes(seed.ARENA_PLAN))
    throw new RemedyError(`ARENA_PLAN is ${seed.ARENA_PLAN}.`, `Give one of ${PLANS.join(", ")}.`);
  if (seed.ARENA_LOCAL_CAPACITY !== undefined && !/^[1-9]\d{0,3}$/.test(seed.ARENA_LOCAL_CAPACITY))
    throw new RemedyError(
      `ARENA_LOCAL_CAPACITY is ${seed.ARENA_LOCAL_CAPACITY}.`,
      "Give a whole number from 1 to 9999.",
    );
  return Object.fromEntries(Object.entries(seed).filter(([, entry]) => entry !== undefined));
}

function parseUrl(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
