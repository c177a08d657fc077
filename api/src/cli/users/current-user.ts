import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

/** The client prints `first_name`, `last_name` and `email`; a person has one name here. */
export const currentUser: Endpoint = {
  method: "GET",
  path: "/api/users/current",
  handle({ command: { viewer } }) {
    const [first = "", ...others] = viewer.name.trim().split(/\s+/);
    return Promise.resolve(
      json({ id: viewer.personId, first_name: first, last_name: others.join(" "), email: viewer.email }),
    );
  },
};
