import { switchOrganization } from "../../domain/organization/switch-organization.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import type { Viewer } from "../../domain/viewer/viewer.ts";
import { refreshContext } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { ViewerType } from "./viewer.ts";

const SwitchOrganizationSuccess = builder.objectRef<{ viewer: Viewer }>("SwitchOrganizationSuccess").implement({
  fields: (t) => ({
    viewer: t.field({
      type: ViewerType,
      resolve: ({ viewer }, _args, context) => {
        // What is asked below is answered for the organization that is current from now on.
        Object.assign(context, { viewer });
        refreshContext(context);
        return viewer;
      },
    }),
  }),
});

defineMutation("switchOrganization", {
  description: "Makes another of the person's organizations the current one.",
  permission: "none",
  input: (t) => ({ organizationId: t.id({ required: true }) }),
  success: SwitchOrganizationSuccess,
  errors: [NotAllowedError],
  run: async (command, input) => ({
    viewer: await switchOrganization(command, { organizationId: uuidOf("Organization", input.organizationId) }),
  }),
});
