import type { HelmTarget } from "@arena/workflows/contract/cluster-operation";
import { MOST_HOSTS } from "../cluster/check-hosts.ts";
import { parseHost, type ParsedHost } from "../cluster/parse-host.ts";
import { ValidationError, type FieldFault } from "../errors.ts";
import { plainText } from "./plain-text.ts";

export interface ReportedSetup {
  /** `user@machine`, as the scripts say it. */
  readonly by: string;
  /** The manager first. Of a cluster of Kubernetes: itself, by its context. */
  readonly hosts: readonly ParsedHost[];
  readonly helm: HelmTarget | null;
}

const BY = /^[A-Za-z0-9._@-]{1,200}$/;
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LONGEST_CONTEXT = 253;

/** What scripts say at their begin, a line each; throws all faults at once. */
export function readSetup(kind: string | null, by: string | null, text: string): ReportedSetup {
  const said = BY.test(by ?? "") ? by! : "another machine";
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => /^([A-Z]+) (.*)$/.exec(line))
    .map((parts) => ({ word: parts?.[1] ?? "", value: parts?.[2] ?? "" }));
  if (kind === "swarm") return { by: said, hosts: readHosts(lines), helm: null };
  if (kind === "helm") return { by: said, ...readRelease(lines) };
  throw new ValidationError([{ path: "setup", message: "is neither swarm nor helm" }]);
}

type Line = { readonly word: string; readonly value: string };

/** How many there are is theirs to say: what is installed is told as it is. */
function readHosts(lines: readonly Line[]): readonly ParsedHost[] {
  if (lines.length === 0 || lines.length > MOST_HOSTS)
    throw new ValidationError([{ path: "hosts", message: `are ${lines.length}: 1 to ${MOST_HOSTS}` }]);
  const read = lines.map(({ word, value }, index) =>
    word === (index === 0 ? "MANAGER" : "WORKER")
      ? parseHost(value, `hosts.${index}`)
      : { path: `hosts.${index}`, message: "is not said to be what it must be: the manager first, then workers" },
  );
  const faults = read.filter((one): one is FieldFault => "message" in one);
  if (faults.length > 0) throw new ValidationError(faults);
  return read as ParsedHost[];
}

function readRelease(lines: readonly Line[]): Pick<ReportedSetup, "hosts" | "helm"> {
  const of = (word: string): string => lines.find((line) => line.word === word)?.value ?? "";
  const [release, namespace, context] = [
    of("RELEASE"),
    of("NAMESPACE"),
    plainText(of("CONTEXT")).slice(0, LONGEST_CONTEXT),
  ];
  const faults = Object.entries({ release, namespace })
    .filter(([, name]) => !NAME.test(name))
    .map(([path]) => ({ path, message: "is no name: a-z, 0-9 and -, 63 at most" }));
  if (faults.length > 0) throw new ValidationError(faults);
  const storage = { kind: "HOST" } as const;
  return {
    // It is known by its context alone, and not reached from here.
    hosts: [{ login: "", address: context === "" ? namespace : context, port: 22 }],
    helm: { access: "ELSEWHERE", context, namespace, release, storage },
  };
}
