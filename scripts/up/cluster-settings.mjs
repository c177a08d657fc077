import { isAbsolute } from "node:path";
import { RemedyError } from "./remedy-error.mjs";

const SECONDS = [
  "ARENA_PROOF_WAIT_SECONDS",
  "ARENA_HEAD_WAIT_SECONDS",
  "ARENA_ROLLOUT_SECONDS",
  "ARENA_POD_TROUBLE_SECONDS",
];
const RESOLVE_IMAGE = ["always", "changed", "never"];

/** What the installing of clusters is told: refused here, before anything starts. The components read it themselves. */
export function checkClusterSettings(value) {
  for (const name of SECONDS) {
    const text = value(name);
    if (text !== undefined && !/^\d{1,5}$/.test(text))
      throw new RemedyError(`${name} is ${text}.`, "Give whole seconds, 99999 at most, or unset it.");
  }
  const stack = value("ARENA_STACK_NAME");
  if (stack !== undefined && !/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/.test(stack))
    throw new RemedyError(`ARENA_STACK_NAME is ${stack}.`, "Give letters, digits, - and _ only.");
  const resolveImage = value("ARENA_RESOLVE_IMAGE");
  if (resolveImage !== undefined && !RESOLVE_IMAGE.includes(resolveImage))
    throw new RemedyError(`ARENA_RESOLVE_IMAGE is ${resolveImage}.`, `Give one of ${RESOLVE_IMAGE.join(", ")}.`);
  const kubeconfig = value("ARENA_KUBECONFIG");
  if (kubeconfig !== undefined && !isAbsolute(kubeconfig))
    throw new RemedyError(`ARENA_KUBECONFIG is ${kubeconfig}.`, "Give the whole path of the file, or unset it.");
}
