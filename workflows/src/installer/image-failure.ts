import type { ClusterCheck } from "../contract/cluster-check.ts";
import { verdict } from "../preflight/verdict.ts";

/** By what Docker says of an image that is neither there nor to be had. */
const FAILURES = /No such image|pull access denied|manifest unknown|manifest for \S+ not found|no matching manifest/i;
const IMAGE = /No such image: ([^\s"']+)|pull access denied for ([^\s"',]+)|manifest for (\S+) not found/i;

/** The head’s host has not its image, typed, with what to do; null: it was not the image. */
export function imageFailure(said: string): ClusterCheck | null {
  if (!FAILURES.test(said)) return null;
  const image = IMAGE.exec(said)
    ?.slice(1)
    .find((name) => name !== undefined);
  const remedy =
    "Let the manager pull it: it must reach the registry, and be logged in (docker login) where that is asked for. Or load it there (docker save elsewhere, docker load here). Then retry.";
  return verdict("HEAD_IMAGE", "The manager has the head’s image, or can pull it").failed(
    said,
    image === undefined ? remedy : `${remedy} To try it: docker pull ${image} on the manager`,
  );
}
