import { isIP } from "node:net";
import type { BundleInput, SetupType } from "./bundle-input.ts";
import { bareHost } from "./endpoint.ts";

/** What will not work as the bundle is, each with its remedy; none when nothing is known to be wrong. */
export function setupNotices({ gateway, gpus, rayImage }: BundleInput, setupType: SetupType): string[] {
  const host = bareHost(gateway);
  return [
    ...(isOfOneMachine(host)
      ? [
          `The gateway’s address is ${host}, which no other machine reaches. Start Arena with ARENA_PUBLIC_URL, or ARENA_GATEWAY_HOST, set to an address that the cluster’s hosts reach.`,
        ]
      : []),
    ...(gpus !== null && gpus > 0 && !/gpu|cu\d/i.test(rayImage)
      ? [
          `The workers have GPUs, and the image ${rayImage} seems to be one without CUDA. Start Arena with ARENA_RAY_IMAGE set to one that has it, such as rayproject/ray:2.60.0-gpu.`,
        ]
      : []),
    ...(gpus === null && setupType === "helm"
      ? ["Kubernetes gives a worker only the GPUs that it asks for by number: none here, since GPUs is empty."]
      : []),
  ];
}

function isOfOneMachine(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    (isIP(host) === 4 && host.startsWith("127.")) ||
    host === "::1"
  );
}
