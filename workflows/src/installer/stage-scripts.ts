import type { StageName } from "../contract/cluster-operation.ts";
import type { OperationHost, OperationOrder } from "./operation-records.ts";

/** What the machine that installs may set; as for the scripts of the bundle (docs/bundle.md). */
export interface StageSettings {
  readonly stackName: string;
  readonly headWaitSeconds: number;
  readonly resolveImage: "always" | "changed" | "never";
}

/** The script of a stage and its arguments, from the bundle's root; null: the stage has none. */
export function stageScript(
  stage: StageName,
  order: Pick<OperationOrder, "options">,
  host: Pick<OperationHost, "address">,
  settings: StageSettings,
): readonly string[] | null {
  const { stackName, headWaitSeconds, resolveImage } = settings;
  switch (stage) {
    case "DOCKER":
      return ["remote/install-docker.sh"];
    case "NVIDIA_DRIVER":
      return ["remote/install-nvidia-driver.sh"];
    case "NVIDIA_TOOLKIT":
      return ["remote/install-nvidia-container-toolkit.sh"];
    case "SWARM_INIT": {
      const { advertiseAddress } = order.options;
      return [
        "remote/init-docker-swarm.sh",
        ...(advertiseAddress === null ? [host.address, "as-reached"] : [advertiseAddress]),
      ];
    }
    case "SWARM_JOIN":
      return ["remote/join-docker-swarm.sh"];
    case "NODE_LABELS":
      return ["remote/count-gpus.sh"];
    case "DEPLOY":
      return ["remote/deploy-arena-stack.sh", stackName, String(headWaitSeconds), resolveImage];
    case "STACK_DOWN":
      return ["remote/scale-down.sh", stackName];
    case "STACK_REMOVE":
      return ["remote/remove-stack.sh", stackName];
    case "SWARM_LEAVE":
      return ["remote/leave-swarm.sh"];
    case "PREFLIGHT":
    case "CHART":
    case "ROLLOUT":
    case "RELEASE_DOWN":
    case "RELEASE_REMOVE":
      return null;
  }
}

const STACK_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/;
const RESOLVE_IMAGE = ["always", "changed", "never"] as const;

export function readStageSettings(environment: NodeJS.ProcessEnv): StageSettings {
  const stackName = environment["ARENA_STACK_NAME"] || "arena";
  if (!STACK_NAME.test(stackName)) throw new Error(`ARENA_STACK_NAME is '${stackName}': letters, digits, - and _ only`);
  const wait = environment["ARENA_HEAD_WAIT_SECONDS"] || "900";
  if (!/^\d{1,5}$/.test(wait)) throw new Error(`ARENA_HEAD_WAIT_SECONDS is '${wait}': give seconds`);
  const given = environment["ARENA_RESOLVE_IMAGE"] || "changed";
  const resolveImage = RESOLVE_IMAGE.find((one) => one === given);
  if (resolveImage === undefined) throw new Error(`ARENA_RESOLVE_IMAGE is '${given}': always, changed or never`);
  return { stackName, headWaitSeconds: Number(wait), resolveImage };
}
