import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

export const credits: Endpoint = {
  method: "GET",
  path: "/api/users/credits",
  handle: () => Promise.resolve(json({ credits: null, note: "This server does not bill." })),
};
