import { NotAllowedError } from "../../domain/errors.ts";
import type { OnPremProvider } from "../../domain/on-prem/provider.ts";
import { disableOnPrem, enableOnPrem } from "../../domain/on-prem/switch-provider.ts";
import { updateOnPrem } from "../../domain/on-prem/update-provider.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { OnPremProviderType } from "./on-prem-provider.ts";

const successOf = (name: string) =>
  builder.objectRef<OnPremProvider>(name).implement({
    fields: (t) => ({ onPremProvider: t.field({ type: OnPremProviderType, resolve: (provider) => provider }) }),
  });

defineMutation("enableOnPrem", {
  description: "Makes the on-prem training cluster at the first time. Only Managers of an Enterprise organization.",
  permission: "none",
  success: successOf("EnableOnPremSuccess"),
  run: (command) => enableOnPrem(command),
});

defineMutation("disableOnPrem", {
  description: "Its classes vanish from the choice and are kept; running experiments go on.",
  permission: "none",
  success: successOf("DisableOnPremSuccess"),
  errors: [NotAllowedError],
  run: (command) => disableOnPrem(command),
});

defineMutation("updateOnPrem", {
  permission: "none",
  input: (t) => ({
    name: t.string({ description: "1 to 100 characters; as it was when left out." }),
    description: t.string({ description: "At most 2,000 characters." }),
  }),
  success: successOf("UpdateOnPremSuccess"),
  errors: [NotAllowedError],
  run: (command, { name, description }) =>
    updateOnPrem(command, {
      ...(typeof name === "string" ? { name } : {}),
      ...(typeof description === "string" ? { description } : {}),
    }),
});
