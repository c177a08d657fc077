import { parseDocument } from "yaml";
import type { BundleInput } from "./bundle-input.ts";
import { deployTemplate } from "./deploy-template.ts";
import { bareHost } from "./endpoint.ts";
import { rayAuthToken } from "./ray-auth-token.ts";

const SHARED_MEMORY_SHARE = 0.3;

/** `values.yaml` of a class's chart. Comments of the template stay. */
export function chartValues(input: BundleInput): string {
  const document = parseDocument(deployTemplate("helm/chart/values.yaml"));
  const { keys, gateway, cpus, gpus, memoryBytes } = input;
  const values: readonly (readonly [string, unknown])[] = [
    ["clusterName", input.slug],
    ["className", input.className],
    ["version", input.version],
    ["nodes", input.nodes],
    ["images.ray", input.rayImage],
    ["images.tunnel", input.tunnelImage],
    ["wireguard.gatewayHost", bareHost(gateway)],
    ["wireguard.gatewayPort", gateway.port],
    ["wireguard.gatewayPublicKey", gateway.publicKey],
    ["wireguard.gatewayTunnelIp", gateway.tunnelAddress],
    ["wireguard.peerPrivateKey", keys.privateKey],
    ["wireguard.peerIp", `${keys.tunnelAddress}/32`],
    ["wireguard.preSharedKey", keys.presharedKey],
    ["api.port", input.apiPort],
    ["agent.token", keys.agentToken],
    ["ray.authToken", rayAuthToken(input)],
    ["worker.resources", resources(input)],
    ["worker.numCpus", cpus === null ? "" : Math.max(1, Math.floor(cpus))],
    ["worker.numGpus", gpus ?? ""],
    ["worker.sharedMemory", memoryBytes === null ? "" : String(Math.floor(memoryBytes * SHARED_MEMORY_SHARE))],
  ];
  for (const [path, value] of values) document.setIn(path.split("."), value);
  return document.toString({ lineWidth: 0 });
}

/** Limits are requests too where nothing else is said, so that two workers never share what one was promised. */
function resources({ cpus, gpus, memoryBytes }: BundleInput): object {
  const limits = {
    ...(cpus === null ? {} : { cpu: String(cpus) }),
    ...(memoryBytes === null ? {} : { memory: String(memoryBytes) }),
    ...(gpus === null || gpus === 0 ? {} : { "nvidia.com/gpu": String(gpus) }),
  };
  return Object.keys(limits).length === 0 ? {} : { limits };
}

/** `Chart.yaml`: a chart's version must be one of semantic versioning, which an installation's need not be. */
export function chartFile(input: BundleInput): string {
  const document = parseDocument(deployTemplate("helm/chart/Chart.yaml"));
  const semantic = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(input.version);
  if (semantic) document.setIn(["version"], input.version);
  document.setIn(["appVersion"], input.version);
  return document.toString();
}
