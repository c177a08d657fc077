import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findOfferedClasses } from "./offered-classes.ts";

const GIB = 2 ** 30;
const WHOLE_HOST = "whole host";

/** `name` is what `--resource-id` takes. The price is a number for the client's sake: nothing is billed here. */
export const listResources: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/resources/list",
  permission: "resource_class:read",
  async handle({ command }) {
    const tiers = (await findOfferedClasses(command)).map(({ name, cpus, gpus, memoryBytes }) => [
      name,
      {
        name,
        num_gpus: gpus ?? 0,
        gpu_type: (gpus ?? 0) > 0 ? "GPU" : null,
        num_cpus: cpus ?? WHOLE_HOST,
        ram_gb: memoryBytes === null ? WHOLE_HOST : Math.round((memoryBytes / GIB) * 10) / 10,
        price_per_node_hour: 0,
      },
    ]);
    return json({ tiers: Object.fromEntries(tiers) as unknown });
  },
};
