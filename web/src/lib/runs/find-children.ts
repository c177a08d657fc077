import type { ArenaClient, ExperimentStatus } from "@arena/sdk";

export interface ChildExperiment {
  readonly id: string;
  readonly name: string;
  readonly status: ExperimentStatus;
  /** Where it went on. */
  readonly step: number;
}

const PAGE = 100;
/** Children are made after their parent and lists are newest first; who has thousands since is shown the newest. */
const MAX_PAGES = 5;

/** Experiments of the project that were resumed from this one. */
export async function findChildren(
  client: ArenaClient,
  projectId: string,
  experimentId: string,
): Promise<readonly ChildExperiment[]> {
  const children: ChildExperiment[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const project = await client.projectExperiments({ id: projectId, first: PAGE, after });
    for (const { node } of project?.experiments.edges ?? []) {
      if (node.parent?.experiment?.id !== experimentId) continue;
      children.push({ id: node.id, name: node.name, status: node.status, step: node.parent.step ?? 0 });
    }
    const info = project?.experiments.pageInfo;
    if (!info?.hasNextPage || info.endCursor === null) break;
    after = info.endCursor;
  }
  return children;
}
