import { isAllowed } from "../../access/permissions.ts";
import { viewerOf, type Context } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { ClusterOperationType, ClusterProofType, type OperationRow } from "./cluster-operation.ts";

const mayManage = (context: Context): boolean => isAllowed(viewerOf(context), "on_prem:manage");

builder.objectFields(ResourceClassType, (t) => ({
  operations: t.field({
    type: [ClusterOperationType],
    nullable: true,
    description:
      "What was done to its cluster, newest first: the last 20, and the newest of each kind. Null for who may not see it.",
    resolve: async ({ id }, _args, context) => {
      if (!mayManage(context)) return null;
      const ids = (await context.loaders.operationsOfClass.load(id)).map((row) => row.id);
      const rows = await context.loaders.clusterOperation.loadMany(ids);
      return rows.filter((row): row is OperationRow => row !== null && !(row instanceof Error));
    },
  }),
  proof: t.field({
    type: ClusterProofType,
    nullable: true,
    description: "The newest of its cluster; null: none, or for who may not see it.",
    resolve: ({ id }, _args, context) => (mayManage(context) ? context.loaders.proofOfClass.load(id) : null),
  }),
  loginKey: t.string({
    nullable: true,
    description:
      "Public half of the key with which this server logs in to the hosts, for their `authorized_keys`. Null until `prepareClusterLogin`.",
    resolve: async ({ id }, _args, context) =>
      mayManage(context) ? ((await context.loaders.loginKeyOfClass.load(id))?.publicKey ?? null) : null,
  }),
}));
