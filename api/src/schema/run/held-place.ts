import type { HeldPlace } from "../../loaders/place-loaders.ts";
import { builder } from "../builder/builder.ts";

export const HeldPlaceType = builder.objectRef<HeldPlace>("HeldPlace").implement({
  description:
    "A place that its resource class counts as used although its run has ended: until its agent proves that nothing is left, or a Manager releases it.",
  fields: (t) => ({
    reason: t.exposeString("reason", { description: "For people." }),
    since: t.expose("since", { type: "DateTime", description: "When the run ended." }),
  }),
});
