import { createHash } from "node:crypto";
import { isMap, parseDocument, type Document } from "yaml";
import type { BundleInput } from "./bundle-input.ts";
import { deployTemplate } from "./deploy-template.ts";
import { rayAuthToken } from "./ray-auth-token.ts";
import { tunnelConfiguration } from "./tunnel-configuration.ts";

type Path = readonly (string | number)[];

const SHARED_MEMORY_SHARE = 0.3;

/** Docker's own variables begin with a dollar: a text must not be taken for one. */
const literal = (text: string): string => text.replaceAll("$", "$$$$");

/** The stack of a class. Comments of the template stay. */
export function stackFile(input: BundleInput): string {
  // Modes are octal as Docker reads them, which is how YAML 1.1 does.
  const document = parseDocument(deployTemplate("swarm/arena-stack.yaml"), { version: "1.1" });
  const set = (path: Path, value: unknown): void => document.setIn(path, value);
  set(["services", "tunnel", "image"], input.tunnelImage);
  set(["services", "tunnel", "environment", "ARENA_FORWARD_PORT"], String(input.apiPort));
  for (const name of ["ray-head", "ray-worker"]) set(["services", name, "image"], input.rayImage);
  fillHead(set, input);
  fillWorker(set, document, input);
  for (const name of ["tunnel", "ray-head", "ray-worker"])
    set(["services", name, "deploy", "labels"], {
      "arena.class": literal(input.className),
      "arena.class-id": input.classId,
      "arena.cluster": input.slug,
    });
  nameByContent(document, input);
  return document.toString({ lineWidth: 120 });
}

function fillHead(set: (path: Path, value: unknown) => void, input: BundleInput): void {
  const environment = ["services", "ray-head", "environment"];
  set([...environment, "ARENA_VERSION"], input.version);
  set([...environment, "ARENA_CLUSTER"], input.slug);
  set([...environment, "ARENA_AGENT_URL"], `http://tunnel:${input.apiPort}`);
  set([...environment, "NVIDIA_VISIBLE_DEVICES"], "void");
}

function fillWorker(set: (path: Path, value: unknown) => void, document: Document, input: BundleInput): void {
  const worker = ["services", "ray-worker"];
  const { cpus, gpus, memoryBytes } = input;
  set([...worker, "deploy", "replicas"], input.nodes);
  if (input.hasHostPerWorker) set([...worker, "deploy", "placement", "max_replicas_per_node"], 1);
  set([...worker, "environment", "ARENA_CLUSTER"], input.slug);
  set([...worker, "environment", "ARENA_CPUS"], cpus === null ? "" : String(Math.max(1, Math.floor(cpus))));
  set([...worker, "environment", "ARENA_GPUS"], gpus === null ? "" : String(gpus));
  if (gpus === null || gpus === 0)
    set([...worker, "environment", "NVIDIA_VISIBLE_DEVICES"], gpus === null ? "all" : "void");
  else {
    document.addIn([...worker, "deploy", "placement", "constraints"], "node.labels.arena.gpu == true");
    const spec = { discrete_resource_spec: { kind: "NVIDIA-GPU", value: gpus } };
    set([...worker, "deploy", "resources", "reservations"], { generic_resources: [spec] });
  }
  const limits = {
    ...(cpus === null ? {} : { cpus: String(cpus) }),
    ...(memoryBytes === null ? {} : { memory: String(memoryBytes) }),
  };
  if (Object.keys(limits).length > 0) set([...worker, "deploy", "resources", "limits"], limits);
  else if (!document.hasIn([...worker, "deploy", "resources", "reservations"]))
    document.deleteIn([...worker, "deploy", "resources"]);
  if (memoryBytes !== null)
    set([...worker, "volumes", 1, "tmpfs"], { size: Math.floor(memoryBytes * SHARED_MEMORY_SHARE) });
}

/** A Swarm's configs and secrets cannot be changed, so another content is another name; and classes share none. */
function nameByContent(document: Document, input: BundleInput): void {
  const secrets: Readonly<Record<string, string>> = {
    tun0: tunnelConfiguration(input),
    "agent-token": input.keys.agentToken,
    "ray-auth-token": rayAuthToken(input),
  };
  for (const [name, content] of Object.entries(secrets))
    document.setIn(["secrets", name, "name"], contentName(input.slug, name, content));
  const configs = document.getIn(["configs"]);
  if (!isMap(configs)) throw new Error("the stack's template has no configs");
  for (const { key } of configs.items) {
    const name = String(key);
    document.setIn(["configs", name, "name"], contentName(input.slug, name, deployTemplate(`shared/${name}.sh`)));
  }
}

const contentName = (slug: string, name: string, content: string): string =>
  `arena-${name}-${createHash("sha256").update(`${slug}\n${content}`).digest("hex").slice(0, 16)}`;
