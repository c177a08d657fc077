import type { HostRole } from "@arena/workflows/contract/cluster-operation";
import { ValidationError, type FieldFault } from "../errors.ts";
import { hostKeyOf, parseHost, type ParsedHost } from "./parse-host.ts";

export interface GivenHosts {
  readonly manager: string;
  readonly workers: readonly string[];
}
export interface OrderedHost extends ParsedHost {
  readonly position: number;
  readonly role: HostRole;
}
export const MOST_HOSTS = 64;

/** The hosts of a class with so many nodes; throws all faults at once, each on its field. */
export function checkHosts({ manager, workers }: GivenHosts, nodes: number): readonly OrderedHost[] {
  if (workers.length >= MOST_HOSTS)
    throw new ValidationError([{ path: "workers", message: `may be ${MOST_HOSTS - 1} at most` }]);
  const parsed = [
    parseHost(manager, "manager"),
    ...workers.map((worker, index) => parseHost(worker, `workers.${index}`)),
  ];
  const faults = parsed.filter(isFault);
  if (faults.length > 0) throw new ValidationError(faults);
  const hosts = (parsed as ParsedHost[]).map((host, position): OrderedHost => ({
    ...host,
    position,
    role: position === 0 ? "MANAGER" : "WORKER",
  }));
  const all = [...repeated(hosts), ...wrongNumber(hosts.length, nodes)];
  if (all.length > 0) throw new ValidationError(all);
  return hosts;
}

function repeated(hosts: readonly OrderedHost[]): FieldFault[] {
  const first = new Map<string, OrderedHost>();
  return hosts.flatMap((host) => {
    const earlier = first.get(hostKeyOf(host));
    if (earlier === undefined) {
      first.set(hostKeyOf(host), host);
      return [];
    }
    const path = `workers.${host.position - 1}`;
    return [{ path, message: earlier.role === "MANAGER" ? "is the manager: name it once" : "is named twice" }];
  });
}

function wrongNumber(given: number, nodes: number): FieldFault[] {
  if (given === nodes || given === nodes + 1) return [];
  const wanted =
    nodes === 1
      ? "1 node: name the manager alone, or one worker beside it"
      : `${nodes} nodes: name ${nodes === 2 ? "1 worker" : `${nodes - 1} workers`} beside a manager that works too, or ${nodes} beside one that only manages`;
  return [
    { path: "workers", message: `makes ${given} ${given === 1 ? "host" : "hosts"}, and the class has ${wanted}` },
  ];
}

function isFault(value: ParsedHost | FieldFault): value is FieldFault {
  return "message" in value;
}
