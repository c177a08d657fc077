import type { ClusterCheck } from "../contract/cluster-check.ts";
import { accessChecks } from "./checks/access.ts";
import { dockerChecks } from "./checks/docker.ts";
import { networkChecks } from "./checks/network.ts";
import { storageChecks } from "./checks/storage.ts";
import { systemChecks } from "./checks/system.ts";
import { timeChecks } from "./checks/time.ts";
import type { Expectation } from "./expectation.ts";
import type { HostFacts } from "./host-facts.ts";
import { verdict } from "./verdict.ts";

/** A host of the same operation that was looked at before. */
export interface KnownMachine {
  readonly name: string;
  /** Its machine id and host name. */
  readonly machine: string;
}

/** All that is looked at on a host, before anything is changed on it. */
export function checkHost(facts: HostFacts, wanted: Expectation, others: readonly KnownMachine[] = []): ClusterCheck[] {
  return [
    ...accessChecks(facts, wanted),
    ...systemChecks(facts, wanted),
    oneMachine(facts, others),
    ...timeChecks(facts, wanted),
    ...networkChecks(facts, wanted),
    ...dockerChecks(facts, wanted),
    ...storageChecks(facts, wanted),
  ];
}

/** By which the same machine is known under two addresses. */
export function machineOf(facts: HostFacts): string {
  return `${facts.text("machine_id") ?? ""} ${facts.text("hostname") ?? ""}`;
}

function oneMachine(facts: HostFacts, others: readonly KnownMachine[]): ClusterCheck {
  const { passed, failed } = verdict("MACHINE", "Another machine than the other hosts, with a name of its own");
  const name = facts.text("hostname") ?? "unknown";
  const same = others.find(({ machine }) => machine === machineOf(facts));
  if (same !== undefined) return failed(`The same machine as ${same.name}`, "Name each machine once.");
  const namesake = others.find(({ machine }) => machine.endsWith(` ${name}`));
  return namesake === undefined
    ? passed(name)
    : failed(
        `${name}, as ${namesake.name} is called too`,
        `Give it a name of its own: hostnamectl set-hostname <name>`,
      );
}
