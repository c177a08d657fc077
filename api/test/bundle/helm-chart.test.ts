import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { BundleInput } from "../../src/bundle/bundle-input.ts";
import { helmProgram } from "./helm-program.ts";
import { mustRun, runCommand } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle } from "./unpack-bundle.ts";

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: PodSpec } };
  readonly stringData?: Record<string, string>;
  readonly data?: Record<string, string>;
}
interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly volumes: readonly Record<string, unknown>[];
  readonly containers: readonly {
    readonly name: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly resources: object;
    readonly volumeMounts: readonly { readonly mountPath: string }[];
  }[];
}

const found = await helmProgram();
const helm = "helm" in found ? found.helm : "";
if ("reason" in found) console.log(`the chart is not rendered: ${found.reason}`);

const schemas = JSON.parse(readFileSync(new URL("fixtures/kubernetes-1.34.json", import.meta.url), "utf8")) as {
  kinds: Record<string, string>;
  definitions: object;
};
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: "kubernetes", definitions: schemas.definitions });

let payload: ReturnType<typeof samplePayload>;
beforeAll(() => {
  payload = samplePayload();
});
afterAll(() => payload.dispose());

async function withChart<T>(changes: Partial<BundleInput>, use: (chart: string) => Promise<T>): Promise<T> {
  const bundle = await unpackBundle(sampleInput(payload, changes), "helm");
  try {
    return await use(join(bundle.root, "chart"));
  } finally {
    bundle.dispose();
  }
}

const render = (changes: Partial<BundleInput>, ...flags: string[]): Promise<KubernetesObject[]> =>
  withChart(changes, async (chart) => {
    const text = await mustRun(helm, ["template", "robots", chart, "--namespace", "robots", ...flags]);
    return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
  });

const NFS = ["--set", "storage.type=nfs,storage.nfs.server=nfs.example.com,storage.nfs.path=/exports"];
const CASES: [string, Partial<BundleInput>, string[]][] = [
  ["with limits", {}, []],
  ["of the whole node", { cpus: null, gpus: null, memoryBytes: null }, []],
  ["with GPUs", { gpus: 4 }, []],
  ["with NFS", {}, NFS],
  ["with a claim", {}, ["--set", "storage.type=claim,storage.claim=shared"]],
  ["of a hostile name", { className: "{{ .Values.agent.token }} $(x)\n'\": -" }, []],
  ["of a slug that YAML could take for a number", { slug: "1e3" }, []],
  ["with a gateway of IPv6", { gateway: { ...sampleGateway(), host: "2001:db8::1" } }, []],
];

describe.skipIf("reason" in found)("the chart", () => {
  test("is clean for helm lint, strictly", () =>
    withChart({}, async (chart) => {
      const linted = await runCommand(helm, ["lint", "--strict", chart]);
      expect(linted.stdout).not.toMatch(/\[(ERROR|WARNING)\]/);
      expect(linted.code).toBe(0);
    }));

  test.each(CASES)("is valid by the schemas of Kubernetes: %s", async (_title, changes, flags) => {
    const objects = await render(changes, ...flags);
    expect(objects.map((one) => `${one.kind} ${one.metadata.name}`).sort()).toEqual([
      "ConfigMap robots-scripts",
      "Deployment robots-ray-head",
      "Deployment robots-ray-worker",
      "Secret robots-secrets",
      "Service robots-ray-head",
    ]);
    for (const one of objects) {
      const valid = ajv.compile({ $ref: `kubernetes#/definitions/${schemas.kinds[one.kind]}` });
      expect(valid(one), `${one.kind}: ${JSON.stringify(valid.errors, null, 1)}`).toBe(true);
      expect(one.metadata.labels["app.kubernetes.io/instance"]).toBe("robots");
    }
  });

  test("has head and workers with the data, a grace longer than the ladder, and secrets in no environment", async () => {
    const input = sampleInput(payload);
    const deployments = (await render({})).filter((one) => one.kind === "Deployment");
    expect(deployments.map((one) => one.spec.replicas)).toEqual([1, 2]);
    for (const { spec } of deployments) {
      const pod = spec.template.spec;
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(160);
      const ray = pod.containers[0]!;
      expect(ray.volumeMounts.map((mount) => mount.mountPath)).toContain("/opt/data");
      expect(ray.env).toContainEqual({ name: "RAY_AUTH_MODE", value: "token" });
      for (const secret of [input.keys.privateKey, input.keys.presharedKey, input.keys.agentToken])
        expect(JSON.stringify(pod)).not.toContain(secret);
    }
  });

  test("gives workers the class's resources, and the whole node where it says nothing", async () => {
    const worker = async (changes: Partial<BundleInput>): Promise<object> =>
      (await render(changes)).find((one) => one.metadata.name === "robots-ray-worker")!.spec.template.spec
        .containers[0]!.resources;
    expect(await worker({ cpus: 4, gpus: 2, memoryBytes: 1024 })).toEqual({
      limits: { cpu: "4", memory: "1024", "nvidia.com/gpu": "2" },
    });
    expect(await worker({ cpus: null, gpus: null, memoryBytes: null })).toEqual({});
  });

  test("its scripts are the bundle's, byte for byte", () =>
    withChart({}, async (chart) => {
      const text = await mustRun(helm, ["template", "robots", chart]);
      const map = parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject)
        .find((one) => one.kind === "ConfigMap")!;
      const files = readdirSync(join(chart, "files"));
      expect(Object.keys(map.data!).sort()).toEqual(files.sort());
      for (const file of files)
        expect(map.data![file]!.trimEnd()).toBe(readFileSync(join(chart, "files", file), "utf8").trimEnd());
    }));

  test.each(["storage.type=tape", "storage.type=nfs", "storage.type=claim"])("refuses %s with a sentence", (setting) =>
    withChart({}, async (chart) => {
      const rendered = await runCommand(helm, ["template", "robots", chart, "--set", setting]);
      expect(rendered.code).not.toBe(0);
      expect(rendered.stderr).toMatch(/storage\.\S+ (must be|is needed)/);
    }),
  );
});

function sampleGateway(): BundleInput["gateway"] {
  const key = "TqXuaP6gVYYQaJDe1XM4ILt32RnNonvEuBObfNM7iIk=";
  return { publicKey: key, host: "arena.example.com", port: 51820, tunnelAddress: "172.24.0.1" };
}
