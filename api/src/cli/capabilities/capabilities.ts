import { isAllowed } from "../../access/permissions.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { COMMAND_TREE } from "./command-tree.ts";

/**
 * Asked by `arena --help` and twice by every `arena on-prem …`. Either flag opens the on-prem commands, so both say the
 * same: whether this caller may use them, not what the plan is called.
 */
export const capabilities: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/capabilities",
  handle({ command: { viewer } }) {
    const mayUseOnPrem = isAllowed(viewer, "on_prem:manage");
    return Promise.resolve(
      json({
        schemaVersion: 1,
        enterprise: mayUseOnPrem,
        features: { onPremCli: mayUseOnPrem },
        cli: { manifestSchemaVersion: 2, root: COMMAND_TREE },
      }),
    );
  },
};
