import type { OnPremProvider } from "../../domain/on-prem/provider.ts";
import { builder } from "../builder/builder.ts";

export const OnPremProviderType = builder.objectRef<OnPremProvider>("OnPremProvider").implement({
  description: "An organization's on-prem training cluster as a whole; its resource classes are the hosts.",
  fields: (t) => ({
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    enabled: t.exposeBoolean("enabled", {
      description: "Disabled: its classes cannot be chosen, what runs goes on, what waits says why.",
    }),
  }),
});
