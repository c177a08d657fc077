import { parseDocument } from "yaml";
import { ValidationError } from "../errors.ts";

export interface Kubeconfig {
  /** By its name. */
  readonly context: string;
  readonly address: string;
  readonly port: number;
  /** Only what the context needs, as JSON: no file and no program of this server is named in it. */
  readonly text: string;
}
type Fields = Readonly<Record<string, unknown>>;

const LONGEST = 256 * 1024;
const AT = "helm.kubeconfig";
/** They would run programs, read files, or reach other hosts, all as this server. */
const REFUSED: Readonly<Record<string, string>> = {
  exec: "runs a program (exec) to log in",
  "auth-provider": "logs in by an auth-provider",
  tokenFile: "reads its token from a file",
  "client-certificate": "reads its certificate from a file",
  "client-key": "reads its key from a file",
  "certificate-authority": "reads the cluster’s certificate from a file",
  "insecure-skip-tls-verify": "skips the API server’s certificate",
  "proxy-url": "goes through a proxy",
  username: "logs in by a password",
  password: "logs in by a password",
};
const INSTEAD =
  "write tokens and certificates into it (kubectl config view --raw --flatten --minify), with a token of a service account instead of a program (kubectl create token)";
const OF_CLUSTER = ["server", "certificate-authority-data", "tls-server-name", "disable-compression"];
const OF_USER = ["token", "client-certificate-data", "client-key-data", "as", "as-groups", "as-uid"];

const TEXTS = [
  "certificate-authority-data",
  "tls-server-name",
  "token",
  "client-certificate-data",
  "client-key-data",
  "as",
  "as-uid",
];

/** A kubeconfig that somebody has given: the one context that is wanted, and nothing that this server would run or read. */
export function readGivenKubeconfig(text: string, wanted: string | null): Kubeconfig {
  const all = parse(text);
  const { name, cluster, user } = contextOf(all, wanted);
  for (const fields of [cluster, user]) refuse(fields);
  for (const name of TEXTS) {
    const value = user[name] ?? cluster[name] ?? "";
    const isFine = typeof value === "string" && (!name.endsWith("-data") || /^[A-Za-z0-9+/=\s]*$/.test(value));
    if (!isFine) throw fault(`has a ${name} that is none`);
  }
  const server = serverOf(cluster);
  if (server === null || server.protocol !== "https:") throw fault("names no API server at an https address");
  const login = pick(user, OF_USER);
  const isLogin = "token" in login || ("client-certificate-data" in login && "client-key-data" in login);
  if (!isLogin) throw fault(`has neither a token nor a certificate with its key: ${INSTEAD}`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: "cluster", user: "user" } }],
    clusters: [{ name: "cluster", cluster: pick(cluster, OF_CLUSTER) }],
    users: [{ name: "user", user: login }],
  };
  return { context: name, ...addressOf(server), text: JSON.stringify(config) };
}

/** The server's own: where a context of it leads. Programs and files that it names are the operator's. */
export function readOwnKubeconfig(text: string, wanted: string | null): Omit<Kubeconfig, "text"> {
  const { name, cluster } = contextOf(parse(text), wanted);
  const server = serverOf(cluster);
  if (server === null) throw fault("names no API server");
  return { context: name, ...addressOf(server) };
}

function parse(text: string): Fields {
  if (text.length > LONGEST) throw fault(`may have ${LONGEST / 1024} KiB at most`);
  // What the library says quotes the text, which is secret.
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  if (document.errors.length > 0) throw fault("is no YAML");
  try {
    const content: unknown = document.toJS({ maxAliasCount: 20 });
    if (isFields(content) && Array.isArray(content["contexts"])) return content;
  } catch {
    throw fault("is no YAML");
  }
  throw fault("is no kubeconfig: it has no contexts");
}

function contextOf(all: Fields, wanted: string | null): { name: string; cluster: Fields; user: Fields } {
  const name = wanted ?? all["current-context"];
  if (typeof name !== "string" || name === "") throw fault("has no current context: name one", "helm.context");
  const context = named(all["contexts"], name)?.["context"];
  if (!isFields(context)) throw fault("is no context of the kubeconfig", "helm.context");
  const cluster = named(all["clusters"], context["cluster"])?.["cluster"];
  const user = named(all["users"], context["user"])?.["user"];
  if (!isFields(cluster)) throw fault("has a context without its cluster");
  return { name, cluster, user: isFields(user) ? user : {} };
}

function named(list: unknown, name: unknown): Fields | undefined {
  return Array.isArray(list) ? list.filter(isFields).find((one) => one["name"] === name) : undefined;
}

function refuse(fields: Fields): void {
  const found = Object.entries(REFUSED).find(([name]) => fields[name] != null && fields[name] !== false);
  if (found !== undefined) throw fault(`${found[1]}, which this server does not do for others: ${INSTEAD}`);
}

function serverOf({ server }: Fields): URL | null {
  if (typeof server !== "string" || !URL.canParse(server)) return null;
  const url = new URL(server);
  return url.username === "" && url.password === "" && /^[A-Za-z0-9._:[\]-]{1,253}$/.test(url.hostname) ? url : null;
}

function addressOf({ hostname, port, protocol }: URL): { address: string; port: number } {
  const standard = protocol === "https:" ? 443 : 80;
  return { address: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? standard : Number(port) };
}

const pick = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.filter((name) => fields[name] != null).map((name) => [name, fields[name]]));
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const fault = (message: string, path = AT): ValidationError => new ValidationError([{ path, message }]);
