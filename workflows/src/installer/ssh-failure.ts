import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { ClusterOperationOptions } from "../contract/cluster-operation.ts";
import type { SshEnd } from "./run-ssh.ts";
import { targetName, type SshTarget } from "./ssh-target.ts";

interface Failure {
  readonly matches: RegExp;
  readonly observed: string;
  readonly remedy: (target: SshTarget, login: Login) => string;
}
type Login = ClusterOperationOptions["login"];

function logins(target: SshTarget, login: Login): string {
  const place = `~/.ssh/authorized_keys of ${target.login || "the user"} on ${target.address}`;
  if (login === "SERVER_KEY") return `Add the public key that the panel shows to ${place}.`;
  return process.env["SSH_AUTH_SOCK"]
    ? `Add one of the agent’s public keys (ssh-add -L) to ${place}, or use the key of the class.`
    : "This server was started without an ssh agent (SSH_AUTH_SOCK). Start it with one, or use the key of the class.";
}
/** By what OpenSSH says, in the order in which they are looked for. */
const FAILURES: readonly Failure[] = [
  {
    matches: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/i,
    observed: "The host’s key is another one than at the first login.",
    remedy: ({ address, port }) =>
      `If ${address} was set up anew, forget its key in the panel and retry; else somebody may be in between. Compare: ssh-keyscan -p ${port} ${address} | ssh-keygen -lf -`,
  },
  { matches: /Permission denied/i, observed: "The host takes none of this server’s keys.", remedy: logins },
  {
    matches: /Could not resolve hostname|Name or service not known|No address associated/i,
    observed: "The host’s name does not resolve on this server.",
    remedy: ({ address }) => `Write an address instead of ${address}, or add it to /etc/hosts of this server.`,
  },
  {
    matches: /Connection refused/i,
    observed: "Nothing takes ssh connections there.",
    remedy: ({ address, port }) =>
      `Start sshd on ${address}, or give the port it listens on (here: ${port}): systemctl enable --now ssh`,
  },
  {
    matches: /timed out|No route to host|Network is unreachable/i,
    observed: "The host does not answer.",
    remedy: ({ address, port }) =>
      `Check that ${address} is on, and that the firewalls between let this server reach TCP port ${port}.`,
  },
  {
    matches: /Too many authentication failures/i,
    observed: "The host refused after too many keys were offered.",
    remedy: () => "Use the key of the class instead of the ssh agent, or leave fewer keys in the agent.",
  },
];

/** What a login that failed comes to: typed, with what to do. */
export function sshFailure(target: SshTarget, end: SshEnd, login: Login): ClusterCheck {
  const base = { name: "SSH", outcome: "FAILED", expected: `A login to ${targetName(target)} by a key` } as const;
  if (end.isMissing)
    return {
      ...base,
      observed: "This server has no ssh.",
      remedy: "Install it on this server: apt-get install openssh-client",
    };
  const found = FAILURES.find(({ matches }) => matches.test(end.errors));
  if (found !== undefined) return { ...base, observed: found.observed, remedy: found.remedy(target, login) };
  if (end.code === null)
    return {
      ...base,
      observed: "The host does not answer in time.",
      remedy: `Check the load of ${target.address} and the way to it, then retry.`,
    };
  const said = end.errors.trim().split("\n").at(-1) ?? "";
  return {
    ...base,
    observed: said === "" ? "The connection was closed." : said.slice(0, 300),
    remedy: `Try it from this server: ssh -p ${target.port} ${target.login === "" ? "" : `${target.login}@`}${target.address} true`,
  };
}
