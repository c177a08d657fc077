import type { Check, Host, Operation, Outcome, Stage } from "../../src/lib/on-prem/cluster/sdk-cluster.ts";

export const AT = "2026-11-23T12:00:00.000Z";

export const stage = (name: Stage["name"], state: Stage["state"], more: Partial<Stage> = {}): Stage => ({
  name,
  state,
  attempt: 1,
  startedAt: null,
  endedAt: null,
  message: null,
  ...more,
});

export const check = (name: string, outcome: Outcome, more: Partial<Check> = {}): Check => ({
  name,
  outcome,
  observed: "",
  expected: "",
  remedy: null,
  ...more,
});

export const host = (
  role: Host["role"],
  state: Host["state"],
  position = role === "MANAGER" ? 0 : 1,
  stages: Stage[] = [],
): Host => ({
  position,
  role,
  state,
  stages,
  name: `host-${position}`,
  address: `host-${position}`,
  port: 22,
  message: null,
  checkedAt: null,
  hostKey: null,
  checks: [],
});

export const operation = (more: Partial<Operation>): Operation => ({
  id: "1",
  kind: "INSTALL",
  driver: "SSH",
  status: "RUNNING",
  message: null,
  createdAt: AT,
  endedAt: null,
  login: "SERVER_KEY",
  advertiseAddress: null,
  leaveSwarm: false,
  reportedBy: null,
  helm: null,
  requestedVia: "WEB",
  requestedBy: { id: "p", name: "Ada", email: "ada@acme.test" },
  hosts: [],
  proof: null,
  ...more,
});
