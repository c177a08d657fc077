import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { verdict } from "../verdict.ts";

export function accessChecks(facts: HostFacts, { login }: Expectation): ClusterCheck[] {
  const user = facts.text("user") ?? login;
  return [verdict("SSH", "A login by a key").passed(`Logged in as ${user}`), sudo(facts, user)];
}

function sudo(facts: HostFacts, user: string): ClusterCheck {
  const { passed, failed } = verdict("SUDO", "root, or sudo that asks for nothing");
  switch (facts.text("sudo")) {
    case "root":
      return passed("Logged in as root");
    case "free":
      return passed("sudo asks for nothing");
    case "none":
      return failed("There is no sudo", "Log in as root, or install it: apt-get install sudo");
    default:
      return failed(
        `${user} may not use sudo without a password`,
        `As root: echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/arena`,
      );
  }
}
