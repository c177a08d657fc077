import type { KubeFailure } from "./cluster-facts.ts";

/** By what kubectl and helm say, in the order in which they are looked for. */
const FAILURES: readonly (readonly [RegExp, KubeFailure["kind"]])[] = [
  [/\(?Unauthorized\)?|asked for the client to provide credentials|must be logged in to the server/i, "UNAUTHORIZED"],
  [/\bForbidden\b|is forbidden:|cannot \w+ resource/i, "FORBIDDEN"],
  [/x509:|certificate|tls: /i, "CERTIFICATE"],
  [/no such host|server misbehaving|name resolution/i, "NO_SUCH_HOST"],
  [
    /connection refused|i\/o timeout|no route to host|network is unreachable|deadline exceeded|Client\.Timeout|TLS handshake timeout|connection reset|\bEOF\b|Unable to connect to the server|context canceled|the server is currently unable|was refused/i,
    "UNREACHABLE",
  ],
  [/\bNotFound\b|not found|could not find the requested resource/i, "NOT_FOUND"],
  [/executable .* not found|getting credentials: exec/i, "CREDENTIAL_PLUGIN"],
];

interface End {
  readonly code: number | null;
  readonly errors: string;
  readonly isMissing: boolean;
}

export function readKubeFailure({ code, errors, isMissing }: End): KubeFailure {
  const said = errors.split("\n").filter((line) => line.trim() !== "" && !/^[EIW]\d{4} /.test(line));
  const text = (said.at(-1) ?? errors.trim().split("\n").at(-1) ?? "").replace(/^(error|Error): /, "").slice(0, 300);
  if (isMissing) return { kind: "NO_PROGRAM", text };
  if (/getting credentials: exec/i.test(errors)) return { kind: "CREDENTIAL_PLUGIN", text };
  const found = FAILURES.find(([matches]) => matches.test(errors));
  if (found !== undefined) return { kind: found[1], text };
  return code === null ? { kind: "UNREACHABLE", text: "It does not answer in time." } : { kind: "OTHER", text };
}

/** The request may succeed later as it is. */
export function isAway({ kind }: KubeFailure): boolean {
  return kind === "UNREACHABLE" || kind === "NO_SUCH_HOST";
}
