import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { BundleInput } from "../../src/bundle/bundle-input.ts";
import { stackFile } from "../../src/bundle/stack-file.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";

interface Service {
  readonly stop_grace_period: string;
  readonly healthcheck: unknown;
  readonly environment: Record<string, string>;
  readonly secrets: readonly { target: string; mode: number }[];
  readonly volumes?: readonly { target: string }[];
  readonly deploy: {
    replicas: number;
    resources?: object;
    placement: { constraints: string[]; max_replicas_per_node?: number };
  };
}
interface Stack {
  readonly services: Record<string, Service>;
  readonly secrets: Record<string, { name: string }>;
  readonly configs: Record<string, { name: string }>;
}

const HALT_LADDER_SECONDS = 120 + 30 + 10;
const schema = JSON.parse(readFileSync(new URL("fixtures/compose-spec.json", import.meta.url), "utf8")) as object;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const valid = ajv.compile(schema);

let payload: ReturnType<typeof samplePayload>;
beforeAll(() => {
  payload = samplePayload();
});
afterAll(() => payload.dispose());

const stackOf = (changes: Partial<BundleInput> = {}): Stack =>
  parse(stackFile(sampleInput(payload, changes)), { version: "1.1" }) as Stack;

describe("the stack", () => {
  test.each<[string, Partial<BundleInput>]>([
    ["with limits", {}],
    ["of the whole host", { cpus: null, gpus: null, memoryBytes: null }],
    ["with GPUs", { gpus: 4 }],
    ["with a host for each worker", { hasHostPerWorker: true }],
    ["with parts of CPUs", { cpus: 0.5, gpus: 1, memoryBytes: null }],
    ["of a hostile name", { className: "${X} $(y)\n: -" }],
  ])("is valid by the schema of the compose specification: %s", (_title, changes) => {
    expect(valid(stackOf(changes)), JSON.stringify(valid.errors, null, 1)).toBe(true);
  });

  test("no host takes two workers where there is one for each", () => {
    const most = (changes: Partial<BundleInput>): unknown =>
      stackOf(changes).services["ray-worker"]!.deploy.placement.max_replicas_per_node;
    expect([most({}), most({ hasHostPerWorker: true })]).toEqual([undefined, 1]);
  });

  test("a worker's container has its node's name, which is no other node's", () => {
    const { environment } = stackOf().services["ray-worker"]!;
    expect(environment["ARENA_NODE_NAME"]).toBe("{{.Node.Hostname}}.{{.Node.ID}}");
  });

  test("has head, workers and tunnel; the data where they run; a grace longer than the ladder; health checks", () => {
    const { services } = stackOf();
    expect(Object.keys(services).sort()).toEqual(["ray-head", "ray-worker", "tunnel"]);
    expect(services["ray-worker"]!.deploy.replicas).toBe(2);
    for (const service of Object.values(services)) expect(service.healthcheck).toBeDefined();
    for (const name of ["ray-head", "ray-worker"]) {
      expect(services[name]!.volumes!.map((volume) => volume.target)).toContain("/opt/data");
      expect(parseInt(services[name]!.stop_grace_period, 10)).toBeGreaterThan(HALT_LADDER_SECONDS);
      expect(services[name]!.environment["RAY_AUTH_MODE"]).toBe("token");
    }
    expect(services["tunnel"]!.secrets).toEqual([expect.objectContaining({ target: "/etc/wireguard/tun0.conf" })]);
  });

  test("gives every secret to its owner alone, and none to an environment", () => {
    const input = sampleInput(payload);
    for (const service of Object.values(stackOf().services))
      for (const secret of service.secrets) expect(secret.mode).toBe(0o400);
    for (const secret of [input.keys.privateKey, input.keys.presharedKey, input.keys.agentToken])
      expect(stackFile(input)).not.toContain(secret);
  });

  test("limits workers to the class, and leaves them the host where the class says nothing", () => {
    const GIB = 1024 ** 3;
    const worker = (changes: Partial<BundleInput>): Service["deploy"] =>
      stackOf(changes).services["ray-worker"]!.deploy;
    expect(worker({ cpus: 4, gpus: 0, memoryBytes: 8 * GIB }).resources).toEqual({
      limits: { cpus: "4", memory: String(8 * GIB) },
    });
    expect(worker({ cpus: null, gpus: null, memoryBytes: null }).resources).toBeUndefined();
    expect(worker({ cpus: null, gpus: 2, memoryBytes: null })).toMatchObject({
      resources: {
        reservations: { generic_resources: [{ discrete_resource_spec: { kind: "NVIDIA-GPU", value: 2 } }] },
      },
      placement: { constraints: ["node.labels.arena.worker != false", "node.labels.arena.gpu == true"] },
    });
    expect(worker({ gpus: 0 }).placement.constraints).toEqual(["node.labels.arena.worker != false"]);
  });

  test("names secrets and configs by what is in them, within what a Swarm takes", () => {
    const slug = "a".repeat(53);
    const one = stackOf({ slug });
    const two = stackOf({ slug, keys: { ...sampleInput(payload).keys, tunnelAddress: "172.24.0.9" } });
    expect(two.secrets["tun0"]!.name).not.toBe(one.secrets["tun0"]!.name);
    expect(two.secrets["agent-token"]).toEqual(one.secrets["agent-token"]);
    for (const { name } of [...Object.values(one.secrets), ...Object.values(one.configs)])
      expect(name.length).toBeLessThanOrEqual(64);
  });
});
