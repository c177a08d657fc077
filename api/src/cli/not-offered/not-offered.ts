import { notFound, notOffered } from "../client-error.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

const PREFIX = "/api/cli/v1";

function refusing(method: Endpoint["method"], path: string, what: string): Endpoint {
  return { method, path: `${PREFIX}/${path}`, body: "ignored", handle: () => Promise.reject(notOffered(what)) };
}
function empty(path: string, data: unknown): Endpoint {
  return { method: "GET", path: `${PREFIX}/${path}`, handle: () => Promise.resolve(json(data)) };
}

/** What the client asks for and this server does not have: said in words, and lists of it are empty. */
export const NOT_OFFERED: readonly Endpoint[] = [
  refusing("POST", "inference/deploy", "Deploying agents is"),
  refusing("GET", "inference/deployments/list", "Deploying agents is"),
  refusing("GET", "inference/deployments/one", "Deploying agents is"),
  refusing("POST", "models/info", "Information about language models is"),
  refusing("POST", "datasets/create", "Creating datasets is"),
  empty("models", []),
  empty("datasets", []),
  empty("datasets/exists", { exists: false }),
  {
    method: "DELETE",
    path: `${PREFIX}/datasets/delete`,
    handle: ({ body }) => Promise.reject(notFound("Dataset", body.text("name"))),
  },
];
