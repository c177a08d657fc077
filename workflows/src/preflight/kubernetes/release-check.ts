import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { verdict } from "../verdict.ts";
import type { ClusterExpectation } from "./check-cluster.ts";
import { isFailure, type Found, type ReleaseFacts } from "./cluster-facts.ts";

/** Whether the release's name is free, or this class's already. */
export function releaseCheck(
  found: Found<ReleaseFacts>,
  { target, classId, slug }: Pick<ClusterExpectation, "target" | "classId" | "slug">,
): ClusterCheck {
  const name = `The release ${target.release}`;
  const { passed, failed, skipped } = verdict("RELEASE", `${name} is this class’s, or none`);
  if (isFailure(found)) return skipped(`It could not be looked for: ${found.text}`);
  if (found === null) return skipped("The API server does not answer");
  const other = "Tear that one down first, or install into another namespace.";
  if (found.classId !== null && found.classId !== classId) return failed("It is another class’s", other);
  if (found.isForeign) return failed("It is of another chart", other);
  if (found.cluster !== null && found.cluster !== slug) return failed(`It is of the class ${found.cluster}`, other);
  if (found.status !== null && found.cluster === null && found.classId === null)
    return failed("Helm has a release of this name that is not Arena’s", other);
  if (found.status?.startsWith("pending-") && found.classId !== classId)
    return failed(
      `Helm is at it already (${found.status})`,
      `Wait for its end; if it was killed: helm rollback ${target.release} --namespace ${target.namespace}`,
    );
  return passed(found.status === null ? "There is none yet" : `It is there (${found.status}), and brought up to date`);
}
